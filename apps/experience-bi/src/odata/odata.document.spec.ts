import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { expect, it } from 'vitest';
import { documentODataErrors } from './odata.document.js';

const problem = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };

it('the document of the feed says that it refuses in the format of OData, at the door too', () => {
  const responses = () => ({ 200: { description: 'rows' }, 400: { description: 'malformed', ...problem }, 401: { $ref: '#/components/responses/Unauthenticated' }, 414: { $ref: '#/components/responses/AddressTooLong' } });
  const document = documentODataErrors({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/bi/v1/odata/{set}': { get: { responses: responses() } }, '/bi/v1/exports': { get: { responses: responses() } } },
    components: { responses: { Unauthenticated: { description: 'no credential', headers: { 'WWW-Authenticate': {} }, ...problem } } },
  });
  const odata = { content: { 'application/json': { schema: { $ref: '#/components/schemas/ODataError' } } } };
  expect(document.paths['/bi/v1/odata/{set}']!.get!.responses).toMatchObject({ 200: { description: 'rows' }, 400: odata, 401: { headers: { 'WWW-Authenticate': {} }, ...odata }, 414: { $ref: '#/components/responses/AddressTooLong' } });
  expect(document.paths['/bi/v1/exports']!.get!.responses).toEqual(responses());
});

it('the published document is that one', () => {
  const published = JSON.parse(readFileSync('openapi/experience-bi.json', 'utf8')) as OpenAPIObject;
  expect(published.paths['/bi/v1/odata']!.get!.responses['503']).toMatchObject({ content: { 'application/json': {} } });
});
