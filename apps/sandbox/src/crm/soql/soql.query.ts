import { parseQuery, type FieldType, type OrderByClause, type Query, type Subquery } from '@jetstreamapp/soql-parser-js';
import type { CrmDatabase, Row } from '../crm.database.js';
import { fromColumn, type ColumnValue } from '../record/field.value.js';
import { malformedQuery, SalesforceError } from '../salesforce.error.js';
import { objectNamed } from '../schema/crm.schema.js';
import { sameName, type ObjectSchema } from '../schema/object.schema.js';
import { SoqlScope, type ResolvedField } from './soql.scope.js';
import { whereSql } from './soql.where.js';

const LARGEST_OFFSET = 2000;

export type QueryRecord = Record<string, unknown>;

export interface QueryContext {
  database: CrmDatabase;
  now(): number;
  /** Address of a record, below the instance: `/services/data/v60.0/sobjects/Account/001...`. */
  addressOf(object: ObjectSchema, id: string): string;
}

/** A query as the database runs it: the whole, or the part of its records that one batch holds. */
export interface PreparedQuery {
  /** How many records it finds, regardless of batches. */
  total(): number;
  /** `SELECT COUNT()`: the answer is the number alone. */
  countOnly: boolean;
  records(from: number, count: number): QueryRecord[];
}

interface Column {
  resolved: ResolvedField;
  as: string;
}

interface Child {
  name: string;
  run(parentId: string): QueryRecord[];
}

/** @param all with what lies in the recycle bin, as queryAll does. Throws the SalesforceError of a faulty query. */
export function prepareQuery(soql: string, all: boolean, context: QueryContext): PreparedQuery {
  const query = parsed(soql);
  const object = objectNamed(query.sObject ?? '');
  if (!object) throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${query.sObject ?? ''}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`);
  return prepared(query, object, all, context);
}

function parsed(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    throw malformedQuery(error instanceof Error ? error.message : 'the query cannot be read');
  }
}

function prepared(query: Query | Subquery, object: ObjectSchema, all: boolean, context: QueryContext, childOf?: string): PreparedQuery & { of(parentId: string): QueryRecord[] } {
  if (query.groupBy || query.having) throw malformedQuery('the sandbox does not group');
  if ((query.offset ?? 0) > LARGEST_OFFSET) throw new SalesforceError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${LARGEST_OFFSET}`);
  const { database } = context;
  const scope = new SoqlScope(object, query.sObjectAlias);
  const countOnly = query.fields?.length === 1 && isCount(query.fields[0]!);
  const selected = countOnly ? [] : (query.fields ?? []).filter((field) => field.type !== 'FieldSubquery');
  const columns = selected.map((field, index): Column => ({ resolved: scope.resolve(pathOf(field)), as: `c${index}` }));
  const children = (query.fields ?? []).flatMap((field) => (field.type === 'FieldSubquery' ? [childQuery(field.subquery, object, all, context)] : []));
  const where = query.where ? whereSql(query.where, scope, context.now()) : { sql: '', values: [] };
  const conditions = [all ? '' : 't."IsDeleted" = 0', childOf ? `t."${childOf}" = ?` : '', where.sql && `(${where.sql})`].filter(Boolean);
  const order = [...[query.orderBy ?? []].flat().map((each) => orderSql(each, scope)), 't."Id"'].join(', ');
  const found = `FROM ${scope.from()}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
  const parents = columns.flatMap(({ resolved, as }) => resolved.parents.map(({ id }, depth) => `${id} AS ${as}p${depth}`));
  const list = ['t."Id" AS own', ...columns.map(({ resolved, as }) => `${resolved.column} AS ${as}`), ...parents].join(', ');
  const limit = query.limit ?? Number.MAX_SAFE_INTEGER;
  const offset = query.offset ?? 0;

  const records = (from: number, count: number, first: ColumnValue[] = []): QueryRecord[] => {
    const sql = `SELECT ${list} ${found} ORDER BY ${order} LIMIT ? OFFSET ?`;
    const rows = database.all(sql, ...first, ...where.values, Math.min(count, Math.max(0, limit - from)), offset + from);
    return rows.map((row) => recordOf(row, object, columns, children, context));
  };
  return {
    countOnly,
    total: () => database.one<{ n: number }>(`SELECT COUNT(*) AS n FROM (SELECT 1 ${found} LIMIT ? OFFSET ?)`, ...where.values, limit, offset)!.n,
    records,
    of: (parentId) => records(0, Number.MAX_SAFE_INTEGER, [parentId]),
  };
}

function childQuery(subquery: Subquery, parent: ObjectSchema, all: boolean, context: QueryContext): Child {
  const way = parent.children.find(({ name }) => sameName(name, subquery.relationshipName));
  if (!way) {
    throw new SalesforceError(400, 'INVALID_TYPE', `Didn't understand relationship '${subquery.relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`);
  }
  const query = prepared(subquery, objectNamed(way.object)!, all, context, way.field);
  return { name: way.name, run: (parentId) => query.of(parentId) };
}

function recordOf(row: Row, object: ObjectSchema, columns: readonly Column[], children: readonly Child[], { addressOf }: QueryContext): QueryRecord {
  const id = String(row['own']);
  const record: QueryRecord = { attributes: { type: object.name, url: addressOf(object, id) } };
  for (const { resolved, as } of columns) {
    let holder: QueryRecord | null = record;
    for (const [depth, parent] of resolved.parents.entries()) {
      const parentId: ColumnValue = row[`${as}p${depth}`] ?? null;
      if (parentId === null) {
        holder[parent.name] = null;
        holder = null;
        break;
      }
      holder = (holder[parent.name] ??= { attributes: { type: parent.object.name, url: addressOf(parent.object, String(parentId)) } }) as QueryRecord;
    }
    if (holder) holder[resolved.field.name] = fromColumn(resolved.field, row[as] ?? null);
  }
  for (const child of children) {
    const records = child.run(id);
    record[child.name] = records.length === 0 ? null : { totalSize: records.length, done: true, records };
  }
  return record;
}

function isCount(field: FieldType): boolean {
  return field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'COUNT' && field.parameters.length === 0;
}

function pathOf(field: FieldType): string {
  if (field.type === 'Field') return 'objectPrefix' in field && field.objectPrefix ? `${field.objectPrefix}.${field.field}` : field.field;
  if (field.type === 'FieldRelationship') return field.rawValue ?? [...field.relationships, field.field].join('.');
  throw malformedQuery('the sandbox selects fields, fields of parents, children and COUNT()');
}

/** Salesforce puts what has no value first, whichever way it sorts. */
function orderSql(clause: OrderByClause, scope: SoqlScope): string {
  if (!('field' in clause)) throw malformedQuery('the sandbox does not order by functions');
  return `${scope.resolve(clause.field).column} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`;
}
