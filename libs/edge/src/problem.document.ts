import type { OpenAPIObject } from '@nestjs/swagger';
import { errorKinds, type StrataError } from '#canonical';
import { documentedProblem, documentedProblems, type DocumentedProblem, type Refusals } from './api-refusals.js';
import { operationsIn } from './documented-operations.js';
import { addressTooLong, headersTooLarge } from './http-refusals.js';
import { idempotencyKeyMissing } from './idempotency-key.js';
import { bodyTooLarge, ourFault, problemOf } from './problem.filter.js';
import { malformed, unknownField } from './validation.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const meanings: Readonly<Record<string, string>> = {
  400: 'The request is malformed: `errors` points at each field',
  404: 'There is no such record or system',
  410: 'What the caller goes on from is not there any more: `detail` says how to start over',
  409: "The record's state does not allow it",
  422: 'Well-formed, but it cannot be processed: `errors` or `reason` says why',
  504: 'The outcome of a write is unknown; it may have landed',
  default: 'Any other problem',
};

const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457). `kind`, `retryable`, `errors` and `reason` are extension members.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', example: 'urn:strata:problem:invalid' },
    title: { type: 'string' },
    status: { type: 'integer', example: 400 },
    detail: { type: 'string' },
    kind: { type: 'string', enum: [...errorKinds] },
    retryable: { type: 'boolean', description: 'Has the same request a chance, later?' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: { type: 'string', example: '/lines/0/quantity', description: 'JSON pointer into the request (RFC 6901)' }, detail: { type: 'string' } } },
    },
    retryAfterMs: { type: 'integer', example: 1000, description: 'Of what is not available: when to try again, as `Retry-After` says it in seconds' },
    budget: {
      type: 'object',
      description: 'Of a call that a system was spared: its budget, as the fields RateLimit-Policy and RateLimit say it',
      properties: {
        callsPerSecond: { type: 'integer', example: 20 },
        inFlight: { type: 'integer', example: 32 },
        left: { type: 'integer', example: 0, description: 'Calls that could begin now' },
        resetMs: { type: 'integer', example: 400, description: 'Until there are more' },
      },
    },
    plan: { type: 'string', example: 'free', description: 'Of a call too many: the plan of the caller' },
    policy: { type: 'string', enum: ['burst', 'day'], example: 'day', description: 'Of a call too many: the limit that is spent, as `RateLimit-Policy` names it' },
    traceparent: { type: 'string', description: 'Of a fault of ours: what to name when you ask us about it' },
    reason: { type: 'string', example: 'customer-blocked', description: 'Our own code, for readers that branch' },
    state: { type: 'string', example: 'shipped', description: 'Of a conflict: the state that forbids it' },
    allowed: { type: 'array', items: { type: 'string' }, example: ['returns'], description: 'Of a conflict: what may be done instead' },
    existing: { type: 'string', description: 'Of a conflict: id of the record that stands in the way' },
    system: { type: 'string', example: 'sandbox' },
    operation: { type: 'string', example: 'createReturn', description: 'Of a refusal: the operation of the system' },
  },
};

/** What is answered before it is known which operation is asked. */
const ofEveryRequest = {
  AddressTooLong: documentedProblem([{ summary: 'An address that is too long', value: addressTooLong() }]),
  OurFault: documentedProblem([{ summary: 'A fault of ours', value: { ...ourFault, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } }]),
  HeadersTooLarge: documentedProblem([{ summary: 'Headers that are too long', value: headersTooLarge() }]),
};

/**
 * Says at each operation which problems it answers: those that come of what it takes, with an example, beside its own. What an
 * operation says itself of a status stays; one that names none of its refusals is given the statuses that it may have.
 * @param away 503 of an operation that does not say more: what is behind all of them
 */
export function documentProblems(document: OpenAPIObject, away: StrataError): OpenAPIObject {
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problemSchema as never }, responses: { ...document.components?.responses, ...structuredClone(ofEveryRequest) } };
  for (const { method, operation } of operationsIn(document)) documentOperation(operation, method, away, document);
  return document;
}

function documentOperation(operation: Operation, method: string, away: StrataError, document: OpenAPIObject): void {
  const responses = operation.responses as Record<string, Partial<DocumentedProblem>>;
  const namesItsOwn = Object.keys(responses).some((status) => Number(status) >= 400);
  const general = documentedProblems(malformedRequests(operation, document))['400'];
  if (general) responses['400'] = beside(general, responses['400']);
  if (operation.requestBody) responses['413'] ??= documentedProblem([{ summary: 'A body that is too large', value: bodyTooLarge() }]);
  if (!namesItsOwn) for (const status of possibleStatuses(operation, method)) responses[status] ??= problemResponse(status);
  responses['503'] ??= documentedProblem([{ summary: 'What is behind is away', value: problemOf(away) }]);
  Object.assign(responses, { 414: { $ref: '#/components/responses/AddressTooLong' }, 431: { $ref: '#/components/responses/HeadersTooLarge' }, 500: { $ref: '#/components/responses/OurFault' } });
  responses['default'] ??= problemResponse('default');
}

function beside(general: DocumentedProblem, own: Partial<DocumentedProblem> | undefined): DocumentedProblem {
  const { schema, examples } = general.content['application/problem+json'];
  const more = own?.content?.['application/problem+json'].examples;
  return { description: meanings['400']!, content: { 'application/problem+json': { schema, examples: { ...examples, ...more } } } };
}

function malformedRequests({ parameters = [], requestBody }: Operation, document: OpenAPIObject): Refusals {
  const named = parameters.filter((parameter) => 'in' in parameter);
  const fault = (pointer: string, detail: string) => malformed([{ pointer, detail }]);
  const inPath = named.flatMap(({ in: place, name, schema = {} }) => (place === 'path' && !('$ref' in schema) ? [{ name, schema }] : []));
  const id = inPath.find(({ schema }) => schema.format === 'uuid')?.name;
  const longId = id === undefined ? inPath.find(({ schema }) => schema.maxLength !== undefined) : undefined;
  const inQuery = named.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const taken = requestBody ? fieldsOfBody(requestBody, document) : inQuery;
  return {
    ...(named.some(({ name }) => name === 'Idempotency-Key') && { 'No Idempotency-Key': idempotencyKeyMissing() }),
    'A field that is not known': malformed([unknownField('colour', '', taken)]),
    ...(id && { 'An id that is none': fault(`/${id}`, `${id} must be a UUID`) }),
    ...(longId && { 'An id that is too long': fault(`/${longId.name}`, `${longId.name} must be shorter than or equal to ${longId.schema.maxLength} characters`) }),
  };
}

function fieldsOfBody(body: NonNullable<Operation['requestBody']>, { components }: OpenAPIObject): string[] {
  const schema = 'content' in body ? body.content['application/json']?.schema : undefined;
  const named = schema && '$ref' in schema ? components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] : schema;
  return named && 'properties' in named ? Object.keys(named.properties ?? {}) : [];
}

function possibleStatuses({ parameters = [], requestBody }: Operation, method: string): string[] {
  const inPath = parameters.flatMap((parameter) => ('in' in parameter && parameter.in === 'path' ? [parameter.name] : []));
  // What a system does not offer is a conflict, be it a read.
  const mayLack = inPath.includes('systemId') || method !== 'get';
  return [...(inPath.length > 0 ? ['400', '404'] : []), ...(requestBody ? ['422'] : []), ...(mayLack ? ['409'] : []), ...(method === 'get' ? [] : ['504'])];
}

function problemResponse(status: string) {
  return { description: meanings[status]!, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } as DocumentedProblem;
}
