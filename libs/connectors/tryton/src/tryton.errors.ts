import type { StrataError } from '#canonical';
import { faultOfRule, ruleOfStatus, type CallKind, type FaultRule } from '#connector-kit';

interface TextRule extends FaultRule {
  /** Part of the server's text. */
  text: RegExp;
}

/** Texts are all that the server gives. The first rule that fits counts; what fits none is not retried. */
const rules: TextRule[] = [
  { text: /could not obtain lock on (relation|row)/, kind: 'unavailable', message: 'the record is locked; nothing was done', reason: 'locked' },
  { text: /could not serialize access|deadlock detected/, kind: 'unavailable', message: 'the system is busy; nothing was done', reason: 'locked' },
  { text: /only one journal per period/, kind: 'unavailable', message: 'the period is being opened; nothing was done', reason: 'locked' },
  { text: /reached their credit limit|reached the credit limit level/, kind: 'rejected', message: 'the credit limit of the customer is reached', reason: 'credit-limit' },
  { text: /forcast quantity|forecast quantity/, kind: 'rejected', message: 'the stock does not suffice', reason: 'stock-short' },
  { text: /number of digits in the value/, kind: 'rejected', message: 'a quantity has more decimals than its unit', reason: 'quantity-not-allowed' },
  { text: /You are not allowed/, kind: 'forbidden', message: 'the system does not allow this to our user' },
];

const outdated: FaultRule = { kind: 'conflict', message: 'the record was changed in the meantime', reason: 'changed-meanwhile', retryable: true };
const refused: FaultRule = { kind: 'rejected', message: 'the system refused the request' };

const byStatus: Readonly<Record<number, FaultRule>> = {
  401: { kind: 'unauthenticated', message: 'the system refuses our sign-in' },
  403: { kind: 'forbidden', message: 'the system does not allow this to our user' },
  404: { kind: 'invalid', message: 'the system has no such database' },
  429: { kind: 'rate-limited', message: 'the system takes no more calls now', retryAfterMs: 1_000 },
  503: { kind: 'unavailable', message: 'the system is down' },
};

/** An error of JSON-RPC, `error: [kind, arguments]`: HTTP 200, and rolled back. */
export function trytonFault(error: unknown, { operation }: CallKind): StrataError {
  const [kind, details] = Array.isArray(error) ? (error as [unknown, unknown]) : [error, ''];
  const texts = Array.isArray(details) ? details.filter((each) => typeof each === 'string') : [String(details ?? '')];
  const text = [String(kind), ...texts].join(' ').slice(0, 500);
  const rule = kind === 'ConcurrencyException' ? outdated : (rules.find((each) => each.text.test(text)) ?? refused);
  return faultOfRule(rule, operation, { status: 200, code: String(kind).slice(0, 60), text });
}

/** An HTTP status other than 200: HTML or nothing behind it. */
export function httpFault(status: number, body: string, retryAfter: string | undefined, { operation, safe }: CallKind): StrataError {
  return faultOfRule(byStatus[status] ?? ruleOfStatus(status, safe), operation, { status, text: body.slice(0, 200), retryAfter });
}
