/** What analysts ask of the star schema, as trees. `at` is the column in the text it was read from, from 1. */

export type LiteralType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp' | 'uuid' | 'null';

export interface Literal {
  kind: 'literal';
  type: LiteralType;
  /** As it was written, checked by its grammar; the database reads it. */
  value: string | null;
  at: number;
}

/** `['customer', 'country']`: a property, over to-one navigations. */
export interface PathExpression {
  kind: 'path';
  path: string[];
  at: number;
}

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'mod';

export type Expression =
  | Literal
  | PathExpression
  | { kind: 'call'; name: string; parameters: Expression[]; at: number }
  | { kind: 'comparison'; operator: ComparisonOperator; left: Expression; right: Expression; at: number }
  | { kind: 'in'; left: Expression; list: Literal[]; at: number }
  | { kind: 'logic'; operator: 'and' | 'or'; operands: Expression[]; at: number }
  | { kind: 'not'; operand: Expression; at: number }
  | { kind: 'minus'; operand: Expression; at: number }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression; at: number };

export interface OrderBy {
  expression: Expression;
  descending: boolean;
}

/** `total with sum as revenue`; without an expression the rows are counted. */
export interface Aggregate {
  expression?: Expression;
  method: string;
  alias: string;
  at: number;
}

export type Transformation =
  | { kind: 'filter'; condition: Expression; at: number }
  | { kind: 'group'; by: PathExpression[]; aggregates: Aggregate[]; at: number };

export interface Expansion {
  navigation: string;
  select?: PathExpression[];
  expand: Expansion[];
  at: number;
}

const below = (expression: Expression): Expression[] => {
  switch (expression.kind) {
    case 'call':
      return expression.parameters;
    case 'comparison':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'in':
      return [expression.left, ...expression.list];
    case 'logic':
      return expression.operands;
    case 'not':
    case 'minus':
      return [expression.operand];
    default:
      return [];
  }
};

/** Parts of an expression, and how deep they stand in each other. */
export function sizeOf(expression: Expression): { nodes: number; depth: number } {
  const sizes = below(expression).map(sizeOf);
  return { nodes: sizes.reduce((sum, { nodes }) => sum + nodes, 1), depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)) };
}

/** Paths that an expression reads. */
export function pathsOf(expression: Expression): PathExpression[] {
  return expression.kind === 'path' ? [expression] : below(expression).flatMap(pathsOf);
}
