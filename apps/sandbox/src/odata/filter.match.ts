import { WireError } from './odata.error.js';
import { parseLiteralValue, valueIn, type Value } from './edm.value.js';
import { filterable } from './filter.property.js';
import { equalTerms, widerTerms } from './filter.terms.js';
import { parseFilter, type Expression } from './expression.js';
import type { EdmType } from './metadata.types.js';
import type { EntityModel } from './service.model.js';
import type { Row, WiderTerms } from './source.js';

export interface Filter {
  matches(row: Row): boolean;
  /** The `property eq value` terms that every match fulfils. */
  equal: Readonly<Record<string, Value>>;
  /** What else every match fulfils. */
  wider: WiderTerms;
}

/** What a row gives for an expression: numbers for numeric types and dates, so that < and > mean what they say. */
interface Operand {
  type: EdmType | 'null';
  get(row: Row): Value;
}

const everything: Filter = { matches: () => true, equal: {}, wider: { anyOf: {}, eitherOf: [], atLeast: {} } };

/** @throws WireError 400 on bad grammar, unknown or not filterable properties, and literals of a wrong type */
export function readFilter(entity: EntityModel, text: string | null): Filter {
  if (!text) return everything;
  const expression = parseFilter(text);
  const operand = compile(entity, expression);
  if (operand.type !== 'Edm.Boolean') throw new WireError(400, `Filter '${text}' is not a condition`);
  return { matches: (row) => operand.get(row) === true, equal: equalTerms(entity, expression), wider: widerTerms(entity, expression) };
}

function compile(entity: EntityModel, expression: Expression): Operand {
  switch (expression.kind) {
    case 'literal':
      return { type: expression.type, get: constant(comparable(expression.type, expression.value)) };
    case 'member': {
      const property = filterable(entity, expression.name);
      return { type: property.type, get: (row) => comparable(property.type, valueIn(row, property)) };
    }
    case 'not': {
      const operand = compile(entity, expression.operand);
      return condition((row) => operand.get(row) !== true);
    }
    case 'logic': {
      const left = compile(entity, expression.left);
      const right = compile(entity, expression.right);
      return expression.operator === 'and'
        ? condition((row) => left.get(row) === true && right.get(row) === true)
        : condition((row) => left.get(row) === true || right.get(row) === true);
    }
    case 'comparison':
      return comparison(entity, expression);
    case 'call':
      return call(entity, expression);
  }
}

function comparison(entity: EntityModel, { operator, left, right }: Extract<Expression, { kind: 'comparison' }>): Operand {
  const a = operandBeside(entity, left, right);
  const b = operandBeside(entity, right, left);
  const compare = COMPARISONS[operator];
  return condition((row) => compare(a.get(row), b.get(row)));
}

const COMPARISONS = {
  eq: (a: Value, b: Value) => a === b,
  ne: (a: Value, b: Value) => a !== b,
  gt: (a: Value, b: Value) => a !== null && b !== null && a > b,
  ge: (a: Value, b: Value) => a !== null && b !== null && a >= b,
  lt: (a: Value, b: Value) => a !== null && b !== null && a < b,
  le: (a: Value, b: Value) => a !== null && b !== null && a <= b,
};

/** A literal is read by the rules of the property it is compared with. */
function operandBeside(entity: EntityModel, expression: Expression, other: Expression): Operand {
  if (expression.kind !== 'literal' || other.kind !== 'member') return compile(entity, expression);
  const property = filterable(entity, other.name);
  return { type: property.type, get: constant(comparable(property.type, parseLiteralValue(property, expression))) };
}

const FUNCTIONS: Record<string, { arity: number; type: EdmType; run: (...parameters: string[]) => Value }> = {
  substringof: { arity: 2, type: 'Edm.Boolean', run: (part = '', whole = '') => whole.includes(part) },
  startswith: { arity: 2, type: 'Edm.Boolean', run: (whole = '', part = '') => whole.startsWith(part) },
  endswith: { arity: 2, type: 'Edm.Boolean', run: (whole = '', part = '') => whole.endsWith(part) },
  tolower: { arity: 1, type: 'Edm.String', run: (text = '') => text.toLowerCase() },
  toupper: { arity: 1, type: 'Edm.String', run: (text = '') => text.toUpperCase() },
  trim: { arity: 1, type: 'Edm.String', run: (text = '') => text.trim() },
  length: { arity: 1, type: 'Edm.Int32', run: (text = '') => text.length },
};

function call(entity: EntityModel, { name, parameters }: Extract<Expression, { kind: 'call' }>): Operand {
  const known = FUNCTIONS[name];
  if (!known || known.arity !== parameters.length) throw new WireError(400, `Invalid function '${name}' in filter`);
  const operands = parameters.map((parameter) => compile(entity, parameter));
  if (operands.some(({ type }) => type !== 'Edm.String')) throw new WireError(400, `Function '${name}' wants strings`);
  return { type: known.type, get: (row) => known.run(...operands.map((operand) => String(operand.get(row) ?? ''))) };
}

function condition(get: (row: Row) => boolean): Operand {
  return { type: 'Edm.Boolean', get };
}

function constant(value: Value): () => Value {
  return () => value;
}

/** Amounts and quantities have at most 15 digits where it matters here, so a double compares them exactly enough. */
export function comparable(type: EdmType | 'null', value: Value): Value {
  const isNumeric = type === 'Edm.Decimal' || type === 'Edm.Double' || type === 'Edm.Int64' || type === 'Edm.Int32';
  return isNumeric && typeof value === 'string' ? Number(value) : value;
}
