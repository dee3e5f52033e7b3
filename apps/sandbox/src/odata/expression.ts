import peggy from 'peggy';
import { WireError } from './odata.error.js';
import type { EdmType } from './metadata.types.js';
import { grammar } from './expression.grammar.js';

/** A literal of a URL. Numbers and dates are still text: what they mean depends on the property beside them. */
export interface Literal {
  kind: 'literal';
  type: EdmType | 'null';
  value: string | boolean | null;
}

export type Expression =
  | Literal
  | { kind: 'member'; name: string }
  | { kind: 'call'; name: string; parameters: Expression[] }
  | { kind: 'comparison'; operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'; left: Expression; right: Expression }
  | { kind: 'logic'; operator: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; operand: Expression };

/** One segment of a resource path. The only key value of a single-key predicate stands under the empty name. */
export interface Segment {
  name: string;
  key?: Record<string, Literal>;
}

const parser = peggy.generate(grammar, { allowedStartRules: ['Filter', 'Literal', 'Path'] });

/** @throws WireError 400 when the text is no $filter */
export function parseFilter(text: string): Expression {
  return parse(text, 'Filter') as Expression;
}

/** @throws WireError 400 when the text is no URL literal, as `'4711'` or `12.50M` */
export function parseLiteral(text: string): Literal {
  return parse(text, 'Literal') as Literal;
}

/** @param path percent-decoded, relative to the service; @throws WireError 400 */
export function parsePath(path: string): Segment[] {
  return parse(path, 'Path') as Segment[];
}

function parse(text: string, startRule: string): unknown {
  try {
    return parser.parse(text, { startRule });
  } catch (cause) {
    if (!(cause instanceof parser.SyntaxError)) throw cause;
    throw new WireError(400, `Invalid ${startRule.toLowerCase()} '${text}': ${cause.message}`);
  }
}
