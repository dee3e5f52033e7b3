import { operationsIn } from '#edge';

/** What a comparison reads of a JSON schema (2020-12, as OpenAPI 3.1 has them). */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

export type Content = Record<string, { schema?: Schema }>;

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

export interface Operation {
  summary?: string;
  deprecated?: boolean;
  'x-strata-sunset'?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { $ref?: string; content?: Content }>;
}

/** What a comparison reads of an OpenAPI document. */
export interface ApiDocument {
  info: { title: string; version: string; 'x-strata-released'?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema>; responses?: Record<string, { content?: Content }> };
}

/** Operations by what they are called with, such as `GET /web/v1/orders`. */
export function operationsOf(document: ApiDocument): Map<string, Operation> {
  return new Map(operationsIn<Operation>(document).map(({ path, method, operation }) => [`${method.toUpperCase()} ${path}`, operation]));
}

/** What a schema refers to, and is all of, in one. */
export function whole(schema: Schema, { components }: ApiDocument): Schema {
  const { $ref, allOf, ...own } = schema;
  const parts = [...($ref === undefined ? [] : [components?.schemas?.[$ref.split('/').at(-1)!] ?? {}]), ...(allOf ?? [])].map((part) => whole(part, { components } as ApiDocument));
  return parts.reduceRight<Schema>((sum, part) => ({ ...part, ...sum, properties: { ...part.properties, ...sum.properties }, required: [...(part.required ?? []), ...(sum.required ?? [])] }), own);
}

export function contentOf(answer: { $ref?: string; content?: Content }, { components }: ApiDocument): Content {
  const found = answer.$ref === undefined ? answer : components?.responses?.[answer.$ref.split('/').at(-1)!];
  return found?.content ?? {};
}
