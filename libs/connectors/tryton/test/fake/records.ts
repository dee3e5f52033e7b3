import { dateTime, dateTimeMs, type TrytonDateTime } from '../../src/tryton.values.js';
import { matchesDomain } from './domain.js';

export interface FakeRecord {
  id: number;
  write_date: TrytonDateTime | null;
  create_date: TrytonDateTime;
  _timestamp: string;
  [field: string]: unknown;
}

/** Fields that lead to records of another model; a list of keys leads to many. */
const relations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'party.party': { customer_payment_term: 'account.invoice.payment_term', addresses: 'party.address', identifiers: 'party.identifier' },
  'party.address': { country: 'country.country', subdivision: 'country.subdivision' },
  'company.company': { currency: 'currency.currency' },
  'sale.sale': { party: 'party.party', currency: 'currency.currency', lines: 'sale.line' },
  'sale.line': { product: 'product.product', moves: 'stock.move' },
  'stock.shipment.out': { outgoing_moves: 'stock.move', inventory_moves: 'stock.move', moves: 'stock.move' },
  'stock.shipment.out.return': { incoming_moves: 'stock.move', moves: 'stock.move' },
  'stock.move': { product: 'product.product' },
  'account.invoice': { party: 'party.party', currency: 'currency.currency', lines: 'account.invoice.line', lines_to_pay: 'account.move.line', payment_lines: 'account.move.line' },
  'account.move.line': { move: 'account.move' },
  'account.invoice.line': { product: 'product.product', stock_moves: 'stock.move' },
};

/** What the server answers when its code meets a name that it does not have. */
export class UnknownName extends Error {
  constructor(name: string) {
    super(`'${name}'`);
  }
}

/** The tables of a Tryton, as far as the connector reads them. */
export class Records {
  private readonly tables = new Map<string, Map<number, FakeRecord>>();
  private writes = 0;
  private readonly keys = new Map<string, number>();

  /** A model without records yet. */
  declare(model: string): void {
    this.tables.set(model, this.tables.get(model) ?? new Map<number, FakeRecord>());
  }

  add(model: string, values: Record<string, unknown>): FakeRecord {
    const table = this.tables.get(model) ?? new Map<number, FakeRecord>();
    this.tables.set(model, table);
    const record = { ...values, id: this.key(model), create_date: dateTime(Date.now()), create_uid: 1, write_date: null, _timestamp: this.stamp() };
    table.set(record.id, record);
    return record;
  }

  get(model: string, id: number): FakeRecord {
    const record = this.tables.get(model)?.get(id);
    if (!record) throw new Error(`${model} has no ${id}`);
    return record;
  }

  write(model: string, id: number, values: Record<string, unknown>): void {
    Object.assign(this.get(model, id), values, { write_date: dateTime(Date.now()), _timestamp: this.stamp() });
  }

  remove(model: string, id: number): void {
    this.tables.get(model)?.delete(id);
  }

  all(model: string): FakeRecord[] {
    return [...(this.tables.get(model)?.values() ?? [])];
  }

  /** `search_read`. */
  search(model: string, domain: unknown[], limit: number | null, order: [string, 'ASC' | 'DESC'][] | null, fields: string[]): object[] {
    if (!this.tables.has(model)) throw new UnknownName(model);
    const found = this.all(model).filter((record) => matchesDomain(domain, (path) => this.valuesAt(model, record, path.split('.'))));
    const [by = 'id', direction = 'ASC'] = order?.[0] ?? [];
    found.sort((a, b) => compare(a[by], b[by]) * (direction === 'ASC' ? 1 : -1));
    return found.slice(0, limit ?? undefined).map((record) => this.read(model, record, fields));
  }

  /** A field of a related record comes below the relation's name and a dot. */
  private read(model: string, record: FakeRecord, fields: string[]): Record<string, unknown> {
    const answer: Record<string, unknown> = { id: record.id };
    const nested = new Map<string, string[]>();
    for (const field of fields) {
      const [name, ...rest] = field.split('.') as [string, ...string[]];
      if (!(name in record)) throw new UnknownName(name);
      if (rest.length === 0) answer[name] = record[name];
      else nested.set(name, [...(nested.get(name) ?? []), rest.join('.')]);
    }
    for (const [name, below] of nested) {
      const related = this.related(model, record, name);
      answer[`${name}.`] = Array.isArray(related) ? related.map((each) => this.read(this.target(model, name), each, below)) : related && this.read(this.target(model, name), related, below);
    }
    return answer;
  }

  private related(model: string, record: FakeRecord, name: string): FakeRecord | FakeRecord[] | null {
    const keys = record[name] as number | number[] | null;
    const target = this.target(model, name);
    if (keys === null) return null;
    return Array.isArray(keys) ? keys.map((key) => this.get(target, key)) : this.get(target, keys);
  }

  private target(model: string, name: string): string {
    const target = relations[model]?.[name];
    if (target === undefined) throw new UnknownName(name);
    return target;
  }

  private valuesAt(model: string, record: FakeRecord, [name, ...rest]: string[]): unknown[] {
    if (name === undefined || !(name in record)) throw new UnknownName(String(name));
    if (rest.length === 0) return [record[name]].flat();
    const [referred, key] = typeof record[name] === 'string' ? record[name].split(',') : [];
    // A reference leads to records of many models: those without the field do not count.
    if (referred !== undefined && key !== undefined) {
      const target = this.get(referred, Number(key));
      return Object.hasOwn(target, String(rest[0])) ? this.valuesAt(referred, target, rest) : [];
    }
    if (record[name] === null) return [];
    const related = [this.related(model, record, name)].flat().filter((each) => each !== null);
    return related.flatMap((each) => this.valuesAt(this.target(model, name), each, rest));
  }

  /** A key is not given twice, also when its record was deleted. */
  private key(model: string): number {
    const key = (this.keys.get(model) ?? 0) + 1;
    this.keys.set(model, key);
    return key;
  }

  private stamp(): string {
    return `${Date.now() / 1000}.${(this.writes += 1)}`;
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [a, b].map((each) => (typeof each === 'object' ? (dateTimeMs(each as TrytonDateTime) ?? 0) : each));
  return typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right));
}
