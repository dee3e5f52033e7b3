import type { DataScope } from '#canonical';
import { canFollow, type StarQuery } from '#read-models';
import { badRequest, ODataFault } from './odata.fault.js';
import { parseApply, parseExpand, parseFilter, parseOrderBy, parseSelect } from './odata.parser.js';

/** Bounds of what a reader may ask; those of expressions are read-models' own. */
export const bounds = {
  /** Letters of an address with its query. Node itself ends a request at 16 kB of headers. */
  url: 8_192,
  page: 1_000,
  maxPage: 5_000,
  top: 10_000_000,
  /** What is left out is read all the same: further down one goes by `@odata.nextLink` or a filter. */
  skip: 100_000,
} as const;

const optionsOf = {
  set: ['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$expand', '$apply', '$skiptoken', '$deltatoken', '$format'],
  count: ['$filter', '$apply'],
  entity: ['$select', '$expand', '$format'],
  document: ['$format'],
} as const;

export type Resource = keyof typeof optionsOf;

/** Query options by name, each once. A `+` is a space, as tools of spreadsheets send it. Throws ODataFault naming the options there are. */
export function readOptions(url: string, resource: Resource): ReadonlyMap<string, string> {
  if (url.length > bounds.url) throw new ODataFault(414, 'too-long', `an address has at most ${bounds.url} letters`);
  const start = url.indexOf('?');
  const options = new Map<string, string>();
  for (const pair of start === -1 ? [] : url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const [name, value] = pairOf(pair);
    const allowed: readonly string[] = optionsOf[resource];
    if (!allowed.includes(name)) throw badRequest(`'${name}' is not a known option here; expected one of ${allowed.join(', ')}`, name);
    if (options.has(name)) throw badRequest(`${name} is given twice`, name);
    options.set(name, value);
  }
  return options;
}

function pairOf(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  try {
    const [name, value] = [at === -1 ? pair : pair.slice(0, at), at === -1 ? '' : pair.slice(at + 1)].map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    return [name ?? '', value ?? ''];
  } catch (cause) {
    throw Object.assign(badRequest('the query is not percent-encoded UTF-8'), { cause });
  }
}

/** What is asked of a set by who may see some rows, or all, in the terms of read-models. Throws ODataFault with the column of a syntax error. */
export function queryOf(set: string, options: ReadonlyMap<string, string>, own: DataScope | undefined): StarQuery {
  const parsed = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = options.get(name);
    return text === undefined ? undefined : parse(text);
  };
  return {
    set,
    apply: parsed('$apply', parseApply),
    filter: parsed('$filter', parseFilter),
    select: parsed('$select', parseSelect) ?? undefined,
    orderBy: parsed('$orderby', parseOrderBy),
    expand: parsed('$expand', parseExpand),
    own,
  };
}

/** A whole number of an option. */
export function wholeNumber(options: ReadonlyMap<string, string>, name: '$top' | '$skip', max: number): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text)) throw badRequest(`${name} is a whole number from 0 to ${max}`, name, 1);
  if (Number(text) > max) throw badRequest(`${name} is at most ${max}${name === '$skip' ? ': further down, follow @odata.nextLink or filter' : ''}`, name, 1);
  return Number(text);
}

export function countWanted(options: ReadonlyMap<string, string>): boolean {
  const text = options.get('$count') ?? 'false';
  if (text !== 'true' && text !== 'false') throw badRequest('$count is true or false', '$count', 1);
  return text === 'true';
}

/** What the header Prefer asks (OData protocol 8.2.8), as far as it is done. */
export function preferencesOf(header: string | undefined): { maxPageSize?: number; trackChanges: boolean } {
  const wishes = (header ?? '').split(/[,;]/).map((wish) => wish.trim().toLowerCase());
  const size = wishes.map((wish) => /^(?:odata\.)?maxpagesize\s*=\s*"?(\d{1,9})"?$/.exec(wish)?.[1]).find((found) => found !== undefined);
  const maxPageSize = size === undefined || Number(size) < 1 ? undefined : Math.min(Number(size), bounds.maxPage);
  return { ...(maxPageSize !== undefined && { maxPageSize }), trackChanges: wishes.some((wish) => /^(?:odata\.)?track-changes$/.test(wish)) };
}

/** Changes are followed of a set with a filter and a choice of properties; not of a sort, a part, or what other entities are looked at for. */
export function trackable(query: StarQuery, options: ReadonlyMap<string, string>): boolean {
  return canFollow(query) && !options.has('$top') && !options.has('$skip');
}
