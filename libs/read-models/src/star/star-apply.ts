import { Compiler } from './star-compile.js';
import type { Aggregate, PathExpression, Transformation } from './star-expression.js';
import { StarFault } from './star-fault.js';
import { starBounds } from './star-query.js';
import type { DataScope } from '#canonical';
import { DerivedScope, SetScope, type DerivedProperty, type Scope } from './star-scope.js';
import type { EntitySet } from './star-entities.js';
import { columnOf } from './star-sets.js';
import { familyOf, type Family, type Parameters, type SqlValue, type ValueType } from './star-values.js';

/** Rows that can be selected, filtered and sorted. */
export interface Relation {
  scope: Scope;
  conditions: string[];
  /** What tells one row from another. */
  key: SqlValue[];
  /** Where `$apply` made the rows: what they are made of. */
  derived?: readonly DerivedProperty[];
}

interface Method {
  /** Families it takes; none means every one. */
  of?: readonly Family[];
  type(of: ValueType): ValueType;
  sql(value: string): string;
}

/** What PostgreSQL makes of a sum of integers is a bigint. */
const summed = (type: ValueType): ValueType => (type === 'integer' ? 'long' : 'decimal');
const ordered: readonly Family[] = ['text', 'number', 'date', 'timestamp'];

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['sum', { of: ['number'], type: summed, sql: (value) => `sum(${value})` }],
  ['min', { of: ordered, type: (type) => type, sql: (value) => `min(${value})` }],
  ['max', { of: ordered, type: (type) => type, sql: (value) => `max(${value})` }],
  ['average', { of: ['number'], type: () => 'decimal', sql: (value) => `avg(${value})` }],
  ['countdistinct', { type: () => 'long', sql: (value) => `count(DISTINCT ${value})` }],
]);

/** Rows of a set that a reader may see, those that are no more left out. */
export function relationOf(set: EntitySet, own: DataScope | undefined, parameters: Parameters): Relation & { scope: SetScope } {
  const scope = new SetScope(set, { scope: own, value: parameters.of });
  const { key } = set;
  return { scope, conditions: [`NOT ${scope.root.alias}.deleted`, ...scope.conditions()], key: [{ sql: `${scope.root.alias}.${columnOf(key.name)}`, type: key.type, nullable: false }] };
}

/** `$apply` (OData Data Aggregation 4.0): each transformation works on what the one before it made. Throws StarFault. */
export function applied(set: EntitySet, transformations: readonly Transformation[], own: DataScope | undefined, parameters: Parameters): Relation {
  let relation: Relation = relationOf(set, own, parameters);
  for (const [index, transformation] of transformations.entries()) {
    if (index >= starBounds.transformations) throw new StarFault(`at most ${starBounds.transformations} transformations follow each other`, transformation.at);
    if (transformation.kind === 'filter') relation.conditions.push(new Compiler(relation.scope, parameters).condition(transformation.condition));
    else relation = grouped(relation, transformation, `s${index}`, parameters);
  }
  return relation;
}

function grouped(over: Relation, { by, aggregates, at }: Extract<Transformation, { kind: 'group' }>, alias: string, parameters: Parameters): Relation {
  if (by.length > starBounds.groupBy) throw new StarFault(`at most ${starBounds.groupBy} properties group`, at);
  if (aggregates.length > starBounds.aggregates) throw new StarFault(`at most ${starBounds.aggregates} aggregates are made at once`, at);
  const keys = by.map((path, index) => ({ ...resolved(over.scope, path), property: path.path, column: `g${index}` }));
  const sums = aggregates.map((aggregate, index) => ({ ...aggregated(over.scope, aggregate, parameters), property: [aggregate.alias], column: `a${index}` }));
  refuseNamesTwice([...by.map(({ path, at: where }) => ({ name: path[0]!, path: path.join('/'), at: where })), ...aggregates.map((each) => ({ name: each.alias, path: each.alias, at: each.at }))]);
  const columns = [...keys, ...sums];
  const where = over.conditions.length > 0 ? ` WHERE ${over.conditions.join(' AND ')}` : '';
  const groupBy = keys.length > 0 ? ` GROUP BY ${keys.map((_, index) => index + 1).join(', ')}` : '';
  const statement = `SELECT ${columns.map(({ sql, column }) => `${sql} AS ${column}`).join(', ')} FROM ${over.scope.from()}${where}${groupBy}`;
  const properties = columns.map(({ property, column, type, nullable }) => ({ path: property, column, type, nullable }));
  const scope = new DerivedScope(properties, statement, alias);
  return { scope, conditions: [], key: properties.slice(0, keys.length).map((property) => scope.valueOf(property)), derived: properties };
}

function resolved(scope: Scope, { path, at }: PathExpression): SqlValue & { type: ValueType } {
  return typed(scope.resolve(path, at), at);
}

function typed(value: SqlValue, at: number): SqlValue & { type: ValueType } {
  if (value.type === 'null') throw new StarFault('null has no type', at);
  return { ...value, type: value.type };
}

function aggregated(scope: Scope, { expression, method, alias, at }: Aggregate, parameters: Parameters): SqlValue & { type: ValueType } {
  if (alias.length > starBounds.alias) throw new StarFault(`a name has at most ${starBounds.alias} letters`, at);
  if (!expression) return { sql: 'count(*)', type: 'long', nullable: false };
  const known = methods.get(method);
  if (!known) throw new StarFault(`there is no aggregation '${method}'; expected one of ${[...methods.keys()].join(', ')}, or $count`, at);
  const { sql, type } = typed(new Compiler(scope, parameters).value(expression), expression.at);
  if (known.of && !known.of.includes(familyOf(type))) throw new StarFault(`${method} takes ${known.of.join(', ')} values, not ${familyOf(type)} ones`, expression.at);
  return { sql: known.sql(sql), type: known.type(type), nullable: method !== 'countdistinct' };
}

/** A result would have two values under one name. */
function refuseNamesTwice(names: { name: string; path: string; at: number }[]): void {
  for (const [index, { name, path, at }] of names.entries()) {
    const clash = names.slice(0, index).find((before) => before.path === path || (before.name === name && (before.path === before.name || path === name)));
    if (clash) throw new StarFault(`the result would have '${path}' twice: give one of them another name`, at);
  }
}
