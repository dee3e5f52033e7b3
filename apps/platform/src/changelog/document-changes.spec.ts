import { describe, expect, it } from 'vitest';
import { documentChanges } from './document-changes.js';
import type { ApiDocument, Operation, Schema } from './document.js';

const order: Operation = {
  summary: 'Places an order',
  security: [{ oauth2: ['orders:write'] }],
  parameters: [{ name: 'fields', in: 'query', schema: { type: 'string', maxLength: 10 } }],
  requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Wish' } } } },
  responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } }, 404: {} },
};
const before: ApiDocument = {
  info: { title: 'Orders', version: '1.2.0' },
  paths: { '/orders': { post: order } },
  components: {
    schemas: {
      Wish: { type: 'object', required: ['number'], properties: { number: { type: 'string', maxLength: 10 }, note: { type: ['string', 'null'] }, kind: { type: 'string', enum: ['a', 'b'] }, size: { type: 'number' } } },
      Order: { type: 'object', required: ['id', 'parts'], properties: { id: { type: 'string' }, status: { type: 'string', enum: ['open'] }, hint: { type: ['string', 'null'] }, parts: { type: 'array', items: { $ref: '#/components/schemas/Order' } }, total: { allOf: [{ $ref: '#/components/schemas/Money' }] } } },
      Money: { type: 'object', properties: { amount: { type: 'string' } } },
    },
  },
};

type Change = (document: ApiDocument, operation: Operation, wish: Schema, order: Schema) => unknown;
function changesOf(change: Change) {
  const after = structuredClone(before);
  change(after, after.paths['/orders']!['post']!, after.components!.schemas!['Wish']!, after.components!.schemas!['Order']!);
  return documentChanges(before, after);
}

describe('callers of before may be wrong', () => {
  it.each<[string, string, Change]>([
    ['an operation goes', 'Places an order: gone', (document) => delete document.paths['/orders']!['post']],
    ['another credential is asked for', 'another credential is asked for: operatorSession', (_, operation) => (operation.security = [{ operatorSession: [] }])],
    ['a credential is asked for', 'the scope orders:admin is asked for', (_, operation) => (operation.security = [{ oauth2: ['orders:write', 'orders:admin'] }])],
    ['a parameter goes', 'the parameter `fields` is gone', (_, operation) => (operation.parameters = [])],
    ['a parameter is needed', 'the parameter `colour` is needed', (_, operation) => operation.parameters!.push({ name: 'colour', in: 'query', required: true })],
    ['a parameter is needed that might be left out', 'the parameter `fields` is needed', (_, operation) => (operation.parameters![0]!.required = true)],
    ['a parameter is shorter', '`fields`: characters at most 5, and was 10', (_, operation) => (operation.parameters![0]!.schema!.maxLength = 5)],
    ['a field is needed', '`colour` is needed', (_, __, wish) => { wish.properties!['colour'] = { type: 'string' }; wish.required!.push('colour'); }],
    ['a field is needed that might be left out', '`note` is needed', (_, __, wish) => wish.required!.push('note')],
    ['a field is taken no more', '`note` is gone', (_, __, wish) => delete wish.properties!['note']],
    ['null is taken no more', '`note` is string, and was string or null', (_, __, wish) => (wish.properties!['note'] = { type: 'string' })],
    ['a value is taken no more', '`kind` is no longer `b`', (_, __, wish) => (wish.properties!['kind']!.enum = ['a'])],
    ['a limit is new', 'new limits for `note`', (_, __, wish) => (wish.properties!['note']!.maxLength = 10)],
    ['a pattern is another', '`number`: characters at most 9, and was 10', (_, __, wish) => (wish.properties!['number']!.maxLength = 9)],
    ['a number must be whole', '`size` is integer, and was number', (_, __, wish) => (wish.properties!['size'] = { type: 'integer' })],
    ['an answer tells less', '`status` is gone', (_, __, ___, answer) => delete answer.properties!['status']],
    ['an answer may leave out what it told', '`id` may be missing', (_, __, ___, answer) => (answer.required = ['parts'])],
    ['an answer may be null', '`id` is string or null, and was string', (_, __, ___, answer) => (answer.properties!['id'] = { type: ['string', 'null'] })],
    ['an answer has a new value', '`status` may be `shut`', (_, __, ___, answer) => answer.properties!['status']!.enum!.push('shut')],
    ['an answer is another deep within', '`total.amount` is integer, and was string', (document) => (document.components!.schemas!['Money']!.properties!['amount'] = { type: 'integer' })],
    ['another status is answered', '200 is answered no more', (_, operation) => { operation.responses['201'] = operation.responses['200']!; delete operation.responses['200']; }],
    ['another format is answered', 'application/json is answered no more', (_, operation) => (operation.responses['200'] = { content: { 'text/csv': {} } })],
  ])('when %s', (_, text, change) => {
    const [first] = changesOf(change);
    expect(first).toMatchObject({ breaking: true, text: expect.stringContaining(text) as string });
  });
});

describe('callers of before are right', () => {
  it.each<[string, string, Change]>([
    ['an operation is new', 'Lists orders', (document) => (document.paths['/orders']!['get'] = { summary: 'Lists orders', responses: {} })],
    ['a parameter is new', 'the parameter `colour` is taken', (_, operation) => operation.parameters!.push({ name: 'colour', in: 'query' })],
    ['a parameter may be longer', '`fields`: characters at most 20, and was 10', (_, operation) => (operation.parameters![0]!.schema!.maxLength = 20)],
    ['a field may be left out', '`number` may be left out', (_, __, wish) => (wish.required = [])],
    ['a field is taken', '`colour` is taken', (_, __, wish) => (wish.properties!['colour'] = { type: 'string' })],
    ['a value is taken', '`kind` may be `c`', (_, __, wish) => wish.properties!['kind']!.enum!.push('c')],
    ['a number need not be whole', '`size` is number or string, and was number', (_, __, wish) => (wish.properties!['size'] = { type: ['number', 'string'] })],
    ['an answer tells more', '`colour` is told', (_, __, ___, answer) => (answer.properties!['colour'] = { type: 'string' })],
    ['an answer is never null', '`hint` is string, and was string or null', (_, __, ___, answer) => (answer.properties!['hint'] = { type: 'string' })],
    ['another refusal is named', '409 may be answered', (_, operation) => (operation.responses['409'] = {})],
    ['it is on its way out', 'on its way out, until 2027-06-30', (_, operation) => Object.assign(operation, { deprecated: true, 'x-strata-sunset': '2027-06-30' })],
  ])('when %s', (_, text, change) => {
    const changes = changesOf(change);
    expect(changes).toEqual([expect.objectContaining({ breaking: false, text: expect.stringContaining(text) as string })]);
  });

  it('when nothing is different but words and limits of answers', () => {
    expect(changesOf((_, operation, __, answer) => { operation.summary = 'Orders'; answer.properties!['id']!.maxLength = 36; })).toEqual([]);
  });
});

it('what is the same at several operations is said once, with where', () => {
  const other = structuredClone(before);
  other.paths['/orders:simulate'] = { post: order };
  const after = structuredClone(other);
  for (const path of Object.values(after.paths)) path['post'] = { ...order, responses: { ...order.responses, 409: {} } };
  expect(documentChanges(other, after)).toEqual([{ kind: 'added', breaking: false, text: '409 may be answered (at every operation)' }]);
});
