import type { Condition, LiteralType, ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { ColumnValue } from '../record/field.value.js';
import { malformedQuery, SalesforceError } from '../salesforce.error.js';
import { isKey, isText, type FieldSchema } from '../schema/object.schema.js';
import { columnLiteral, dateRange, textLiteral } from './soql.literal.js';
import type { SoqlScope } from './soql.scope.js';

export interface SqlPart {
  sql: string;
  values: ColumnValue[];
}

type ValueCondition = Extract<Condition, { field: string }>;

/**
 * WHERE as SQL. SOQL knows two truth values where SQL knows three, so each comparison says what it makes of a missing
 * value; and it wants parentheses where AND meets OR.
 */
export function whereSql(where: WhereClause, scope: SoqlScope, now: number): SqlPart {
  const part: SqlPart = { sql: '', values: [] };
  const operators: (string | undefined)[] = [undefined];
  for (let clause: WhereClause | undefined = where; clause; clause = 'right' in clause ? clause.right : undefined) {
    const left: Condition | ValueQueryCondition | null = clause.left;
    const opened = left?.openParen ?? 0;
    part.sql += '('.repeat(opened);
    operators.push(...Array.from<undefined>({ length: opened }));
    if (left && 'operator' in left) {
      const { sql, values } = conditionSql(left, scope, now);
      part.sql += sql + ')'.repeat(left.closeParen ?? 0);
      part.values.push(...values);
      operators.length -= left.closeParen ?? 0;
    }
    if (!('operator' in clause)) break;
    if (clause.operator !== 'NOT') {
      const level = operators.length - 1;
      if (operators[level] && operators[level] !== clause.operator) throw malformedQuery(`unexpected token: '${clause.operator}'`);
      operators[level] = clause.operator;
    }
    part.sql += ` ${clause.operator} `;
  }
  return part;
}

function conditionSql(condition: Condition | ValueQueryCondition, scope: SoqlScope, now: number): SqlPart {
  if (!('field' in condition) || !('value' in condition)) throw malformedQuery('the sandbox knows neither functions nor queries within WHERE');
  const { field, column } = scope.resolve(condition.field);
  const { operator, value } = condition;
  const type = Array.isArray(condition.literalType) ? condition.literalType[0] : condition.literalType;
  if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') return rangeSql(column, operator, dateRange(field, String(value), now));
  if (operator === 'IN' || operator === 'NOT IN') return listSql(field, column, condition);
  if (operator === 'LIKE') return likeSql(field, column, String(value), type);
  const literal = columnLiteral(field, String(value), type);
  if (operator === '=') return literal === null ? { sql: `${column} IS NULL`, values: [] } : { sql: `(${column} IS NOT NULL AND ${column} = ?)`, values: [literal] };
  if (operator === '!=') return { sql: `${column} IS NOT ?`, values: [literal] };
  if (field.type === 'boolean' || operator === 'INCLUDES' || operator === 'EXCLUDES') {
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `filter operator not valid for the field ${field.name}: ${operator}`);
  }
  return { sql: `(${column} IS NOT NULL AND ${column} ${operator} ?)`, values: [literal] };
}

function listSql(field: FieldSchema, column: string, { operator, value, literalType }: ValueCondition): SqlPart {
  const values = [value].flat().map((each, index) => columnLiteral(field, each, (Array.isArray(literalType) ? literalType[index] : literalType) as LiteralType));
  const list = `(${values.map(() => '?').join(', ')})`;
  const sql = operator === 'IN' ? `(${column} IS NOT NULL AND ${column} IN ${list})` : `(${column} IS NULL OR ${column} NOT IN ${list})`;
  return { sql, values };
}

function likeSql(field: FieldSchema, column: string, value: string, type: LiteralType | undefined): SqlPart {
  if (!isText(field.type) || isKey(field.type)) {
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `The like operator only applies to string fields: ${field.name}`);
  }
  if (type !== 'STRING') columnLiteral(field, value, type);
  return { sql: `(${column} IS NOT NULL AND ${column} LIKE ? ESCAPE '\\')`, values: [textLiteral(value, true)] };
}

function rangeSql(column: string, operator: string, [first, end]: [ColumnValue, ColumnValue]): SqlPart {
  const within = `(${column} IS NOT NULL AND ${column} >= ? AND ${column} < ?)`;
  const one = (sign: string, value: ColumnValue): SqlPart => ({ sql: `(${column} IS NOT NULL AND ${column} ${sign} ?)`, values: [value] });
  switch (operator) {
    case '=':
      return { sql: within, values: [first, end] };
    case '!=':
      return { sql: `NOT ${within}`, values: [first, end] };
    case '<':
      return one('<', first);
    case '<=':
      return one('<', end);
    case '>':
      return one('>=', end);
    default:
      return one('>=', first);
  }
}
