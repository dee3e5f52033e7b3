import { StrataError, type ErrorKind } from '#canonical';

/** A row of a connector's table from vendor faults to our kinds. */
export interface FaultRule {
  kind: ErrorKind;
  /** Fit for any reader. */
  message: string;
  /** Our own code, for readers that branch. */
  reason?: string;
  /** Where the kind alone does not say it. */
  retryable?: boolean;
  /** How long to wait, in ms, when the answer does not say. */
  retryAfterMs?: number;
}

/** What the vendor answered: for operators. */
export interface VendorAnswer {
  status: number;
  code?: string;
  text: string;
  /** As it came. */
  retryAfter?: string;
}

/**
 * For a status that no table knows. A server that broke down under a write may have kept it; so may one behind a proxy
 * that gave up waiting and says 503. Only who says by `Retry-After` when to come again has not taken the call.
 */
export function ruleOfStatus(status: number, safe: boolean, retryAfter?: string): FaultRule {
  if (status < 500) return { kind: 'rejected', message: 'the system refused the request' };
  if (status === 503 && (safe || retryAfter !== undefined)) return { kind: 'unavailable', message: 'the system is down' };
  return safe ? { kind: 'unavailable', message: 'the system failed' } : { kind: 'unknown-outcome', message: 'the system failed under a write' };
}

export function faultOfRule(rule: FaultRule, operation: string, { status, code, text, retryAfter }: VendorAnswer): StrataError {
  const retryAfterMs = waitOf(retryAfter) ?? rule.retryAfterMs;
  return new StrataError(rule.kind, rule.message, {
    operation,
    reason: rule.reason,
    vendor: { status, code, text },
    ...(rule.retryable !== undefined && { retryable: rule.retryable }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** What the text of an answer holds, or undefined: HTML of a proxy, or half a message. Then the status alone speaks. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function waitOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
