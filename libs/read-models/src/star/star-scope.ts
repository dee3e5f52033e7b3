import type { DataScope } from '#canonical';
import { ownRows, ownSystems, type AsSql } from '../own-rows.js';
import { StarFault } from './star-fault.js';
import { entitySet, type EntitySet } from './star-entities.js';
import { columnOf } from './star-sets.js';
import type { SqlValue, ValueType } from './star-values.js';

/** What expressions can name, and the FROM that offers it. */
export interface Scope {
  /** Throws StarFault naming what there is. */
  resolve(path: string[], at: number): SqlValue;
  /** Ask last: paths that were resolved bring their joins. */
  from(): string;
}

/** A set of entities as one alias of a statement. */
export interface Joined {
  set: EntitySet;
  alias: string;
}

/** The rows that a reader may see, and how a statement takes the values that say so. */
export interface OwnRows {
  scope: DataScope | undefined;
  value: AsSql;
}

/** That rows of a set are a reader's own. Days are everybody's, and items are of those who see their system. */
export function ownOf(properties: readonly { name: string }[], alias: string, { scope, value }: OwnRows): string[] {
  const has = (name: string) => properties.some((property) => property.name === name);
  if (scope === undefined) return [];
  if (has('customerId')) return ownRows(scope, `${alias}customer_id`, value);
  return has('systemId') ? ownSystems(scope, `${alias}system_id`, value) : [];
}

/** Rows of a set; a way to another set becomes a join when it is first named, and leads to what the reader may see. */
export class SetScope implements Scope {
  private readonly joins = new Map<string, Joined & { on: string }>();
  readonly root: Joined;

  constructor(
    readonly set: EntitySet,
    private readonly own: OwnRows,
  ) {
    this.root = { set, alias: 't0' };
  }

  /** Of its rows themselves; ask once for a statement. */
  conditions(): string[] {
    return ownOf(this.set.properties, `${this.root.alias}.`, this.own);
  }

  resolve(path: string[], at: number): SqlValue {
    const joined = this.joined(path.slice(0, -1), at);
    const name = path.at(-1)!;
    const property = joined.set.properties.find((each) => each.name === name);
    if (!property) {
      const isWay = joined.set.navigations.some((each) => each.name === name);
      throw isWay ? new StarFault(`'${path.join('/')}' leads to another entity: name one of its properties, as '${path.join('/')}/${this.joined(path, at).set.key.name}'`, at) : unknownProperty(joined.set, name, at);
    }
    return { sql: `${joined.alias}.${columnOf(name)}`, type: property.type, nullable: property.nullable || path.length > 1 };
  }

  /** The entity that a path of navigations leads to. Throws StarFault naming the ways there are. */
  joined(path: string[], at: number): Joined {
    let here = this.root;
    for (const [index, name] of path.entries()) {
      const way = here.set.navigations.find((each) => each.name === name);
      const target = way && entitySet(way.target);
      if (!way || !target) throw unknownWay(here.set, name, at);
      const key = path.slice(0, index + 1).join('/');
      const before = this.joins.get(key);
      if (before) {
        here = before;
        continue;
      }
      const alias = `t${this.joins.size + 1}`;
      const own = ownOf(target.properties, `${alias}.`, this.own).map((condition) => ` AND ${condition}`).join('');
      const on = `LEFT JOIN ${target.table} ${alias} ON ${alias}.${columnOf(target.key.name)} = ${here.alias}.${columnOf(way.from)} AND NOT ${alias}.deleted${own}`;
      const known = { set: target, alias, on };
      this.joins.set(key, known);
      here = known;
    }
    return here;
  }

  from(): string {
    return [`${this.set.table} ${this.root.alias}`, ...[...this.joins.values()].map(({ on }) => on)].join(' ');
  }
}

/** A property of a result: its path, and the column of the statement below that holds it. */
export interface DerivedProperty {
  path: string[];
  column: string;
  type: ValueType;
  nullable: boolean;
}

/** Rows that a transformation made. */
export class DerivedScope implements Scope {
  constructor(
    readonly properties: readonly DerivedProperty[],
    private readonly statement: string,
    private readonly alias: string,
  ) {}

  resolve(path: string[], at: number): SqlValue {
    const name = path.join('/');
    const property = this.properties.find((each) => each.path.join('/') === name);
    if (!property) throw new StarFault(`the result of $apply has no property '${name}'; it has ${this.properties.map((each) => each.path.join('/')).join(', ')}`, at);
    return this.valueOf(property);
  }

  valueOf({ column, type, nullable }: DerivedProperty): SqlValue {
    return { sql: `${this.alias}.${column}`, type, nullable };
  }

  from(): string {
    return `(${this.statement}) ${this.alias}`;
  }
}

export function unknownProperty(set: EntitySet, name: string, at?: number): StarFault {
  const ways = set.navigations.length > 0 ? ` and the ways ${set.navigations.map((each) => each.name).join(', ')}` : '';
  return new StarFault(`${set.name} has no property '${name}'; it has ${set.properties.map((each) => each.name).join(', ')}${ways}`, at);
}

function unknownWay(set: EntitySet, name: string, at: number): StarFault {
  if (set.properties.some((each) => each.name === name)) return new StarFault(`'${name}' is a property of ${set.name} and leads nowhere`, at);
  return set.navigations.length > 0 ? new StarFault(`${set.name} has no way '${name}'; it has ${set.navigations.map((each) => each.name).join(', ')}`, at) : new StarFault(`${set.name} leads to no other entity`, at);
}
