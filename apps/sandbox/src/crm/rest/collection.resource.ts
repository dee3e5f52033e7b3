import type { RecordFields } from '../record/record.draft.js';
import { externalIdField, MultipleChoices, type RecordStore } from '../record/record.store.js';
import { notFound, SalesforceError } from '../salesforce.error.js';
import { objectNamed, OBJECTS } from '../schema/crm.schema.js';
import { sameName, type ObjectSchema } from '../schema/object.schema.js';
import { methodNotAllowed, objectBody, type RestReply, type RestRequest, type RestResource } from './rest.message.js';
import { recordBody } from './sobject.resource.js';

const MOST_RECORDS = 200;
const MOST_READ = 2000;

interface SaveResult {
  id?: string;
  success: boolean;
  errors: object[];
  created?: boolean;
}

class RolledBack extends Error {
  constructor(readonly results: SaveResult[]) {
    super('a record failed and all or none was asked for');
  }
}

/** `/composite/sobjects`: up to 200 records in one request, each with a result of its own. */
export function collectionResource(store: RecordStore): RestResource {
  return (request) => {
    const [resource, kind, type, externalId, ...rest] = request.path;
    if (resource !== 'composite' || kind !== 'sobjects' || rest.length > 0) return undefined;
    if (type === undefined) return write(store, request);
    const object = objectNamed(type);
    if (!object) throw notFound();
    if (externalId === undefined) return readMany(store, object, request);
    if (request.method !== 'PATCH') throw methodNotAllowed(request.method, 'PATCH');
    return saveAll(store, request, recordsOf(request), (record) => upsertOne(store, object, externalId, record));
  };
}

function write(store: RecordStore, request: RestRequest): RestReply {
  switch (request.method) {
    case 'POST':
      return saveAll(store, request, recordsOf(request), (record) => ({ id: store.create(typeOf(record), record), success: true, errors: [] }));
    case 'PATCH':
      return saveAll(store, request, recordsOf(request), (record) => updateOne(store, record));
    case 'DELETE': {
      const ids = (request.query.get('ids') ?? '').split(',').filter(Boolean);
      return saveAll(store, request, ids, (id) => {
        const object = OBJECTS.find(({ keyPrefix }) => id.startsWith(keyPrefix));
        if (!object) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${id}`, []);
        store.remove(object, id);
        return { id, success: true, errors: [] };
      });
    }
    default:
      throw methodNotAllowed(request.method, 'DELETE, PATCH, POST');
  }
}

function updateOne(store: RecordStore, record: RecordFields): SaveResult {
  const { id, rest } = withoutKey(record, 'Id');
  if (!id) throw new SalesforceError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', []);
  store.update(typeOf(record), id, rest);
  return { id, success: true, errors: [] };
}

function upsertOne(store: RecordStore, object: ObjectSchema, name: string, record: RecordFields): SaveResult {
  const field = externalIdField(object, name);
  const { id: key, rest } = withoutKey(record, field.name);
  if (!key) throw new SalesforceError(400, 'MISSING_ARGUMENT', `${field.name} not specified`, []);
  const { id, created } = store.upsert(object, field, key, rest);
  return { id, success: true, errors: [], created };
}

function saveAll<T>(store: RecordStore, request: RestRequest, items: readonly T[], save: (item: T) => SaveResult): RestReply {
  if (items.length > MOST_RECORDS) throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', `record limit reached. cannot submit more than ${MOST_RECORDS} records into this call`);
  const allOrNone = request.query.get('allOrNone') === 'true' || (request.body as { allOrNone?: unknown } | undefined)?.allOrNone === true;
  const run = (): SaveResult[] => {
    const results = items.map((item) => saved(store, () => save(item)));
    if (allOrNone && results.some(({ success }) => !success)) throw new RolledBack(results);
    return results;
  };
  try {
    return { status: 200, body: store.database.atomically(run) };
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    const undone = { statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message: 'Record rolled back because not all records were valid and the request was using AllOrNone header', fields: [] };
    return { status: 200, body: error.results.map((result) => (result.success ? { success: false, errors: [undone] } : result)) };
  }
}

function saved(store: RecordStore, save: () => SaveResult): SaveResult {
  try {
    return store.database.atomically(save);
  } catch (error) {
    if (error instanceof MultipleChoices) {
      return { success: false, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID', message: `more than one record found for external id field: [${error.ids.join(', ')}]`, fields: [] }] };
    }
    if (!(error instanceof SalesforceError)) throw error;
    return { success: false, errors: [{ statusCode: error.errorCode, message: error.message, fields: error.fields ?? [] }] };
  }
}

function readMany(store: RecordStore, object: ObjectSchema, request: RestRequest): RestReply {
  const asked = request.method === 'POST' ? objectBody(request) : { ids: request.query.get('ids')?.split(','), fields: request.query.get('fields')?.split(',') };
  const { ids, fields } = asked as { ids?: string[]; fields?: string[] };
  if (!Array.isArray(ids) || !Array.isArray(fields)) throw new SalesforceError(400, 'MISSING_ARGUMENT', 'ids and fields are needed');
  if (ids.length > MOST_READ) throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', `cannot retrieve more than ${MOST_READ} records`);
  return { status: 200, body: ids.map((id) => readOne(store, object, id, fields)) };
}

/** What is not there is null in its place. */
function readOne(store: RecordStore, object: ObjectSchema, id: string, fields: string[]): object | null {
  try {
    return recordBody(store.read(object, id), object, fields);
  } catch (error) {
    if (error instanceof SalesforceError && error.status === 404) return null;
    throw error;
  }
}

function recordsOf(request: RestRequest): RecordFields[] {
  const { records } = objectBody(request);
  if (!Array.isArray(records) || records.length === 0) throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'records must hold at least one record');
  return records as RecordFields[];
}

function typeOf(record: RecordFields): ObjectSchema {
  const object = objectNamed(String((record['attributes'] as { type?: unknown } | undefined)?.type ?? ''));
  if (!object) throw new SalesforceError(400, 'INVALID_TYPE', 'attributes.type must name an object', []);
  return object;
}

function withoutKey(record: RecordFields, name: string): { id: string; rest: RecordFields } {
  const [, id] = Object.entries(record).find(([each]) => sameName(each, name)) ?? [];
  return { id: typeof id === 'string' ? id : '', rest: Object.fromEntries(Object.entries(record).filter(([each]) => !sameName(each, name))) };
}
