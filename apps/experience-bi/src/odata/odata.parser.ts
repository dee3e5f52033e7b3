import peggy from 'peggy';
import type { Expansion, Expression, Literal, OrderBy, PathExpression, Transformation } from '#read-models';
import { isCalendarDay } from '../calendar-day.js';
import { badRequest } from './odata.fault.js';
import { grammar } from './odata.grammar.js';

const startRules = ['Filter', 'OrderBy', 'Select', 'Expand', 'Apply', 'Segment'] as const;
const parser = peggy.generate(grammar, { allowedStartRules: [...startRules] });

/** Parentheses in each other: the parser goes down with each, and a stack ends. */
const maxParentheses = 64;

/** One segment of a resource path: a set, an entity by its key, a property. */
export interface PathSegment {
  name: string;
  key?: Literal;
  /** The name before the key's value: `Orders(orderId=...)`. */
  named?: string;
}

/** Each throws ODataFault 400 with the column, from 1, in the text. */
export const parseFilter = (text: string) => parse(text, 'Filter', '$filter') as Expression;
export const parseOrderBy = (text: string) => parse(text, 'OrderBy', '$orderby') as OrderBy[];
/** Null is everything. */
export const parseSelect = (text: string) => parse(text, 'Select', '$select') as PathExpression[] | null;
export const parseExpand = (text: string) => parse(text, 'Expand', '$expand') as Expansion[];
export const parseApply = (text: string) => parse(text, 'Apply', '$apply') as Transformation[];
export const parseSegment = (text: string) => parse(text, 'Segment', 'path') as PathSegment;

function parse(text: string, startRule: (typeof startRules)[number], target: string): unknown {
  refuseDeepNesting(text, target);
  try {
    return checked(parser.parse(text, { startRule }), target);
  } catch (cause) {
    if (!(cause instanceof parser.SyntaxError)) throw cause;
    throw badRequest(cause.message, target, cause.location.start.offset + 1, 'syntax');
  }
}

function refuseDeepNesting(text: string, target: string): void {
  let open = 0;
  let quoted = false;
  let negations = 0;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (letter === "'") quoted = !quoted;
    if (quoted) continue;
    if (letter === '(') open += 1;
    if (letter === ')') open -= 1;
    // `not not not` and `- - -` go down as parentheses do.
    negations = letter === '-' || text.startsWith('not', index) ? negations + 1 : /[ \tot]/.test(letter ?? '') ? negations : 0;
    if (open > maxParentheses || negations > maxParentheses) throw badRequest(`at most ${maxParentheses} parentheses or negations stand in each other`, target, index + 1);
  }
}

/** Days that no calendar has are told here, where their column is known. */
function checked<T>(result: T, target: string): T {
  const within: unknown[] = [result];
  for (let each = within.pop(); each !== undefined; each = within.pop()) {
    if (typeof each !== 'object' || each === null) continue;
    if (isLiteral(each)) checkLiteral(each, target);
    within.push(...Object.values(each as Record<string, unknown>).filter((value) => value !== undefined));
  }
  return result;
}

function isLiteral(of: object): of is Literal {
  return 'kind' in of && of.kind === 'literal';
}

function checkLiteral({ type, value, at }: Literal, target: string): void {
  if (value === null) return;
  if (type === 'text' && (!value.isWellFormed() || value.includes('\u0000'))) throw badRequest('a text is Unicode without zero characters', target, at);
  if (type !== 'date' && type !== 'timestamp') return;
  const isTime = type === 'date' || !Number.isNaN(new Date(value.replace(/(\.\d{3})\d+/, '$1')).getTime());
  if (!isCalendarDay(value.slice(0, 10)) || !isTime) throw badRequest(`there is no ${type === 'date' ? 'day' : 'time'} ${value}`, target, at);
}
