import { StrataError, type ErrorKind } from '#canonical';
import type { CallKind } from '#connector-kit';

interface Rule {
  /** Part of the server's text. */
  text: RegExp;
  kind: ErrorKind;
  message: string;
  reason?: string;
  retryable?: boolean;
}

/** Texts are all that the server gives. The first rule that fits counts; what fits none is not retried. */
const rules: Rule[] = [
  { text: /could not obtain lock on (relation|row)/, kind: 'unavailable', message: 'the record is locked; nothing was done', reason: 'locked' },
  { text: /could not serialize access|deadlock detected/, kind: 'unavailable', message: 'the system is busy; nothing was done', reason: 'locked' },
  { text: /only one journal per period/, kind: 'unavailable', message: 'the period is being opened; nothing was done', reason: 'locked' },
  { text: /reached their credit limit|reached the credit limit level/, kind: 'rejected', message: 'the credit limit of the customer is reached', reason: 'credit-limit' },
  { text: /forcast quantity|forecast quantity/, kind: 'rejected', message: 'the stock does not suffice', reason: 'stock-short' },
  { text: /number of digits in the value/, kind: 'rejected', message: 'a quantity has more decimals than its unit', reason: 'quantity-not-allowed' },
  { text: /You are not allowed/, kind: 'forbidden', message: 'the system does not allow this to our user' },
];

const fallback = { kind: 'rejected', message: 'the system refused the request' } as const;

/** An error of JSON-RPC, `error: [kind, arguments]`: HTTP 200, and rolled back. */
export function trytonFault(error: unknown, { operation }: CallKind): StrataError {
  const [kind, details] = Array.isArray(error) ? (error as [unknown, unknown]) : [error, ''];
  const texts = Array.isArray(details) ? details.filter((each) => typeof each === 'string') : [String(details ?? '')];
  const text = [String(kind), ...texts].join(' ').slice(0, 500);
  if (kind === 'ConcurrencyException') return new StrataError('conflict', 'the record was changed in the meantime', { operation, retryable: true, vendor: { code: 'ConcurrencyException', text } });
  const { kind: errorKind, message, reason } = rules.find((rule) => rule.text.test(text)) ?? { ...fallback, reason: undefined };
  return new StrataError(errorKind, message, { operation, reason, vendor: { status: 200, code: String(kind).slice(0, 60), text } });
}

/** An HTTP status other than 200: HTML or nothing behind it. */
export function httpFault(status: number, body: string, headers: Record<string, unknown>, { operation, safe }: CallKind): StrataError {
  const vendor = { status, text: body.slice(0, 200) };
  const wait = Number(headers['retry-after']);
  switch (status) {
    case 401:
      return new StrataError('unauthenticated', 'the system refuses our sign-in', { operation, vendor });
    case 403:
      return new StrataError('forbidden', 'the system does not allow this to our user', { operation, vendor });
    case 404:
      return new StrataError('invalid', 'the system has no such database', { operation, vendor });
    case 429:
      return new StrataError('rate-limited', 'the system takes no more calls now', { operation, vendor, retryAfterMs: Number.isFinite(wait) ? wait * 1000 : 1000 });
    case 503:
      return new StrataError('unavailable', 'the system is down', { operation, vendor });
    default:
      return status >= 500 && !safe
        ? new StrataError('unknown-outcome', 'the system failed under a write', { operation, vendor })
        : new StrataError('unavailable', 'the system failed', { operation, vendor });
  }
}
