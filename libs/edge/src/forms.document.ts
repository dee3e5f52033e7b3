import type { OpenAPIObject } from '@nestjs/swagger';
import { sessionSchemes } from './auth/door.document.js';
import { operationsIn } from './documented-operations.js';
import { documentDeprecations } from './deprecation.document.js';
import { documentExamples } from './examples.document.js';

type Schema = Record<string, unknown>;
interface Parameter {
  name: string;
  in: string;
  description?: string;
  schema?: Schema;
}
interface Operation {
  summary?: string;
  description?: string;
  deprecated?: boolean;
  tags?: string[];
  parameters?: Parameter[];
  security?: Record<string, string[]>[];
  responses: Record<string, { $ref?: string; headers?: object }>;
  'x-strata-repeat'?: string;
}

/** Who calls an API. */
export type Audience = 'pages and partners' | 'our own layers' | 'the pages of the portal';

const key = { type: 'string', minLength: 1, maxLength: 255, pattern: String.raw`^[\t\x20-\x7e\x80-\xff]+$`, example: '0f6f1c1e-1f5e-4c7b-9a55-6f0e6c3f3a10' };
const origin = { description: 'The page that asks, where the configuration names its origin for this API; else absent', schema: { type: 'string', format: 'uri', examples: ['https://shop.example.com'] } };

/** Brings a document into the form that all of them have: server, tags, descriptions, keys, lists, examples. Last of all, of a whole document. */
export function documentForms(document: OpenAPIObject, audience: Audience): OpenAPIObject {
  document.servers = [{ url: '/', description: 'This platform: sandbox or production, as the credential says', 'x-internal': audience === 'our own layers' } as never];
  const operations = operationsIn<Operation>(document as never);
  document.tags = [...new Set(operations.flatMap(({ operation: { tags = [] } }) => tags))].toSorted().map((name) => ({ name }));
  for (const { method, operation } of operations) {
    for (const parameter of operation.parameters ?? []) documentParameter(parameter);
    if (audience === 'our own layers' && method === 'post') documentRepeat(operation);
    operation.description ??= describe(method, operation);
  }
  documentDeprecations(document);
  if (audience === 'pages and partners') documentPages(document, operations.map(({ operation }) => operation));
  documentExamples(document);
  return document;
}

const ofText: ReadonlySet<string> = new Set(['minLength', 'maxLength', 'pattern', 'format']);

function documentParameter(parameter: Parameter): void {
  if (parameter.name === 'Idempotency-Key') parameter.schema = key;
  const { schema } = parameter;
  if (schema?.['type'] !== 'array') return;
  // What is said of the elements stands at them.
  const words = Object.entries(schema).filter(([word]) => ofText.has(word));
  const list = Object.entries(schema).filter(([word]) => !ofText.has(word));
  parameter.schema = { ...Object.fromEntries(list), items: { ...(schema['items'] as object), ...Object.fromEntries(words) } };
}

/** A system knows no keys of ours. Whoever lost its answer looks first: that is what connectors and flows do. */
function documentRepeat(operation: Operation): void {
  if (operation.parameters?.some(({ name }) => name === 'Idempotency-Key')) return;
  operation['x-strata-repeat'] ??= 'Read the record first, or look for the `reference` that was sent: after an unknown outcome (504) it may have landed';
}

/** What follows of how an operation is declared. */
function describe(method: string, { summary, parameters = [], security = [], 'x-strata-repeat': repeat }: Operation): string {
  const names = new Set(parameters.map(({ name }) => name));
  return [
    `${summary}.`,
    calledBy(security),
    ...(method === 'get' ? ['Changes nothing.'] : []),
    ...(names.has('Idempotency-Key') ? ['Done once per `Idempotency-Key`: the same again is answered the same, another body under the same key is refused.'] : []),
    ...(repeat === undefined ? [] : [`To repeat it: ${repeat[0]!.toLowerCase()}${repeat.slice(1)}.`]),
    ...(names.has('cursor') ? ['A page has `next` while there is more: send it as `cursor`, with the same parameters.'] : []),
  ].join(' ');
}

function calledBy(security: Record<string, string[]>[]): string {
  const scopes = security.flatMap(({ oauth2 = [] }) => oauth2);
  if (scopes.length > 0) return `Asks for the scope ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`;
  if (security.length === 0) return 'Anybody may call it.';
  return security.some((each) => sessionSchemes.operator in each) ? 'Operators who are signed in may call it.' : 'Whoever is signed in may call it.';
}

/** The field by which a browser lets a page read an answer. */
function documentPages({ components = {} }: OpenAPIObject, operations: Operation[]): void {
  components.headers = { ...components.headers, 'Access-Control-Allow-Origin': origin };
  const answers = [...Object.values(components.responses ?? {}), ...operations.flatMap(({ responses }) => Object.values(responses))];
  for (const answer of answers) if (!('$ref' in answer)) answer.headers = { ...answer.headers, 'Access-Control-Allow-Origin': { $ref: '#/components/headers/Access-Control-Allow-Origin' } };
}
