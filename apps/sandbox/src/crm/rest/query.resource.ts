import { prepareQuery, type PreparedQuery, type QueryContext } from '../soql/soql.query.js';
import { malformedQuery, SalesforceError } from '../salesforce.error.js';
import { API_ROOT, methodNotAllowed, type RestReply, type RestRequest, type RestResource } from './rest.message.js';

const LARGEST_BATCH = 2000;
const SMALLEST_BATCH = 200;
/** Cursors that are kept; the oldest goes when there are more, as with Salesforce's own limit of ten per user. */
const OPEN_CURSORS = 10;

interface Cursor {
  query: PreparedQuery;
  total: number;
}

/** `/query`, `/queryAll`, and the further batches behind nextRecordsUrl. */
export function queryResource(context: QueryContext): RestResource {
  const cursors = new Map<string, Cursor>();
  let serial = 0;

  const start = (request: RestRequest, all: boolean): RestReply => {
    const soql = request.query.get('q');
    if (!soql) throw malformedQuery('A query string has to be specified');
    const query = prepareQuery(soql, all, context);
    if (query.countOnly) return { status: 200, body: { totalSize: query.total(), done: true, records: [] } };
    const size = batchSize(request);
    const records = query.records(0, size);
    const total = records.length < size ? records.length : query.total();
    if (total <= size) return { status: 200, body: { totalSize: total, done: true, records } };
    serial += 1;
    const locator = `01gSb${String(serial).padStart(13, '0')}`;
    cursors.set(locator, { query, total });
    if (cursors.size > OPEN_CURSORS) cursors.delete(cursors.keys().next().value!);
    return batch(all, locator, { query, total }, records, size);
  };

  const proceed = (request: RestRequest, all: boolean, cursor: string): RestReply => {
    const [locator = '', from = ''] = cursor.split('-');
    const known = cursors.get(locator);
    if (!known || !/^\d+$/.test(from)) throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    const records = known.query.records(Number(from), batchSize(request));
    return batch(all, locator, known, records, Number(from) + records.length);
  };

  return (request) => {
    const [resource = '', cursor] = request.path;
    const all = resource.toLowerCase() === 'queryall';
    if ((!all && resource !== 'query') || request.path.length > 2) return undefined;
    if (request.method !== 'GET') throw methodNotAllowed(request.method, 'GET, HEAD');
    return cursor === undefined ? start(request, all) : proceed(request, all, cursor);
  };
}

function batch(all: boolean, locator: string, { total }: Cursor, records: object[], end: number): RestReply {
  const done = end >= total || records.length === 0;
  const nextRecordsUrl = `${API_ROOT}/${all ? 'queryAll' : 'query'}/${locator}-${end}`;
  return { status: 200, body: { totalSize: total, done, ...(!done && { nextRecordsUrl }), records } };
}

/** Header `Sforce-Query-Options: batchSize=500`; Salesforce keeps to its bounds whatever is asked. */
function batchSize({ headers }: RestRequest): number {
  const asked = /batchSize=(\d+)/i.exec(headers['sforce-query-options'] ?? '')?.[1];
  return asked === undefined ? LARGEST_BATCH : Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, Number(asked)));
}
