import type { OpenAPIObject } from '@nestjs/swagger';
import { errorKinds } from '#canonical';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const meanings: Readonly<Record<string, string>> = {
  400: 'The request is malformed: `errors` points at each field',
  404: 'There is no such record or system',
  409: "The record's state does not allow it",
  413: 'The body is larger than 256 kB',
  422: 'Well-formed, but it cannot be processed: `errors` or `reason` says why',
  503: 'A system behind is not available; `Retry-After` says when to try again',
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
    reason: { type: 'string', example: 'customer-blocked', description: 'Our own code, for readers that branch' },
    state: { type: 'string', example: 'shipped', description: 'Of a conflict: the state that forbids it' },
    allowed: { type: 'array', items: { type: 'string' }, example: ['returns'], description: 'Of a conflict: what may be done instead' },
    system: { type: 'string', example: 'sandbox' },
    operation: { type: 'string', example: 'createReturn', description: 'Of a refusal: the operation of the system' },
  },
};

/** Says at each operation which problems it answers, from its parameters and its body. */
export function documentProblems(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problemSchema as never } };
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = path[method];
      if (operation) for (const status of statusesOf(operation, method)) operation.responses[status] ??= problemResponse(status);
    }
  }
  return document;
}

function statusesOf({ parameters = [], requestBody }: Operation, method: string): string[] {
  const takes = (place: string) => parameters.some((parameter) => 'in' in parameter && parameter.in === place);
  return [
    ...(takes('query') || takes('path') || requestBody ? ['400'] : []),
    ...(takes('path') ? ['404'] : []),
    ...(requestBody ? ['413', '422'] : []),
    ...(method === 'get' ? [] : ['409', '504']),
    '503',
    'default',
  ];
}

function problemResponse(status: string) {
  return { description: meanings[status]!, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}
