import type { ComparisonOperator, Expression, Literal } from './star-expression.js';
import { StarFault } from './star-fault.js';
import { parameterOf, starFunctions } from './star-functions.js';
import { starBounds } from './star-query.js';
import type { Scope } from './star-scope.js';
import { edmTypes, familyOf, type Parameters, type SqlValue, type ValueType } from './star-values.js';

const operators: Record<ComparisonOperator, string> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };
const arithmetic = { add: '+', sub: '-', mul: '*', div: '/', mod: '%' } as const;

const named = (type: ValueType | 'null') => (type === 'null' ? 'null' : edmTypes[type]);

/** Expressions as SQL over what a scope offers. Comparisons are never null, calls and logic may be (OData URL conventions 5.1.1.1). */
export class Compiler {
  constructor(
    private readonly scope: Scope,
    private readonly parameters: Parameters,
  ) {}

  /** For WHERE. Throws StarFault when the expression is no condition. */
  condition(expression: Expression): string {
    return this.boolean(expression, false);
  }

  value(expression: Expression): SqlValue {
    switch (expression.kind) {
      case 'literal':
        return this.literal(expression);
      case 'path':
        return this.scope.resolve(expression.path, expression.at);
      case 'call':
        return this.call(expression);
      case 'minus': {
        const { sql, type, nullable } = this.number(expression.operand);
        return { sql: `(- ${sql})`, type, nullable };
      }
      case 'arithmetic': {
        const [left, right] = [this.number(expression.left), this.number(expression.right)];
        const type = left.type === 'decimal' || right.type === 'decimal' ? 'decimal' : left.type === 'long' || right.type === 'long' ? 'long' : 'integer';
        return { sql: `(${left.sql} ${arithmetic[expression.operator]} ${right.sql})`, type, nullable: left.nullable || right.nullable };
      }
      default:
        return { sql: this.boolean(expression, true), type: 'boolean', nullable: true };
    }
  }

  /** @param exact whether null must be told from false: it must where `not` turns it, or where it is a value */
  private boolean(expression: Expression, exact: boolean): string {
    switch (expression.kind) {
      case 'logic':
        return `(${expression.operands.map((operand) => this.boolean(operand, exact)).join(expression.operator === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `(NOT ${this.boolean(expression.operand, true)})`;
      case 'comparison':
        return this.comparison(expression, exact);
      case 'in':
        return never(this.oneOf(expression), exact);
      default: {
        const { sql, type } = this.value(expression);
        if (type !== 'boolean') throw new StarFault(`expected a condition, found a value of type ${named(type)}`, expression.at);
        return sql;
      }
    }
  }

  private comparison({ operator, left: leftSide, right: rightSide, at }: Extract<Expression, { kind: 'comparison' }>, exact: boolean): string {
    const [left, right] = [this.value(leftSide), this.value(rightSide)];
    if (left.type === 'null' || right.type === 'null') return this.withNull(operator, left, right, at);
    if (familyOf(left.type) !== familyOf(right.type)) {
      const odd = left.constant ? leftSide : rightSide;
      throw new StarFault(`${named(left.type)} cannot be compared with ${named(right.type)}`, odd.at);
    }
    // Two columns may be of differing collations, and PostgreSQL would not choose.
    const bothColumns = !left.constant && !right.constant;
    const asText = bothColumns && familyOf(left.type) === 'text' ? ' COLLATE "default"' : '';
    if (operator === 'ne') return `(${left.sql}${asText} IS DISTINCT FROM ${right.sql}${asText})`;
    if (operator === 'eq' && bothColumns && left.nullable && right.nullable) return `(${left.sql}${asText} IS NOT DISTINCT FROM ${right.sql}${asText})`;
    return never(`(${left.sql}${asText} ${operators[operator]} ${right.sql}${asText})`, exact && (left.nullable || right.nullable));
  }

  private withNull(operator: ComparisonOperator, left: SqlValue, right: SqlValue, at: number): string {
    if (operator !== 'eq' && operator !== 'ne') throw new StarFault(`null can be compared by eq and ne alone`, at);
    if (left.type === 'null' && right.type === 'null') return operator === 'eq' ? 'TRUE' : 'FALSE';
    return `(${left.type === 'null' ? right.sql : left.sql} IS ${operator === 'eq' ? '' : 'NOT '}NULL)`;
  }

  private oneOf({ left: leftSide, list }: Extract<Expression, { kind: 'in' }>): string {
    if (list.length > starBounds.inList) throw new StarFault(`a list has at most ${starBounds.inList} values, this one has ${list.length}`, leftSide.at);
    const left = this.value(leftSide);
    if (left.type === 'null') throw new StarFault('null is in no list', leftSide.at);
    const type = left.type;
    const values = list.filter((each) => each.type !== 'null');
    for (const each of values) {
      if (each.type !== 'null' && familyOf(each.type) !== familyOf(type)) throw new StarFault(`${named(type)} cannot be compared with ${named(each.type)}`, each.at);
    }
    const listType = familyOf(type) === 'number' ? 'decimal' : type;
    const among = `${left.sql} = ANY(${this.parameters.list(values.map(({ value }) => value), listType)})`;
    return values.length < list.length ? `(${among} OR ${left.sql} IS NULL)` : `(${among})`;
  }

  private call({ name, parameters, at }: Extract<Expression, { kind: 'call' }>): SqlValue {
    const known = starFunctions.get(name);
    if (!known) throw new StarFault(`there is no function '${name}'; expected one of ${[...starFunctions.keys()].join(', ')}`, at);
    const { required, parameters: expected } = known;
    if (parameters.length < required || parameters.length > expected.length) {
      throw new StarFault(`${name} takes ${required === expected.length ? required : `${required} to ${expected.length}`} parameters, not ${parameters.length}`, at);
    }
    const values = parameters.map((parameter, index) => {
      const value = this.value(parameter);
      if (value.type === 'null' || !expected[index]!.includes(familyOf(value.type))) throw new StarFault(`${name} takes no ${named(value.type)} here`, parameter.at);
      return value;
    });
    return { sql: known.sql(...values.map(parameterOf)), type: known.type, nullable: values.some(({ nullable }) => nullable) };
  }

  private number(expression: Expression): SqlValue {
    const value = this.value(expression);
    if (value.type === 'null' || familyOf(value.type) !== 'number') throw new StarFault(`expected a number, found ${named(value.type)}`, expression.at);
    return value;
  }

  private literal({ type, value }: Literal): SqlValue {
    if (type === 'null') return { sql: 'NULL', type, nullable: true, constant: true };
    return { sql: this.parameters.add(value, type), type, nullable: false, constant: true };
  }
}

/** A comparison with null is false, and `not` makes true of it. */
function never(sql: string, exact: boolean): string {
  return exact ? `coalesce(${sql}, FALSE)` : sql;
}
