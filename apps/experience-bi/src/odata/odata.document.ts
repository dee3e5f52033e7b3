import type { OpenAPIObject } from '@nestjs/swagger';
import { badRequest, errorBody } from './odata.fault.js';

interface Response {
  content?: object;
  $ref?: string;
}

const text = { type: 'string' };
const errorSchema = {
  type: 'object',
  description: 'Error of OData (JSON Format 4.01, section 21)',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { ...text, description: 'Our own, for readers that branch' },
        message: text,
        target: { ...text, description: 'The query option, header or segment that is wrong' },
        details: { type: 'array', items: { type: 'object', required: ['code', 'message'], properties: { code: text, message: text, target: text } } },
      },
    },
  },
};

const error = { schema: { $ref: '#/components/schemas/ODataError' } };
const examples = { 'an-option-that-is-not-known': { summary: 'An option that is not known', value: errorBody(badRequest("'$colour' is not a known option here; expected one of $filter, $apply", '$colour')) } };
/** The server itself says these, before the feed is asked. */
const saidBefore = ['414', '431'];

/** The feed refuses in OData's own format, whoever refuses behind its address: says so at its operations. */
export function documentODataErrors(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ODataError: errorSchema as never } };
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!path.startsWith('/bi/v1/odata') || !get) continue;
    const responses = get.responses as Record<string, Response>;
    for (const [status, response] of Object.entries(responses)) {
      if (/^[123]/.test(status) || saidBefore.includes(status)) continue;
      responses[status] = { ...whole(response, document), content: { 'application/json': { ...error, ...(status === '400' && { examples }) } } };
    }
  }
  return document;
}

function whole(response: Response, { components }: OpenAPIObject): Response {
  return response.$ref === undefined ? response : (components?.responses?.[response.$ref.split('/').at(-1)!] as Response);
}
