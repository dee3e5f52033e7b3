import type { Relation } from './star-apply.js';
import type { EntitySet } from './star-entities.js';
import type { Expansion, PathExpression } from './star-expression.js';
import { StarFault } from './star-fault.js';
import { starBounds, type RowAnnotations } from './star-query.js';
import { SetScope, unknownProperty, type DerivedProperty, type Joined } from './star-scope.js';
import { columnOf } from './star-sets.js';
import type { ValueType } from './star-values.js';

/** A row as PostgreSQL sends it: each column as text. */
export type Texts = readonly (string | null)[];

/** A member of a row's JSON, with its name before it. */
type Member = (row: Texts) => string;

/**
 * What a row of a result looks like in JSON. It asks for columns, and writes their texts as they come from PostgreSQL: no
 * value is parsed on its way, so that decimals keep their digits and a page costs little more than its statement.
 */
export class RowShape {
  /** SQL of the columns. */
  readonly columns: string[] = [];

  constructor(
    private readonly exactNumbers: boolean,
    private readonly annotations?: RowAnnotations,
  ) {}

  /** Throws StarFault. */
  of(relation: Relation, select: PathExpression[] | undefined, expand: Expansion[]): (row: Texts) => string {
    if (relation.derived) return this.derivedRow(relation, select, expand);
    const scope = relation.scope as SetScope;
    return this.entity(scope, scope.root, [], select, expand);
  }

  /** Where a column of its own or of others stands in a row. */
  column(sql: string): number {
    const known = this.columns.indexOf(sql);
    return known === -1 ? this.columns.push(sql) - 1 : known;
  }

  private entity(scope: SetScope, { set, alias }: Joined, path: string[], select: PathExpression[] | undefined, expand: Expansion[]): (row: Texts) => string {
    if (expand.length > starBounds.expansions) throw new StarFault(`at most ${starBounds.expansions} ways are expanded`, expand[0]?.at);
    requireKnown(set, select, expand);
    const wanted = select && new Set(select.map((each) => each.path[0]));
    const own = set.properties.filter(({ name }) => !wanted || wanted.has(name)).map(({ name, type }) => this.member(name, `${alias}.${columnOf(name)}`, type));
    return object([...this.annotated({ set, alias }, wanted), ...own, ...expand.map((each) => this.expanded(scope, [...path, each.navigation], each))]);
  }

  private annotated({ set, alias }: Joined, wanted: Set<string | undefined> | undefined): Member[] {
    if (!this.annotations) return [];
    const { idName, id, constants } = this.annotations;
    const key = this.column(`${alias}.${columnOf(set.key.name)}`);
    const said = Object.entries(constants(set)).filter(([name]) => name.startsWith('@') || !wanted || wanted.has(name.split('@')[0]));
    return [(row) => `${named(idName)}${JSON.stringify(id(set, row[key] ?? ''))}`, ...said.map(([name, text]) => () => `${named(name)}${JSON.stringify(text)}`)];
  }

  private expanded(scope: SetScope, path: string[], { navigation, select, expand, at }: Expansion): Member {
    if (path.length > starBounds.expandDepth) throw new StarFault(`at most ${starBounds.expandDepth} ways follow each other`, at);
    const joined = scope.joined(path, at);
    const key = this.column(`${joined.alias}.${columnOf(joined.set.key.name)}`);
    const entity = this.entity(scope, joined, path, select, expand);
    const name = named(navigation);
    return (row) => `${name}${row[key] === null ? 'null' : entity(row)}`;
  }

  /** Paths become objects in each other; names that a reader chose are no part of the statement. */
  private derivedRow({ scope, derived = [] }: Relation, select: PathExpression[] | undefined, expand: Expansion[]): (row: Texts) => string {
    if (expand[0]) throw new StarFault('$expand cannot follow a $apply that groups', expand[0].at);
    for (const { path, at } of select ?? []) scope.resolve(path, at);
    const wanted = select && new Set(select.map(({ path }) => path.join('/')));
    const chosen = derived.filter(({ path }) => !wanted || wanted.has(path.join('/'))).map((property) => ({ property, rest: property.path }));
    return this.nested(chosen, (property) => scope.resolve(property.path, 0).sql);
  }

  private nested(properties: { property: DerivedProperty; rest: string[] }[], column: (of: DerivedProperty) => string): (row: Texts) => string {
    const names = [...new Set(properties.map(({ rest }) => rest[0]!))];
    return object(
      names.map((name) => {
        const under = properties.filter(({ rest }) => rest[0] === name);
        const [first] = under;
        if (first!.rest.length === 1) return this.member(name, column(first!.property), first!.property.type);
        const below = this.nested(under.map(({ property, rest }) => ({ property, rest: rest.slice(1) })), column);
        return (row) => `${named(name)}${below(row)}`;
      }),
    );
  }

  private member(name: string, sql: string, type: ValueType): Member {
    const [at, write, before] = [this.column(sql), this.exactNumbers && (type === 'decimal' || type === 'long') ? quoted : written[type], named(name)];
    return (row) => {
      const text = row[at];
      return text === null || text === undefined ? `${before}null` : before + write(text);
    };
  }
}

const named = (name: string): string => `${JSON.stringify(name)}:`;

function object(members: readonly Member[]): (row: Texts) => string {
  return (row) => {
    let text = '';
    for (const member of members) text += (text === '' ? '{' : ',') + member(row);
    return text === '' ? '{}' : `${text}}`;
  };
}

const plain = (text: string) => text;
const quoted = (text: string) => `"${text}"`;

/** Texts of PostgreSQL, in a session whose time zone is UTC, as JSON. */
const written: Record<ValueType, (text: string) => string> = {
  uuid: quoted,
  key: JSON.stringify,
  text: JSON.stringify,
  integer: plain,
  long: plain,
  decimal: plain,
  boolean: (text) => (text === 't' ? 'true' : 'false'),
  date: quoted,
  // 2026-05-05 23:30:00.5+00
  timestamp: (text) => `"${text.slice(0, 10)}T${text.slice(11, -3)}Z"`,
};

function requireKnown(set: EntitySet, select: PathExpression[] | undefined, expand: Expansion[]): void {
  for (const { path: [name, ...more], at } of select ?? []) {
    const known = more.length === 0 && (set.properties.some((each) => each.name === name) || expand.some((each) => each.navigation === name));
    if (!known) throw unknownProperty(set, [name, ...more].join('/'), at);
  }
}
