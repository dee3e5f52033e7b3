import type { OpenAPIObject } from '@nestjs/swagger';
import { toPublicId } from '#canonical';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  example?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  minItems?: number;
}
interface Parameter {
  name: string;
  example?: unknown;
  examples?: unknown;
  schema?: Schema;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema; example?: unknown; examples?: unknown }> };
}

/** Records of the sandbox that every demo has. */
const [customer, item, invoice, order] = ['1000001', 'TG0001', '90000001', '019aba2c-8d3e-7c52-b1f0-5a6e4d3c2b10'] as const;
const anywhere: Record<string, unknown> = { limit: 20, cursor: 'eyJhZnRlciI6IjIwIn0', query: 'TG0001', orderId: order, reference: order, disputeId: order, paymentId: order, exceptionId: order, reconciliationId: order, opportunityId: '006000000000001AAA', accountId: '001000000000001AAA', purchaseOrderNumber: 'PO-4711' };
/** Above the systems records go by public ids. */
const aboveSystems: Record<string, unknown> = { customerId: toPublicId('sandbox', customer), itemId: toPublicId('sandbox', item), itemIds: [toPublicId('sandbox', item)], invoiceId: toPublicId('sandbox', invoice), quoteId: toPublicId('sandbox', '20000001'), shipTo: customer, salesAreaId: '1010-10-00', since: 'eyJhdCI6IjIwMjYtMTItMDEifQ', until: 'eyJhdCI6IjIwMjYtMTItMDEifQ', after: order };
/** A system has numbers of its own. */
const atSystems: Record<string, unknown> = { customerId: customer, erpCustomerId: customer, itemId: item, itemIds: [item], invoiceIds: [invoice], shipToId: customer, salesAreaId: '1010-10-00' };

/**
 * Gives every parameter and every request body an example. Of a body it is made of the examples of its fields: of those that it
 * must have, or of all when it must have none. What has an example keeps it.
 */
export function documentExamples(document: OpenAPIObject): void {
  const isOfSystems = Object.keys(document.paths).some((path) => path.includes('/systems/{systemId}'));
  const named = { ...anywhere, ...(isOfSystems ? atSystems : aboveSystems) };
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const exampleOf = (schema: Schema, name: string): unknown => {
    if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1)!] ?? {}, name);
    const own = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
    if (own !== undefined) return own;
    const [part] = schema.allOf ?? schema.anyOf ?? [];
    if (part) return exampleOf(part, name);
    if (schema.properties) return Object.fromEntries(fieldsOf(schema).map(([field, each]) => [field, exampleOf(each, field)]));
    if (name in named) return named[name];
    if (schema.type === 'array') return [exampleOf(schema.items ?? {}, name)];
    return schema.type === 'boolean' ? true : schema.type === 'integer' ? 1 : undefined;
  };
  for (const { parameters = [], requestBody } of Object.values(document.paths).flatMap((path) => Object.values(path) as Operation[])) {
    for (const parameter of parameters) if (parameter.examples === undefined) parameter.example ??= exampleOf(parameter.schema ?? {}, parameter.name);
    for (const body of Object.values(requestBody?.content ?? {})) if (body.examples === undefined) body.example ??= exampleOf(body.schema ?? {}, '');
  }
}

function fieldsOf({ properties = {}, required = [] }: Schema): [string, Schema][] {
  const fields = Object.entries(properties);
  return required.length === 0 ? fields : fields.filter(([name]) => required.includes(name));
}
