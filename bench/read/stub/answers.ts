import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Row = Record<string, unknown>;

/** What the sandbox answers for one customer with three open orders, as it was recorded, with its number left open. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as Record<string, Row | Row[]>;

/** Customers have seven digits, S/4 writes ten; in an address they stand in quotes. */
const customerNumber = /(?:'|%27)(?:000)?([1-9]\d{6})(?:'|%27)/;
const openNumber = '{customer}';

export interface Asked {
  /** Undefined for what is not about one customer: sign-in, feeds. */
  customer: string | undefined;
  /** The address with the number left open. */
  template: string;
}

export function readAddress(url: string): Asked {
  const [, customer] = customerNumber.exec(url) ?? [];
  return { customer, template: customer === undefined ? url : url.replaceAll(customer, openNumber) };
}

/** Answers are the same text for all customers, with their number in it: cut once for each kind of request. */
export class Answers {
  private readonly cut = new Map<string, string[]>();

  /** JSON of the answer. An entity or a query that was not recorded has no rows. */
  to({ customer, template }: Asked): string {
    let parts = this.cut.get(template);
    if (!parts) {
      // A few kinds are asked for: what a cursor makes different each time is not kept.
      parts = JSON.stringify(contentOf(decodeURIComponent(template.replaceAll('+', ' ')))).split(openNumber);
      if (customer !== undefined) this.cut.set(template, parts);
    }
    return parts.join(customer ?? '');
  }
}

function contentOf(address: string): unknown {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  if (path.includes('/services/data/')) return / FROM Account WHERE \w+ = '\{customer\}'/.test(query) ? recorded['Account'] : { totalSize: 0, done: true, records: [] };
  const [entity = ''] = path.split('/').at(-1)?.split('(') ?? [];
  const found = address.includes(openNumber) ? recorded[entity] : undefined;
  const options = new URLSearchParams(query);
  const selected = (options.get('$select') ?? '').split(',').filter(Boolean);
  const only = (row: Row) => (selected.length > 0 ? pick(row, selected) : row);
  if (found && !Array.isArray(found)) return { d: only(found) };
  return { d: { results: (found ?? []).map(only) } };
}

/** The properties of `$select`, such as `Customer` or `to_Item/Material`, as a gateway leaves out the others. */
function pick(row: Row, selected: readonly string[]): Row {
  const own = new Set(selected.filter((path) => !path.includes('/')));
  const below = Map.groupBy(
    selected.filter((path) => path.includes('/')),
    (path) => path.slice(0, path.indexOf('/')),
  );
  const entries = Object.entries(row).flatMap(([name, value]) => {
    if (name === '__metadata' || own.has(name)) return [[name, value]];
    const paths = below.get(name)?.map((path) => path.slice(name.length + 1));
    if (!paths || value === null || typeof value !== 'object') return [];
    const { results } = value as { results?: Row[] };
    return [[name, results ? { results: results.map((each) => pick(each, paths)) } : pick(value as Row, paths)]];
  });
  return Object.fromEntries(entries) as Row;
}
