import { readdirSync, readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

interface Shown {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Record<string, { content?: Record<string, Shown> }>;

const documents = Object.fromEntries(readdirSync('openapi').filter((file) => file.endsWith('.json') && file !== 'changelog.json').map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(`openapi/${file}`, 'utf8')) as OpenAPIObject]));

/** What stands for many operations stands once. */
const whole = (responses: Record<string, object>, { components }: OpenAPIObject) =>
  Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, '$ref' in response ? components?.responses?.[String(response.$ref).split('/').at(-1)!] : response])) as Responses;

const operationsOf = ({ paths, ...document }: OpenAPIObject) =>
  Object.entries(paths).flatMap(([path, item]) => Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, method, operation, responses: whole(operation.responses as Record<string, object>, { paths, ...document }) })));

const examplesIn = ({ content = {} }: Responses[string] = {}): unknown[] =>
  Object.values(content).flatMap(({ example, examples = {} }) => [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)]);

/** Everything in a document that shows an example, by where it stands. A schema shows one of itself. */
function shownIn(node: unknown, pointer = ''): { pointer: string; value: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { schema, example, examples, type } = node as Shown & { type?: unknown };
  const at = schema === undefined ? pointer : `${pointer}/schema`;
  const isShown = schema !== undefined || type !== undefined;
  const own = isShown ? [...(example === undefined ? [] : [example]), ...(Array.isArray(examples) ? examples : Object.values(examples ?? {}).map(({ value }) => value))] : [];
  const inner = Object.entries(node).filter(([name]) => !isShown || (name !== 'example' && name !== 'examples'));
  return [...own.map((value) => ({ pointer: at, value })), ...inner.flatMap(([name, each]) => shownIn(each, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))];
}

describe.each(Object.entries(documents))('the OpenAPI document of %s', (name, document) => {
  // Hundreds of schemas are compiled: seconds where other specs run beside it.
  it('shows only examples that its schemas allow', { timeout: 60_000 }, () => {
    const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true })).addSchema(document, name);
    const validators = new Map<string, ValidateFunction>();
    const shown = shownIn(document);
    const faults = shown.flatMap(({ pointer, value }) => {
      const validate = validators.get(pointer) ?? ajv.compile({ $ref: `${name}#${encodeURI(pointer)}` });
      validators.set(pointer, validate);
      return validate(value) ? [] : [`${pointer}: ${ajv.errorsText(validate.errors)}`];
    });
    expect(faults).toEqual([]);
    expect(shown.length).toBeGreaterThan(20);
  });
});

/** The feed describes itself in $metadata, and refuses in OData's own error format. */
const odata = '/bi/v1/odata';

/** Whoever uses these is told by example what comes back; system APIs are for the layers above. */
const forCallers = ['process-order-to-cash', 'experience-web', 'experience-mobile', 'experience-bi', 'portal'].map((name) => [name, operationsOf(documents[name]!).filter(({ path }) => !path.startsWith(odata))] as const);

/** Writes that no state of a record forbids. */
const allowedInEveryState = [
  'POST /web/v1/orders',
  'POST /web/v1/carts:simulate',
  'POST /mobile/v1/orders',
  'POST /mobile/v1/writes',
  'POST /mobile/v1/batch',
  'POST /order-to-cash/v1/orders',
  'POST /order-to-cash/v1/orders:simulate',
  'POST /order-to-cash/v1/payments',
  'POST /order-to-cash/v1/exceptions:replay',
  'POST /order-to-cash/v1/reconciliations',
  'PUT /order-to-cash/v1/switches/{systemId}/{operation}',
  'DELETE /order-to-cash/v1/switches/{systemId}/{operation}',
  'POST /portal/v1/accounts',
  'POST /portal/v1/session',
  'DELETE /portal/v1/session',
  'PATCH /portal/v1/apps/{appId}',
  'DELETE /portal/v1/apps/{appId}',
];
const isRecord = (path: string) => /\{\w+\}/.test(path);
const writes = (method: string) => method !== 'get';
const carriesKey = ({ parameters = [] }: Operation) => parameters.some((parameter) => 'name' in parameter && parameter.name === 'Idempotency-Key');

describe.each(forCallers)('every operation of %s', (_, operations) => {
  const without = (wanted: (each: (typeof operations)[number]) => string[]) =>
    operations.flatMap((each) => wanted(each).filter((status) => examplesIn(each.responses[status]).length === 0).map((status) => `${each.name} ${status}`));

  it('shows what it answers when all is well', () => {
    expect(without(({ responses }) => Object.keys(responses).filter((status) => status.startsWith('2') && status !== '204'))).toEqual([]);
  });

  it('shows each refusal that it names, under the status that the refusal carries', () => {
    expect(without(({ responses }) => Object.keys(responses).filter((status) => Number(status) >= 400))).toEqual([]);
    const astray = operations.flatMap(({ name, responses }) =>
      Object.keys(responses).filter((status) => Number(status) >= 400).flatMap((status) => examplesIn(responses[status]).filter((example) => (example as { status: number }).status !== Number(status)).map(() => `${name} ${status}`)),
    );
    expect(astray).toEqual([]);
  });

  it('names the refusals that come of what it is: of a record 404, of a key 400 and 422, of a write 409, and 503', () => {
    expect(
      without(({ name, path, method, operation }) => [
        '503',
        ...(isRecord(path) ? ['404'] : []),
        ...(carriesKey(operation) ? ['400', '422'] : []),
        ...(writes(method) && !allowedInEveryState.includes(name) ? ['409'] : []),
      ]),
    ).toEqual([]);
  });

  it('says of a conflict which state forbids it and what is allowed, or which operation the system lacks', () => {
    const conflicts = operations.flatMap(({ name, responses }) => examplesIn(responses['409']).map((example) => ({ name, ...(example as Record<string, unknown>) })));
    expect(conflicts.filter((each) => !('state' in each && 'allowed' in each) && !('operation' in each && 'system' in each))).toEqual([]);
  });
});

it('no write that is allowed in every state names a conflict', () => {
  const all = forCallers.flatMap(([, operations]) => operations);
  expect(allowedInEveryState.filter((name) => all.find((each) => each.name === name)?.responses['409'] !== undefined)).toEqual([]);
});
