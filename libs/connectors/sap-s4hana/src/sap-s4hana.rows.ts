import { isStrataError } from '#canonical';
import { unreadableAnswer, type CallKind } from '#connector-kit';
import { eachRequest } from '#resilience';
import type { EntityName, Service } from './odata/edm.property.js';
import { functionOf, propertyOf } from './odata/edm.property.js';
import { AnswerTypeError, toLiteral } from './odata/edm.value.js';
import type { Filter } from './odata/filter.js';
import type { PayloadFields } from './odata/payload.js';
import { queryText, selectionText } from './odata/query.js';
import { headReader, isObject, readEntity, type Entity, type Selection, type Shape } from './odata/selection.js';
import { systemParameters, type SapCall, type SapClient } from './sap-s4hana.client.js';
import { sapFault, type SapReply } from './sap-s4hana.errors.js';

export interface ListOptions {
  filter?: Filter;
  orderBy?: string;
  top?: number;
  custom?: readonly string[];
}

/** Rows of an entity set. */
export async function listRows<S extends Service, E extends string, Q extends Shape>(
  client: SapClient,
  call: SapCall,
  selection: Selection<S, E, Q>,
  options: ListOptions,
): Promise<Entity<S, E, Q>[]> {
  const { filter, orderBy, top, custom } = options;
  let query = selectionText(selection.shape, custom);
  if (filter !== undefined) query += `&$filter=${encodeURIComponent(filter)}`;
  if (orderBy !== undefined) query += `&$orderby=${encodeURIComponent(orderBy)}`;
  if (top !== undefined) query += `&$top=${top}`;
  const page = await askPage(client, call, selection, query);
  const rows = page.next === undefined ? page.rows : await withPagesBehind(client, call, selection, page, top);
  return top === undefined || rows.length <= top ? rows : rows.slice(0, top);
}

/** Pages of one list at most: a server that goes on without end is stopped. */
const longestList = 50;

/** The rows of an answer and of the pages behind it: a server hands out a long list in parts, and names the next in `__next`. */
async function withPagesBehind<S extends Service, E extends string, Q extends Shape>(
  client: SapClient,
  call: SapCall,
  selection: Selection<S, E, Q>,
  first: RowPage<Entity<S, E, Q>>,
  top = Number.POSITIVE_INFINITY,
): Promise<Entity<S, E, Q>[]> {
  const { rows } = first;
  let { next } = first;
  for (let page = 1; next !== undefined && rows.length < top; page += 1) {
    if (page === longestList) throw unreadableAnswer(`${selection.entity} has more than ${longestList} pages`, { operation: call.operation, safe: true });
    const further = await askPage(client, call, selection, next);
    rows.push(...further.rows);
    next = further.next;
  }
  return rows;
}

interface RowPage<Row> {
  rows: Row[];
  next: string | undefined;
}

/** An answer that cannot be read is no answer: its request is made again where a read is tried again. */
function askPage<S extends Service, E extends string, Q extends Shape>(
  client: SapClient,
  call: SapCall,
  selection: Selection<S, E, Q>,
  query: string,
): Promise<RowPage<Entity<S, E, Q>>> {
  return eachRequest(call.ctx, async (ctx) => {
    const reply = await client.send({ ...call, ctx }, { service: selection.service, method: 'GET', path: selection.entity, query });
    return pageIn(selection, reply, { operation: call.operation, safe: true });
  });
}

/** Rows of a page, and what the next one is asked with. The address before that is the server's own name for itself, which may not be ours. */
function pageIn<S extends Service, E extends string, Q extends Shape>(
  selection: Selection<S, E, Q>,
  reply: SapReply,
  kind: CallKind,
): RowPage<Entity<S, E, Q>> {
  return understood(reply, kind, (content) => {
    const rows = rowsOf(selection, content);
    const next = isObject(content) ? content['__next'] : undefined;
    if (next === undefined || next === null) return { rows, next: undefined };
    if (typeof next !== 'string') throw new AnswerTypeError('__next is no address');
    return { rows, next: furtherQuery(next) };
  });
}

/** It names the system's own parameters as well, which are added to every address. */
function furtherQuery(next: string): string {
  const query = new URLSearchParams(next.slice(next.indexOf('?') + 1));
  for (const name of systemParameters) query.delete(name);
  return queryText(Object.fromEntries(query));
}

/** Keys of one address at most: 50 terms of a filter are some 2.5 KB, and web dispatchers take 8. */
export const keysPerRead = 50;

/** Rows of many keys, those that exist: one call, a $batch of reads when the keys do not fit into one address. */
export async function listByKeys<S extends Service, E extends string, Q extends Shape>(
  client: SapClient,
  call: SapCall,
  selection: Selection<S, E, Q>,
  keys: readonly string[],
  filterOf: (keys: readonly string[]) => Filter,
  custom: readonly string[] = [],
): Promise<Entity<S, E, Q>[]> {
  const unique = [...new Set(keys)];
  const filters = Array.from({ length: Math.ceil(unique.length / keysPerRead) }, (_, at) => filterOf(unique.slice(at * keysPerRead, (at + 1) * keysPerRead)));
  if (filters.length < 2) return filters[0] === undefined ? [] : listRows(client, call, selection, { filter: filters[0], custom });
  const kind = { operation: call.operation, safe: true };
  const parts = filters.map((filter) => ({ method: 'GET' as const, path: `${selection.entity}?${selectionText(selection.shape, custom)}&${queryText({ $filter: filter })}` }));
  const replies = await client.batch(call, selection.service, parts, true);
  const lists = replies.flat().map((reply) => {
    if (reply.status >= 300) throw sapFault(reply, kind);
    return withPagesBehind(client, call, selection, pageIn(selection, reply, kind));
  });
  return (await Promise.all(lists)).flat();
}

/** One row by its key; `not-found` when there is none. */
export async function readRow<S extends Service, E extends string, Q extends Shape>(
  client: SapClient,
  call: SapCall,
  selection: Selection<S, E, Q>,
  key: string,
  custom?: readonly string[],
): Promise<Entity<S, E, Q>> {
  return eachRequest(call.ctx, async (ctx) => {
    const reply = await client.send({ ...call, ctx }, { service: selection.service, method: 'GET', path: key, query: selectionText(selection.shape, custom) });
    return rowIn(selection, reply, { operation: call.operation, safe: true });
  });
}

/** Path of one row: `A_SalesOrder('0000000001')`. */
export function keyPath<S extends Service, E extends EntityName<S>>(service: S, entity: E, key: Record<string, string>): string {
  const names = Object.keys(key);
  const literalOf = (name: string) => encodeURIComponent(toLiteral(name, propertyOf(service, entity, name), key[name]!));
  const inner = names.length === 1 ? literalOf(names[0]!) : names.map((name) => `${name}=${literalOf(name)}`).join(',');
  return `${entity}(${inner})`;
}

/** Path and parameters of a function import. */
export function functionCall(service: Service, name: string, values: Record<string, string>): { path: string; query: string } {
  const query: Record<string, string> = {};
  for (const parameter of functionOf(service, name).parameters) {
    const value = values[parameter.name];
    if (value !== undefined) query[parameter.name] = toLiteral(parameter.name, parameter, value);
  }
  return { path: name, query: queryText(query) };
}

/** Creates a row, or lets a simulation answer one. `safe` when the service keeps nothing. */
export function postRow(client: SapClient, call: SapCall, { service, entity }: PayloadFields, body: object, safe = false): Promise<SapReply> {
  return client.send(call, { service, method: 'POST', path: entity, body: JSON.stringify(body), safe });
}

/** `{d: {...}}` */
export function rowIn<S extends Service, E extends string, Q extends Shape>(selection: Selection<S, E, Q>, reply: SapReply, kind: CallKind): Entity<S, E, Q> {
  return understood(reply, kind, (content) => readEntity(selection, content));
}

/** `{d: {results: [...]}}` */
function rowsOf<S extends Service, E extends string, Q extends Shape>(selection: Selection<S, E, Q>, content: unknown): Entity<S, E, Q>[] {
  const results = isObject(content) ? content['results'] : content;
  if (!Array.isArray(results)) throw new AnswerTypeError(`${selection.entity} is no list`);
  return results.map(headReader(selection));
}

/** What `d` holds, read; half an answer or a wrong type in it is an unreadable answer. */
export function understood<T>({ body }: SapReply, kind: CallKind, read: (content: unknown) => T): T {
  try {
    const content: unknown = JSON.parse(body);
    if (!isObject(content) || !('d' in content)) throw new AnswerTypeError('there is no d');
    return read(content['d']);
  } catch (error) {
    if (isStrataError(error)) throw error;
    if (error instanceof AnswerTypeError || error instanceof SyntaxError) throw unreadableAnswer(error.message, kind, error);
    throw error;
  }
}
