import type { Relation } from './star-apply.js';
import type { Expansion, PathExpression } from './star-expression.js';
import { StarFault } from './star-fault.js';
import { starBounds, type RowAnnotations } from './star-query.js';
import { SetScope, unknownProperty, type DerivedProperty, type Joined } from './star-scope.js';
import type { EntitySet } from './star-entities.js';
import { columnOf } from './star-sets.js';
import type { Parameters, ValueType } from './star-values.js';

interface Field {
  name: string;
  sql: string;
}

/** What a row of a result looks like in JSON, as one expression of SQL: PostgreSQL writes it, and nothing parses it again. */
export class RowShape {
  constructor(
    private readonly parameters: Parameters,
    private readonly exactNumbers: boolean,
    private readonly annotations?: RowAnnotations,
  ) {}

  /** Throws StarFault. */
  of(relation: Relation, select: PathExpression[] | undefined, expand: Expansion[]): string {
    if (relation.derived) return this.derivedRow(relation, select, expand);
    const scope = relation.scope as SetScope;
    return entityRow(this.fields(scope, scope.root, [], select, expand));
  }

  private fields(scope: SetScope, { set, alias }: Joined, path: string[], select: PathExpression[] | undefined, expand: Expansion[]): Field[] {
    if (expand.length > starBounds.expansions) throw new StarFault(`at most ${starBounds.expansions} ways are expanded`, expand[0]?.at);
    for (const { path: [name, ...more], at } of select ?? []) {
      const known = more.length === 0 && set.properties.some((each) => each.name === name);
      const expanded = more.length === 0 && expand.some((each) => each.navigation === name);
      if (!known && !expanded) throw unknownProperty(set, [name, ...more].join('/'), at);
    }
    const wanted = select && new Set(select.map((each) => each.path[0]));
    const own = set.properties.filter(({ name }) => !wanted || wanted.has(name)).map(({ name, type }) => ({ name, sql: this.written(`${alias}.${columnOf(name)}`, type) }));
    return [...this.annotated({ set, alias }, wanted), ...own, ...expand.map((each) => this.expanded(scope, [...path, each.navigation], each))];
  }

  private annotated({ set, alias }: Joined, wanted: Set<string | undefined> | undefined): Field[] {
    if (!this.annotations) return [];
    const { idName, constants } = this.annotations;
    const said = Object.entries(constants(set)).filter(([name]) => name.startsWith('@') || !wanted || wanted.has(name.split('@')[0]));
    return [{ name: idName, sql: addressOf(set, alias) }, ...said.map(([name, text]) => ({ name, sql: this.parameters.add(text, 'text') }))];
  }

  private expanded(scope: SetScope, path: string[], { navigation, select, expand, at }: Expansion): Field {
    if (path.length > starBounds.expandDepth) throw new StarFault(`at most ${starBounds.expandDepth} ways follow each other`, at);
    const joined = scope.joined(path, at);
    const row = entityRow(this.fields(scope, joined, path, select, expand));
    return { name: navigation, sql: `CASE WHEN ${joined.alias}.${columnOf(joined.set.key.name)} IS NOT NULL THEN ${row} END` };
  }

  /** Names that a reader chose are parameters, and paths become objects in each other. */
  private derivedRow({ scope, derived = [] }: Relation, select: PathExpression[] | undefined, expand: Expansion[]): string {
    if (expand[0]) throw new StarFault('$expand cannot follow a $apply that groups', expand[0].at);
    for (const { path, at } of select ?? []) scope.resolve(path, at);
    const wanted = select && new Set(select.map(({ path }) => path.join('/')));
    return this.nested(derived.filter(({ path }) => !wanted || wanted.has(path.join('/'))).map((property) => ({ property, rest: property.path })), (property) => scope.resolve(property.path, 0).sql);
  }

  private nested(properties: { property: DerivedProperty; rest: string[] }[], column: (of: DerivedProperty) => string): string {
    const names = [...new Set(properties.map(({ rest }) => rest[0]!))];
    const members = names.map((name) => {
      const under = properties.filter(({ rest }) => rest[0] === name);
      const [first] = under;
      const value = first!.rest.length === 1 ? this.written(column(first!.property), first!.property.type) : this.nested(under.map(({ property, rest }) => ({ property, rest: rest.slice(1) })), column);
      return `${this.parameters.add(name, 'text')}, ${value}`;
    });
    return `json_build_object(${members.join(', ')})`;
  }

  private written(sql: string, type: ValueType): string {
    return this.exactNumbers && (type === 'decimal' || type === 'long') ? `${sql}::text` : sql;
  }
}

/** The names are those of the model. */
function entityRow(fields: Field[]): string {
  return `(SELECT row_to_json(r) FROM (SELECT ${fields.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')}) r)`;
}

/** What has a meaning in an address, percent sign first. */
const reserved = ['%', '/', '?', '#', ' ', '"', '+', '&'];

/** `Customers('a''b')`, percent-encoded. */
function addressOf({ name, key }: EntitySet, alias: string): string {
  const column = `${alias}.${columnOf(key.name)}::text`;
  if (key.type !== 'key' && key.type !== 'text') return `'${name}(' || ${column} || ')'`;
  const encoded = reserved.reduce((sql, letter) => `replace(${sql}, '${letter}', '${encodeURIComponent(letter)}')`, `replace(${column}, '''', '''''')`);
  return `'${name}(''' || ${encoded} || ''')'`;
}
