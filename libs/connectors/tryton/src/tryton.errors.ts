import { isStrataError, type StrataError } from '#canonical';
import { faultOfRule, ruleOfStatus, type CallKind, type FaultRule } from '#connector-kit';

interface TextRule extends FaultRule {
  /** Part of the server's text. */
  text: RegExp;
}

/** Somebody else was faster: no trouble of the system, so it does not count as one. */
const locked = { kind: 'conflict', reason: 'locked', retryable: true } as const;

/** Texts are all that the server gives. The first rule that fits counts. A lock is refused before anything was done. */
const rules: TextRule[] = [
  { text: /could not obtain lock on (relation|row)/, ...locked, message: 'the record is locked; nothing was done' },
  { text: /could not serialize access|deadlock detected/, ...locked, message: 'the system is busy; nothing was done' },
  { text: /only one journal per period/, ...locked, message: 'the period is being opened; nothing was done' },
  { text: /reached their credit limit|reached the credit limit level/, kind: 'rejected', message: 'the credit limit of the customer is reached', reason: 'credit-limit' },
  { text: /forcast quantity|forecast quantity/, kind: 'rejected', message: 'the stock does not suffice', reason: 'stock-short' },
  { text: /number of digits in the value/, kind: 'rejected', message: 'a quantity has more decimals than its unit', reason: 'quantity-not-allowed' },
  { text: /is greater than the amount to pay/, kind: 'rejected', message: 'more would be paid than is open', reason: 'more-than-open' },
  { text: /You are not allowed/, kind: 'forbidden', message: 'the system does not allow this to our user' },
];

const outdated: FaultRule = { kind: 'conflict', message: 'the record was changed in the meantime', reason: 'changed-meanwhile', retryable: true };
const refused: FaultRule = { kind: 'rejected', message: 'the system refused the request' };

const byStatus: Readonly<Record<number, FaultRule>> = {
  401: { kind: 'unauthenticated', message: 'the system refuses our sign-in' },
  403: { kind: 'forbidden', message: 'the system does not allow this to our user' },
  404: { kind: 'unavailable', message: 'something in front of the system answered, or it has no such database' },
  429: { kind: 'rate-limited', message: 'the system takes no more calls now', retryAfterMs: 1_000 },
};

/** What a rule of the server says, by name. Everything else is `[text, ""]`: an error of the database, or a bug. */
const refusals = new Set<unknown>(['UserError', 'UserWarning']);

/** What a person with the right may override; it is asked for by this name. */
export function warningOf(error: unknown): string | undefined {
  const { code, text } = isStrataError(error) ? (error.details.vendor ?? {}) : {};
  return code === 'UserWarning' ? text?.split(' ')[1] : undefined;
}

/** An error of JSON-RPC, `error: [kind, arguments]`, with HTTP 200. Only a refusal is known to have left nothing behind. */
export function trytonFault(error: unknown, { operation, safe }: CallKind): StrataError {
  const [kind, details] = Array.isArray(error) ? (error as [unknown, unknown]) : [error, ''];
  const texts = Array.isArray(details) ? details.filter((each) => typeof each === 'string') : [String(details ?? '')];
  const text = [String(kind), ...texts].join(' ').slice(0, 500);
  const rule = kind === 'ConcurrencyException' ? outdated : (rules.find((each) => each.text.test(text)) ?? (refusals.has(kind) ? refused : ruleOfStatus(500, safe)));
  return faultOfRule(rule, operation, { status: 200, code: String(kind).slice(0, 60), text });
}

/** An HTTP status other than 200: HTML or nothing behind it. */
export function httpFault(status: number, body: string, retryAfter: string | undefined, { operation, safe }: CallKind): StrataError {
  return faultOfRule(byStatus[status] ?? ruleOfStatus(status, safe, retryAfter), operation, { status, text: body.slice(0, 200), retryAfter });
}
