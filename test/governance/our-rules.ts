import { pattern, schema, truthy } from '@stoplight/spectral-functions';
import { dated, repeatable, turnedPageByPage } from './operation-rules.js';

/** A rule of Spectral's. */
export type Rules = Record<string, { given: string | string[]; then: object | object[]; [more: string]: unknown }>;

export const operations = '$.paths[*][get,post,put,patch,delete]';
/** The OData feed speaks OData: its addresses, pages and errors are not ours to choose. */
const oursAlone = '$.paths[?(!@property.match(/^\\/bi\\/v1\\/odata/))]';

const camelCase = '^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$';
const aSegment = '[a-z][a-z0-9]*(-[a-z0-9]+)*';
/** `orders`, `orders:simulate`, `{orderId}`, of OData `$metadata`, and last of all a file: `typescript.tgz`. */
const anAddress = `^(/(${aSegment}(:${aSegment})?|\\{[a-z][a-zA-Z]*\\}|\\$[a-z]+))+(\\.[a-z]+)?$`;
/** `/web/v1/...`: what is served beside a next generation keeps its address. The second one was released without, and stays (docs/adr/0041). */
const anApi = '^/(?:[a-z]+(?:-[a-z]+)*/v[1-9][0-9]*/|privacy/subjects/)';
/** What one record is named of stands in the plural: `/orders/{orderId}`. */
const singularBefore = '/(?!\\{)[^/]*[^s/]/\\{';

const problem = { type: 'object', required: ['schema'], properties: { schema: { type: 'object', required: ['required'], properties: { required: { const: ['type', 'title', 'status', 'detail'] } } } } };
const hasExample = { anyOf: [{ required: ['example'] }, { required: ['examples'] }] };

/** What every API of ours has in common, beside what OpenAPI and OWASP ask. */
export const ourRules: Rules = {
  'strata-problem-details': {
    message: 'a refusal is a problem (RFC 9457), and nothing else',
    given: `${oursAlone}[*].responses[?(@property.match(/^([45]..|default)$/))]`,
    severity: 'error',
    then: { field: 'content', function: schema, functionOptions: { schema: { type: 'object', required: ['application/problem+json'], additionalProperties: false, properties: { 'application/problem+json': problem } } } },
  },
  'strata-pages': { message: '{{error}}', given: `${oursAlone}[get]`, severity: 'error', then: { function: turnedPageByPage } },
  'strata-idempotency': { message: '{{error}}', given: '$.paths[*][post,patch]', severity: 'error', then: { function: repeatable } },
  'strata-deprecation': { message: '{{error}}', given: operations, severity: 'error', then: { function: dated } },
  'strata-parameter-examples': { message: 'a parameter shows an example', given: `${operations}.parameters[*]`, severity: 'error', then: { function: schema, functionOptions: { schema: hasExample } } },
  'strata-body-examples': { message: 'a body shows an example', given: `${operations}.requestBody.content[*]`, severity: 'error', then: { function: schema, functionOptions: { schema: hasExample } } },
  'strata-summaries': { message: 'an operation has a summary, without a full stop', given: operations, severity: 'error', then: [{ field: 'summary', function: truthy }, { field: 'summary', function: pattern, functionOptions: { notMatch: '\\.$' } }] },
  'strata-operation-ids': { message: 'an operationId is in camelCase: {{value}}', given: `${operations}.operationId`, severity: 'error', then: { function: pattern, functionOptions: { match: camelCase } } },
  'strata-property-names': { message: 'a property is in camelCase: {{value}}', given: '$.components.schemas[*]..properties[*]~', severity: 'error', resolved: false, then: { function: pattern, functionOptions: { match: camelCase } } },
  'strata-addresses': { message: 'an address is in kebab-case, with ids in camelCase', given: '$.paths[*]~', severity: 'error', then: { function: pattern, functionOptions: { match: anAddress } } },
  'strata-generations': { message: 'an address names its API, and the generation of its resources: /orders/v1', given: '$.paths[*]~', severity: 'error', then: { function: pattern, functionOptions: { match: anApi } } },
  'strata-plural-collections': { message: 'records stand below a plural', given: `${oursAlone}~`, severity: 'error', then: { function: pattern, functionOptions: { notMatch: singularBefore } } },
  'strata-versions': { message: 'a document has a semantic version', given: '$.info.version', severity: 'error', then: { function: pattern, functionOptions: { match: '^\\d+\\.\\d+\\.\\d+$' } } },
};
