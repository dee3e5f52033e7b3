import type { Row } from '../crm.database.js';
import { fromColumn } from '../record/field.value.js';
import { externalIdField, MultipleChoices, type RecordStore } from '../record/record.store.js';
import { notFound, SalesforceError } from '../salesforce.error.js';
import { objectNamed } from '../schema/crm.schema.js';
import { fieldNamed, type ObjectSchema } from '../schema/object.schema.js';
import { describe, describeGlobal, summaryOf } from './describe.view.js';
import { deletedRecords, updatedRecords } from './replication.view.js';
import { API_ROOT, methodNotAllowed, objectBody, type RestReply, type RestRequest, type RestResource } from './rest.message.js';

export const recordAddress = (object: ObjectSchema, id: string): string => `${API_ROOT}/sobjects/${object.name}/${id}`;

/** `/sobjects` and everything below: records, by id and by external id, and what describes them. */
export function sobjectResource(store: RecordStore, now: () => number): RestResource {
  return (request) => {
    const [resource, name, key, value, ...rest] = request.path;
    if (resource !== 'sobjects' || rest.length > 0) return undefined;
    if (name === undefined) return reading(request, () => ({ status: 200, body: describeGlobal() }));
    const object = objectNamed(name);
    if (!object) throw notFound();
    if (key === undefined) return collection(store, object, request);
    if (value !== undefined) return byExternalId(store, object, key, value, request);
    if (key === 'describe') return reading(request, () => ({ status: 200, body: describe(object) }));
    if (key === 'deleted') return reading(request, () => ({ status: 200, body: deletedRecords(store.database, object, request.query, now()) }));
    if (key === 'updated') return reading(request, () => ({ status: 200, body: updatedRecords(store.database, object, request.query, now()) }));
    return byId(store, object, key, request);
  };
}

function collection(store: RecordStore, object: ObjectSchema, request: RestRequest): RestReply {
  if (request.method === 'GET') return { status: 200, body: { objectDescribe: summaryOf(object), recentItems: [] } };
  if (request.method !== 'POST') throw methodNotAllowed(request.method, 'GET, HEAD, POST');
  const id = store.create(object, objectBody(request));
  return { status: 201, headers: { location: recordAddress(object, id) }, body: { id, success: true, errors: [] } };
}

function byId(store: RecordStore, object: ObjectSchema, id: string, request: RestRequest): RestReply {
  switch (request.method) {
    case 'GET':
      return readRecord(store.read(object, id), object, request);
    case 'PATCH':
      store.update(object, id, withoutId(objectBody(request)));
      return { status: 204 };
    case 'DELETE':
      store.remove(object, id);
      return { status: 204 };
    default:
      throw methodNotAllowed(request.method, 'DELETE, GET, HEAD, PATCH');
  }
}

function byExternalId(store: RecordStore, object: ObjectSchema, name: string, key: string, request: RestRequest): RestReply {
  const field = externalIdField(object, name);
  try {
    if (request.method === 'PATCH') {
      const { id, created } = store.upsert(object, field, key, withoutId(objectBody(request)));
      return { status: created ? 201 : 200, ...(created && { headers: { location: recordAddress(object, id) } }), body: { id, success: true, errors: [], created } };
    }
    const id = store.idOf(object, field, key);
    if (id === undefined) throw notFound();
    return byId(store, object, id, request);
  } catch (error) {
    if (!(error instanceof MultipleChoices)) throw error;
    return { status: 300, body: error.ids.map((id) => recordAddress(object, id)) };
  }
}

function readRecord(row: Row, object: ObjectSchema, { query, headers }: RestRequest): RestReply {
  const changed = Number(row['LastModifiedDate']);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  const lastModified = { 'last-modified': new Date(changed).toUTCString() };
  if (changed <= since) return { status: 304, headers: lastModified };
  return { status: 200, headers: lastModified, body: recordBody(row, object, query.get('fields')?.split(',')) };
}

/** A record with all of its fields, or those that are asked for and the id. */
export function recordBody(row: Row, object: ObjectSchema, names?: readonly string[]): object {
  const fields = names === undefined ? object.fields : [...new Set([...names.map((name) => knownField(object, name.trim())), object.fields[0]!])];
  const values = fields.map((field) => [field.name, fromColumn(field, row[field.name] ?? null)] as const);
  return { attributes: { type: object.name, url: recordAddress(object, String(row['Id'])) }, ...Object.fromEntries(values) };
}

function knownField(object: ObjectSchema, name: string) {
  const field = fieldNamed(object, name);
  if (!field) throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object.name}'`);
  return field;
}

function withoutId(fields: Record<string, unknown>): Record<string, unknown> {
  if (Object.keys(fields).some((name) => name.toLowerCase() === 'id')) {
    throw new SalesforceError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  }
  return fields;
}

function reading(request: RestRequest, answer: () => RestReply): RestReply {
  if (request.method !== 'GET') throw methodNotAllowed(request.method, 'GET, HEAD');
  return answer();
}
