import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Row = Record<string, unknown>;

/** What the sandbox answers for one customer with three open orders, as it was recorded, with its number left open. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as Record<string, Row[]>;

/** Customers have seven digits, S/4 writes ten; in an address they stand in quotes, which some clients encode. */
const customerNumbers = /(?:'|%27)(?:000)?([1-9]\d{6})(?:'|%27)/g;
/** What names further customers beside the first: alternatives of a filter, members of a list. */
const furtherCustomers = /(?:%20or%20\w+%20eq%20|%2C%20)'(?:000)?[1-9]\d{6}'/g;
const openNumber = '{customer}';

export interface Asked {
  /** None for what is not about customers: sign-in, feeds. */
  customers: string[];
  /** The address as one customer is asked for, with the number left open. */
  template: string;
}

export function readAddress(url: string): Asked {
  const customers = Array.from(url.matchAll(customerNumbers), ([, number]) => number!);
  const [first] = customers;
  return { customers, template: first === undefined ? url : url.replaceAll(furtherCustomers, '').replaceAll(first, openNumber) };
}

/** A list, or one entity by its key: what stands before its rows, the rows of a customer between their numbers, and what stands behind. */
interface Cut {
  head(customers: number): string;
  rows: string[];
  tail: string;
}

/** Answers are the same text for all customers, with their number in it: cut once for each kind of request. */
export class Answers {
  private readonly cut = new Map<string, Cut>();

  /** JSON of the answer. An entity or a query that was not recorded has no rows. */
  to({ customers, template }: Asked): string {
    let cut = this.cut.get(template);
    if (!cut) {
      cut = cutOf(decodeURIComponent(template.replaceAll('+', ' ')));
      // A few kinds are asked for: what a cursor makes different each time is not kept.
      if (customers.length > 0) this.cut.set(template, cut);
    }
    const { head, rows, tail } = cut;
    return head(customers.length) + customers.map((customer) => rows.join(customer)).join(',') + tail;
  }
}

function cutOf(address: string): Cut {
  const rows = JSON.stringify(rowsOf(address)).slice(1, -1).split(openNumber);
  if (/\/\w+\([^/?]*\)\?/.test(address)) return { head: () => '{"d":', rows, tail: '}' };
  const isQuery = address.includes('/services/data/');
  return { head: (customers) => (isQuery ? `{"totalSize":${customers},"done":true,"records":[` : '{"d":{"results":['), rows, tail: isQuery ? ']}' : ']}}' };
}

/** Of one customer. */
function rowsOf(address: string): Row[] {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  if (path.includes('/services/data/')) return (/ FROM Account WHERE \w+ IN \('\{customer\}'\)/.test(query) && recorded['Account']) || [];
  const [entity = ''] = path.split('/').at(-1)?.split('(') ?? [];
  const rows = (address.includes(openNumber) && recorded[entity]) || [];
  const selected = (new URLSearchParams(query).get('$select') ?? '').split(',').filter(Boolean);
  return selected.length > 0 ? rows.map((row) => pick(row, selected)) : rows;
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
