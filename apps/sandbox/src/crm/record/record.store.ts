import { table, type CrmDatabase, type Row } from '../crm.database.js';
import { notFound, SalesforceError } from '../salesforce.error.js';
import { OBJECTS } from '../schema/crm.schema.js';
import { fieldNamed, isText, sameName, type FieldSchema, type ObjectSchema } from '../schema/object.schema.js';
import { draftOf, type RecordFields } from './record.draft.js';
import { normalId, recordId } from './record.id.js';
import { derivedFields, stageFields } from './record.rules.js';

/** Several records have the external id: the answer is 300 and lists them. */
export class MultipleChoices extends Error {
  constructor(readonly ids: readonly string[]) {
    super('More than one record has this external id');
  }
}

/** Records of every object: created, changed and deleted by Salesforce's rules. Each write is kept before it returns. */
export class RecordStore {
  constructor(
    readonly database: CrmDatabase,
    private readonly userId: string,
    private readonly now: () => number,
  ) {}

  create(object: ObjectSchema, fields: RecordFields): string {
    this.writable(object);
    if (Object.keys(fields).some((name) => sameName(name, 'Id'))) {
      throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
    }
    const draft = draftOf(this.database, object, fields);
    const missing = object.fields.filter((field) => field.required && draft[field.name] === undefined).map(({ name }) => name);
    if (missing.length > 0) throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
    const id = recordId(object.keyPrefix, this.database.next(object.name));
    const at = this.second();
    const audit = { CreatedDate: at, CreatedById: this.userId, ...this.changed(at) };
    const record: Row = { IsDeleted: 0, CurrencyIsoCode: 'EUR', OwnerId: this.userId, ...draft, ...stageFields(object, draft), Id: id, ...audit };
    Object.assign(record, derivedFields(object, record, () => this.database.next(`${object.name}.Name`)));
    this.refuseDuplicates(object, record);
    const names = Object.keys(record);
    const sql = `INSERT INTO ${table(object)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    this.database.run(sql, ...Object.values(record));
    return id;
  }

  update(object: ObjectSchema, id: string, fields: RecordFields): void {
    this.writable(object);
    const record = this.read(object, id);
    this.refuseLocked(record);
    const draft = draftOf(this.database, object, fields);
    const changes: Row = { ...draft, ...stageFields(object, draft), ...this.changed(this.second()) };
    Object.assign(changes, derivedFields(object, { ...record, ...changes }, () => 0));
    this.refuseDuplicates(object, { ...changes, Id: record['Id']! });
    const names = Object.keys(changes);
    this.database.run(`UPDATE ${table(object)} SET ${names.map((name) => `${quoted(name)} = ?`).join(', ')} WHERE "Id" = ?`, ...Object.values(changes), record['Id']!);
  }

  /** Creates the record of an external id, or changes it. Throws MultipleChoices when several have the id. */
  upsert(object: ObjectSchema, external: FieldSchema, key: string, fields: RecordFields): { id: string; created: boolean } {
    if (fieldNamed(object, external.name) && Object.keys(fields).some((name) => sameName(name, external.name))) {
      throw new SalesforceError(400, 'INVALID_FIELD', `The ${external.name} field should not be specified in the sobject data.`);
    }
    const id = this.idOf(object, external, key);
    if (id === undefined) return { id: this.create(object, { ...fields, [external.name]: key }), created: true };
    this.update(object, id, fields);
    return { id, created: false };
  }

  /** The one living record of an external id, if there is one. Throws MultipleChoices. */
  idOf(object: ObjectSchema, external: FieldSchema, key: string): string | undefined {
    const found = this.database.all<{ Id: string }>(`SELECT "Id" FROM ${table(object)} WHERE ${quoted(external.name)} = ? AND "IsDeleted" = 0`, key);
    if (found.length > 1) throw new MultipleChoices(found.map(({ Id }) => Id));
    return found[0]?.Id;
  }

  /** Puts a record and what belongs to it into the recycle bin. */
  remove(object: ObjectSchema, id: string): void {
    this.writable(object);
    const record = this.read(object, id);
    this.refuseLocked(record);
    if (object.name === 'Account' && this.database.one('SELECT 1 FROM "crm_Opportunity" WHERE "AccountId" = ? AND "IsWon" = 1 AND "IsDeleted" = 0', record['Id']!)) {
      throw new SalesforceError(400, 'DELETE_FAILED', `Your attempt to delete ${record['Name']} could not be completed because it is associated with closed won opportunities.`, []);
    }
    this.database.atomically(() => this.removeWithChildren(object, record));
  }

  /** A living record. Throws NOT_FOUND, MALFORMED_ID or ENTITY_IS_DELETED. */
  read(object: ObjectSchema, id: string): Row {
    const key = normalId(id);
    if (key === undefined) {
      if (/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(id)) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${id}`);
      throw notFound(`Provided external ID field does not exist or is not accessible: ${id}`);
    }
    const record = this.database.one(`SELECT * FROM ${table(object)} WHERE "Id" = ?`, key);
    if (!record) throw notFound();
    if (record['IsDeleted']) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
    return record;
  }

  private removeWithChildren(object: ObjectSchema, record: Row): void {
    const at = this.second();
    const id = record['Id']!;
    this.database.run(`UPDATE ${table(object)} SET "IsDeleted" = 1, "LastModifiedDate" = ?, "SystemModstamp" = ? WHERE "Id" = ?`, at, at, id);
    for (const child of OBJECTS) {
      for (const field of child.fields.filter(({ refersTo, whenParentIsDeleted }) => refersTo === object.name && whenParentIsDeleted)) {
        if (field.whenParentIsDeleted === 'clear') {
          this.database.run(`UPDATE ${table(child)} SET ${quoted(field.name)} = NULL, "SystemModstamp" = ? WHERE ${quoted(field.name)} = ?`, at, id);
          continue;
        }
        const children = this.database.all(`SELECT * FROM ${table(child)} WHERE ${quoted(field.name)} = ? AND "IsDeleted" = 0`, id);
        for (const each of children) this.removeWithChildren(child, each);
      }
    }
  }

  private writable(object: ObjectSchema): void {
    if (object.readOnly) throw new SalesforceError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type ${object.name} does not support this`, []);
  }

  private refuseDuplicates(object: ObjectSchema, record: Row): void {
    for (const field of object.fields.filter(({ unique, name }) => unique && record[name] != null)) {
      const sql = `SELECT "Id" FROM ${table(object)} WHERE ${quoted(field.name)} = ? AND "Id" <> ? AND "IsDeleted" = 0`;
      const other = this.database.one<{ Id: string }>(sql, record[field.name]!, record['Id']!);
      if (other) throw new SalesforceError(400, 'DUPLICATE_VALUE', `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id.slice(0, 15)}`, []);
    }
  }

  /** Somebody else holds the record: a trigger, a bulk load, a person's long transaction. */
  private refuseLocked(record: Row): void {
    const lock = this.database.one<{ ends_at: number }>('SELECT ends_at FROM crm_lock WHERE id = ?', record['Id']!);
    if (lock && lock.ends_at > this.now()) {
      throw new SalesforceError(400, 'UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records: ${record['Id']}`, []);
    }
  }

  private changed(at: number): Row {
    return { LastModifiedDate: at, LastModifiedById: this.userId, SystemModstamp: at };
  }

  /** Salesforce stamps records to the second. */
  private second(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }
}

/** The external id field of an address, or 404. */
export function externalIdField(object: ObjectSchema, name: string): FieldSchema {
  const field = fieldNamed(object, name);
  if (!field || !field.externalId || !isText(field.type)) throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`);
  return field;
}

const quoted = (name: string): string => `"${name}"`;
