import { describe, expect, it } from 'vitest';
import { documentProblems } from './problem.document.js';

const ok = { 200: { description: 'fine' } };

describe('the problems in an OpenAPI document', () => {
  const document = documentProblems({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/items': { get: { responses: { ...ok } } },
      '/items/{id}': {
        get: { parameters: [{ in: 'path', name: 'id' }], responses: { ...ok } },
        post: { parameters: [{ in: 'path', name: 'id' }], requestBody: { content: {} }, responses: { ...ok, 409: { description: 'its own words' } } },
      },
    },
  });
  const statuses = (path: string, method: 'get' | 'post') => Object.keys(document.paths[path]![method]!.responses);

  it('are said at every operation, by what it takes', () => {
    expect(statuses('/items', 'get')).toEqual(['200', '503', 'default']);
    expect(statuses('/items/{id}', 'get')).toEqual(['200', '400', '404', '503', 'default']);
    expect(statuses('/items/{id}', 'post')).toEqual(['200', '400', '404', '409', '413', '422', '503', '504', 'default']);
  });

  it('leave what an operation says itself', () => {
    expect(document.paths['/items/{id}']!.post!.responses['409']).toEqual({ description: 'its own words' });
  });

  it('have the schema that is answered', () => {
    expect(document.components?.schemas).toHaveProperty('Problem');
    expect(document.paths['/items']!.get!.responses['503']).toMatchObject({ content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });
  });
});
