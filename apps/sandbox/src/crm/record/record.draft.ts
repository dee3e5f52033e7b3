import type { CrmDatabase, Row } from '../crm.database.js';
import { table } from '../crm.database.js';
import { SalesforceError } from '../salesforce.error.js';
import { objectNamed } from '../schema/crm.schema.js';
import { fieldNamed, parentNamed, type FieldSchema, type ObjectSchema } from '../schema/object.schema.js';
import { toColumn } from './field.value.js';

/** What a caller sends for a record: values by field name. */
export type RecordFields = Readonly<Record<string, unknown>>;

/**
 * What a caller wants to write, by field name, checked field by field. A reference may be given by an external id of
 * the record it leads to: `{"Account__r": {"Erp_Id__c": "1000001"}}`.
 */
export function draftOf(database: CrmDatabase, object: ObjectSchema, fields: RecordFields): Row {
  const draft: Row = {};
  const forbidden: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'attributes') continue;
    const parent = parentNamed(object, name);
    const field = parent ?? fieldNamed(object, name);
    if (!field) throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    if (field.readOnly) forbidden.push(field.name);
    else draft[field.name] = parent ? keyByExternalId(database, parent, value) : referenced(database, field, toColumn(object, field, value));
  }
  if (forbidden.length === 0) return draft;
  const message = `Unable to create/update fields: ${forbidden.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, forbidden);
}

/** A key that leads nowhere is refused. */
function referenced(database: CrmDatabase, field: FieldSchema, value: Row[string]): Row[string] {
  if (field.refersTo === undefined || value === null) return value;
  const target = objectNamed(field.refersTo)!;
  if (!String(value).startsWith(target.keyPrefix)) {
    throw new SalesforceError(400, 'FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${value}`, [field.name]);
  }
  const found = database.one<{ IsDeleted: number }>(`SELECT "IsDeleted" FROM ${table(target)} WHERE "Id" = ?`, value);
  if (!found) throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  if (found.IsDeleted) throw new SalesforceError(400, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  return value;
}

function keyByExternalId(database: CrmDatabase, field: FieldSchema, value: unknown): string | null {
  if (value === null) return null;
  const target = objectNamed(field.refersTo!)!;
  const given = typeof value === 'object' ? Object.entries(value).filter(([name]) => name !== 'attributes') : [];
  const [name, key] = given[0] ?? [];
  if (name === undefined || given.length !== 1) {
    throw new SalesforceError(400, 'INVALID_FIELD', `More than 1 field provided in an external foreign key reference in entity: ${target.name}`, []);
  }
  const external = fieldNamed(target, name);
  if (!external?.externalId) throw new SalesforceError(400, 'INVALID_FIELD', `${name} is not an External ID or indexed field for ${target.name}`, []);
  const found = database.all<{ Id: string }>(`SELECT "Id" FROM ${table(target)} WHERE "${external.name}" = ? AND "IsDeleted" = 0`, String(key));
  if (found.length > 1) {
    const ids = found.map(({ Id }) => Id).join(', ');
    throw new SalesforceError(400, 'DUPLICATE_EXTERNAL_ID', `${field.name}: more than one record found for external id field: [${ids}]`, [field.name]);
  }
  if (!found[0]) {
    throw new SalesforceError(400, 'INVALID_FIELD', `Foreign key external ID: ${String(key)} not found for field ${external.name} in entity ${target.name}`, []);
  }
  return found[0].Id;
}
