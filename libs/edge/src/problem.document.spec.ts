import { describe, expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { documentProblems } from './problem.document.js';

const ok = { 200: { description: 'fine' } };

describe('the problems in an OpenAPI document', () => {
  const document = documentProblems({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/items': { get: { responses: { ...ok } } },
      '/systems/{systemId}/quotes': { get: { parameters: [{ in: 'path', name: 'systemId' }], responses: { ...ok } } },
      '/items/{id}': {
        get: { parameters: [{ in: 'path', name: 'id' }], responses: { ...ok } },
        post: { parameters: [{ in: 'path', name: 'id' }], requestBody: { content: {} }, responses: { ...ok, 409: { description: 'its own words' } } },
        put: { parameters: [{ in: 'path', name: 'id', schema: { type: 'string', format: 'uuid' } }, { in: 'header', name: 'Idempotency-Key' }], requestBody: { content: {} }, responses: { ...ok } },
      },
    },
  }, new StrataError('unavailable', 'sandbox is away', { retryAfterMs: 1_000 }));
  const statuses = (path: string, method: 'get' | 'post' | 'put') => Object.keys(document.paths[path]![method]!.responses);

  it('are said at every operation, by what it takes', () => {
    expect(statuses('/items', 'get')).toEqual(['200', '400', '414', '431', '500', '503', 'default']);
    expect(statuses('/items/{id}', 'get')).toEqual(['200', '400', '404', '414', '431', '500', '503', 'default']);
    expect(statuses('/items/{id}', 'put')).toEqual(['200', '400', '404', '409', '413', '414', '422', '431', '500', '503', '504', 'default']);
  });

  it('are said of what a system may not offer, be it a read', () => {
    expect(statuses('/systems/{systemId}/quotes', 'get')).toEqual(['200', '400', '404', '409', '414', '431', '500', '503', 'default']);
  });

  it('that come of no operation stand once', () => {
    expect(document.paths['/items']!.get!.responses['414']).toEqual({ $ref: '#/components/responses/AddressTooLong' });
    expect(document.components?.responses).toMatchObject({ AddressTooLong: { content: {} }, HeadersTooLarge: { content: {} } });
  });

  it('that do not come of what it takes are named by an operation that names any', () => {
    expect(statuses('/items/{id}', 'post')).toEqual(['200', '400', '409', '413', '414', '431', '500', '503', 'default']);
  });

  it('leave what an operation says itself', () => {
    expect(document.paths['/items/{id}']!.post!.responses['409']).toEqual({ description: 'its own words' });
  });

  it('that come of what it takes have an example each', () => {
    const { 400: malformed, 413: tooLarge, 503: away } = document.paths['/items/{id}']!.put!.responses as Record<string, { content: Record<string, { examples: Record<string, { value: object }> }> }>;
    const examplesOf = (response: typeof malformed) => Object.entries(response!.content['application/problem+json']!.examples).map(([name, { value }]) => [name, value]);
    expect(examplesOf(malformed)).toMatchObject([
      ['no-idempotency-key', { status: 400, reason: 'idempotency-key' }],
      ['a-field-that-is-not-known', { status: 400, errors: [{ pointer: '/colour' }] }],
      ['an-id-that-is-none', { status: 400, errors: [{ pointer: '/id', detail: 'id must be a UUID' }] }],
    ]);
    expect(examplesOf(tooLarge)).toMatchObject([['a-body-that-is-too-large', { status: 413 }]]);
    expect(examplesOf(away)).toMatchObject([['what-is-behind-is-away', { status: 503, detail: 'sandbox is away', retryAfterMs: 1_000 }]]);
  });

  it('have the schema that is answered', () => {
    expect(document.components?.schemas).toHaveProperty('Problem');
    expect(document.paths['/items']!.get!.responses['503']).toMatchObject({ content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });
  });
});
