import { describe, expect, it } from 'vitest';
import { documents } from './documents.js';
import { findingsIn } from './style.js';

/** Some seconds, where other specs run beside it. */
const timeout = 60_000;

describe.each([...documents])('the document of %s', (_, text) => {
  it('is in the style of all: of OpenAPI, of OWASP and of ours', async () => {
    expect(await findingsIn(text)).toEqual([]);
  }, timeout);
});

type Json = Record<string, any>;

const refusal = { description: 'no', headers: { RateLimit: { schema: { type: 'string' } }, 'Access-Control-Allow-Origin': { schema: { type: 'string' } }, 'Retry-After': { schema: { type: 'integer' } } }, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
const refusals = { 400: refusal, 401: refusal, 429: refusal, 500: refusal };
const answer = (schema: Json) => ({ description: 'yes', headers: refusal.headers, content: { 'application/json': { schema } } });
const cursor = { name: 'cursor', in: 'query', schema: { type: 'string', maxLength: 9, pattern: '^x' }, example: 'x' };
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 200 }, example: 20 };
const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', maxLength: 9, pattern: '^x' }, example: 'x' };
const operation = (operationId: string, more: Json) => ({ operationId, summary: 'Does it', description: 'Does it.', tags: ['Orders'], security: [{ oauth2: [] }], ...more });

/** A document of one collection, in our style; each test breaks it once. */
const good = {
  openapi: '3.1.0',
  info: { title: 'Orders', description: 'Orders.', version: '1.0.0', contact: { name: 'us' } },
  servers: [{ url: '/', description: 'sandbox', 'x-internal': false }],
  tags: [{ name: 'Orders' }],
  paths: {
    '/web/v1/orders': {
      get: operation('listOrders', { parameters: [cursor, limit], responses: { 200: answer({ type: 'object', properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Order' } }, next: { type: 'string' } } }), ...refusals } }),
      post: operation('placeOrder', { parameters: [key], requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' }, example: { orderId: 'x' } } } }, responses: { 202: answer({ $ref: '#/components/schemas/Order' }), ...refusals } }),
    },
  },
  components: {
    schemas: {
      Problem: { type: 'object', required: ['type', 'title', 'status', 'detail'] },
      Order: { type: 'object', properties: { orderId: { type: 'string', maxLength: 9, pattern: '^x' } } },
    },
    securitySchemes: { oauth2: { type: 'oauth2', description: 'as RFC8725 asks', flows: { clientCredentials: { tokenUrl: '/token', scopes: {} } } } },
  },
};

/** Rules that a document breaks after one change. */
async function broken(change: (document: Json, read: Json, write: Json) => void): Promise<string[]> {
  const document = structuredClone(good) as Json;
  change(document, document['paths']['/web/v1/orders'].get, document['paths']['/web/v1/orders'].post);
  return [...new Set((await findingsIn(JSON.stringify(document))).map(({ rule }) => rule))];
}

const moved = (document: Json, to: string) => {
  document['paths'] = { [to]: document['paths']['/web/v1/orders'] };
};

describe('a document in our style', () => {
  it('breaks no rule', async () => {
    expect(await broken(() => {})).toEqual([]);
  });

  it.each<[string, string, Parameters<typeof broken>[0]]>([
    ['refuses with a body that is no problem', 'strata-problem-details', (_, read) => (read['responses'][400] = { ...refusal, content: { 'application/json': {} } })],
    ['refuses with a problem or another body', 'strata-problem-details', (_, read) => (read['responses'][400] = { ...refusal, content: { ...refusal.content, 'text/plain': {} } })],
    ['answers a page, and takes no cursor', 'strata-pages', (_, read) => (read['parameters'] = [])],
    ['takes a cursor, and answers no page', 'strata-pages', (_, read) => (read['responses'][200] = answer({ type: 'object', properties: {} }))],
    ['takes a limit without an end', 'strata-pages', (_, read) => (read['parameters'] = [cursor, { ...limit, schema: { type: 'integer', format: 'int32', minimum: 1, exclusiveMaximum: 9 } }])],
    ['writes without a key', 'strata-idempotency', (_, __, write) => (write['parameters'] = [])],
    ['writes with a key that may be left out', 'strata-idempotency', (_, __, write) => (write['parameters'] = [{ ...key, required: false }])],
    ['is deprecated for ever', 'strata-deprecation', (_, read) => (read['deprecated'] = true)],
    ['ends without a word that it is deprecated', 'strata-deprecation', (_, read) => (read['x-strata-sunset'] = '2027-06-30')],
    ['shows no example of a parameter', 'strata-parameter-examples', (_, read) => (read['parameters'] = [cursor, { ...limit, example: undefined }])],
    ['shows no example of a body', 'strata-body-examples', (_, __, write) => delete write['requestBody'].content['application/json'].example],
    ['has no summary', 'strata-summaries', (_, read) => delete read['summary']],
    ['has no description', 'operation-description', (_, read) => delete read['description']],
    ['names an operation in another case', 'strata-operation-ids', (_, read) => (read['operationId'] = 'list-orders')],
    ['names a property in another case', 'strata-property-names', (document) => (document['components'].schemas.Order.properties.order_id = { type: 'string', maxLength: 9, pattern: '^x' })],
    ['names an address in another case', 'strata-addresses', (document) => moved(document, '/web/v1/salesOrders')],
    ['names no generation of its API', 'strata-generations', (document) => moved(document, '/web/orders')],
    ['names a collection in the singular', 'strata-plural-collections', (document) => moved(document, '/web/v1/order/{orderId}')],
    ['has no version', 'strata-versions', (document) => (document['info'].version = 'next')],
    ['takes a text without an end', 'owasp:api4:2023-string-limit', (_, read) => (read['parameters'] = [{ ...cursor, schema: { type: 'string', pattern: '^x' } }, limit])],
    ['takes a text without an end in a body', 'owasp:api4:2023-string-limit', (document) => (document['components'].schemas.Order.properties.note = { type: ['string', 'null'], pattern: '^x' })],
    ['takes any text', 'owasp:api4:2023-string-restricted', (_, read) => (read['parameters'] = [{ ...cursor, schema: { type: 'string', maxLength: 9 } }, limit])],
    ['takes a list without an end', 'owasp:api4:2023-array-limit', (document) => (document['components'].schemas.Order.properties.lines = { type: 'array', items: { type: 'boolean' } })],
    ['takes any number', 'owasp:api4:2023-integer-limit', (document) => (document['components'].schemas.Order.properties.position = { type: 'integer', format: 'int32' })],
    ['tells nobody what is left of a plan', 'owasp:api4:2023-rate-limit', (_, read) => (read['responses'][400] = { ...refusal, headers: { 'Access-Control-Allow-Origin': {} } })],
    ['names no 429', 'owasp:api4:2023-rate-limit-responses-429', (_, read) => delete read['responses'][429]],
    ['names no 401', 'owasp:api8:2023-define-error-responses-401', (_, read) => delete read['responses'][401]],
    ['names no 500', 'owasp:api8:2023-define-error-responses-500', (_, read) => delete read['responses'][500]],
    ['names no 400', 'owasp:api8:2023-define-error-validation', (_, read) => delete read['responses'][400]],
    ['tells pages nothing of origins', 'owasp:api8:2023-define-cors-origin', (_, read) => (read['responses'][400] = { ...refusal, headers: { RateLimit: {} } })],
    ['takes a credential in an address', 'owasp:api2:2023-no-credentials-in-url', (_, read) => (read['parameters'] = [cursor, limit, { ...cursor, name: 'accessToken' }])],
    ['lets anybody write', 'owasp:api2:2023-write-restricted', (_, __, write) => delete write['security']],
  ])('that %s breaks %s', async (_, rule, change) => {
    expect(await broken(change)).toContain(rule);
  });
});
