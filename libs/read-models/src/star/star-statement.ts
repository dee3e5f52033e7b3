import { applied, relationOf, type Relation } from './star-apply.js';
import { Compiler } from './star-compile.js';
import { sizeOf, type Expression, type OrderBy } from './star-expression.js';
import { inOption, StarFault } from './star-fault.js';
import { afterPosition, orderClause, type SortKey } from './star-order.js';
import { starBounds, type Position, type StarPageRequest, type StarQuery } from './star-query.js';
import { RowShape, type Texts } from './star-rows.js';
import { requireSet } from './star-entities.js';
import { Parameters, type SqlValue } from './star-values.js';

/** A statement with its values. */
export interface Statement {
  sql: string;
  values: unknown[];
}

/** A statement for rows, with what makes JSON of each, and what its position is. */
export interface RowsStatement extends Statement {
  json(row: Texts): string;
  position(row: Texts): Position;
}

/**
 * Rows of a page, one more than its limit. Throws StarFault with the option and the column of what is wrong. Every value is a
 * parameter, and every identifier is of the model.
 */
export function pageStatement(query: StarQuery, { limit, skip = 0, after, exactNumbers = false, annotations }: StarPageRequest): RowsStatement {
  const parameters = new Parameters();
  const relation = filtered(query, parameters);
  const sort = sortKeys(relation, query.orderBy ?? [], parameters);
  const shape = new RowShape(exactNumbers, annotations);
  const json = inOption(query.select?.length ? '$select' : '$expand', () => shape.of(relation, query.select, query.expand ?? []));
  if (after) relation.conditions.push(inOption('$skiptoken', () => afterPosition(sort, after, parameters)));
  const positions = sort.map(({ sql }) => shape.column(sql));
  const order = sort.length > 0 ? ` ORDER BY ${orderClause(sort)}` : '';
  const sql = `SELECT ${shape.columns.join(', ')} FROM ${relation.scope.from()}${whereOf(relation)}${order} LIMIT ${parameters.add(limit + 1, 'long')} OFFSET ${parameters.add(skip, 'long')}`;
  return { sql, values: parameters.values, json, position: (row) => positions.map((at) => row[at] ?? null) };
}

/** How many rows a query has. Throws StarFault. */
export function countStatement(query: StarQuery): Statement {
  const parameters = new Parameters();
  const relation = filtered(query, parameters);
  return { sql: `SELECT count(*)::text AS count FROM ${relation.scope.from()}${whereOf(relation)}`, values: parameters.values };
}

function filtered({ set: name, apply, filter, own }: StarQuery, parameters: Parameters): Relation {
  const set = requireSet(name);
  for (const transformation of apply ?? []) inOption('$apply', () => checkTransformation(transformation));
  const relation = apply ? inOption('$apply', () => applied(set, apply, own, parameters)) : relationOf(set, own, parameters);
  if (filter) relation.conditions.push(inOption('$filter', () => new Compiler(relation.scope, parameters).condition(bounded(filter))));
  return relation;
}

function checkTransformation(transformation: NonNullable<StarQuery['apply']>[number]): void {
  if (transformation.kind === 'filter') bounded(transformation.condition);
  else for (const { expression } of transformation.aggregates) if (expression) bounded(expression);
}

function bounded(expression: Expression): Expression {
  const { nodes, depth } = sizeOf(expression);
  if (nodes > starBounds.nodes) throw new StarFault(`an expression has at most ${starBounds.nodes} parts, this one has ${nodes}`, expression.at);
  if (depth > starBounds.depth) throw new StarFault(`an expression is at most ${starBounds.depth} deep, this one is ${depth}`, expression.at);
  return expression;
}

/** The sort that was asked for, and the key behind it: no two rows are alike, so that a page ends at one of them. */
function sortKeys(relation: Relation, orderBy: OrderBy[], parameters: Parameters): SortKey[] {
  return inOption('$orderby', () => {
    if (orderBy.length > starBounds.orderBy) throw new StarFault(`at most ${starBounds.orderBy} sort keys, not ${orderBy.length}`, orderBy[0]?.expression.at);
    const asked = orderBy.map(({ expression, descending }) => ({ ...keyOf(new Compiler(relation.scope, parameters).value(bounded(expression)), expression.at), descending }));
    const rest = relation.key.filter(({ sql }) => asked.every((key) => key.sql !== sql)).map((key) => keyOf(key, 0));
    // What follows the key of a set sorts nothing.
    const complete = relation.key.length === 1 ? asked.findIndex(({ sql }) => sql === relation.key[0]?.sql) : -1;
    return complete >= 0 ? asked.slice(0, complete + 1) : [...asked, ...rest];
  });
}

function keyOf(value: SqlValue, at: number): SortKey {
  if (value.type === 'null' || value.constant) throw new StarFault('a constant sorts nothing: name a property', at);
  return { ...value, type: value.type, descending: false };
}

function whereOf({ conditions }: Relation): string {
  return conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
}
