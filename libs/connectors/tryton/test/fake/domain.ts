import { dateTimeMs, type TrytonDateTime } from '../../src/tryton.values.js';

/** Evaluates a domain of Tryton: clauses that all hold, unless the list begins with `OR`. `valuesAt` follows a path. */
export function matchesDomain(domain: unknown[], valuesAt: (path: string) => unknown[]): boolean {
  const [first, ...rest] = domain;
  if (first === 'OR') return rest.some((part) => holds(part as unknown[], valuesAt));
  return domain.every((part) => holds(part as unknown[], valuesAt));
}

function holds(part: unknown[], valuesAt: (path: string) => unknown[]): boolean {
  const [field, operator, value] = part;
  if (typeof field !== 'string' || field === 'OR' || typeof operator !== 'string') return matchesDomain(part, valuesAt);
  const found = valuesAt(field);
  // A comparison with what is not there holds only for "is null" and for "is not".
  const values = found.length === 0 ? [null] : found;
  return values.some((each) => compares(each, operator, value));
}

function compares(held: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case 'like':
      return held !== null && String(held).startsWith(plain(String(wanted)));
    case 'not like':
      return held !== null && !String(held).startsWith(plain(String(wanted)));
    case '=':
      return held === wanted;
    case '!=':
      return held !== wanted;
    case 'in':
      return (wanted as unknown[]).includes(held);
    case 'not in':
      return !(wanted as unknown[]).includes(held);
    case 'ilike':
      return held !== null && String(held).toLowerCase().includes(plain(String(wanted)));
    case '>':
      return held !== null && order(held) > order(wanted);
    case '>=':
      return held !== null && order(held) >= order(wanted);
    default:
      throw new Error(`the fake has no operator ${operator}`);
  }
}

/** `%50\%%` looks for `50%`. */
function plain(pattern: string): string {
  return pattern.replaceAll(/^%|%$/g, '').replaceAll(/\\([\\%_])/g, '$1').toLowerCase();
}

function order(value: unknown): number | string {
  return typeof value === 'object' ? (dateTimeMs(value as TrytonDateTime) ?? 0) : (value as number | string);
}
