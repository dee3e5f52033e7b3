import type { ErpConnector } from './erp-connector.js';
import { isStrataError, StrataError, type StrataErrorDetails } from '#canonical';
import { faultOf } from '#http-out';

/** How a call to a vendor failed before there was a readable answer. */
export interface CallKind {
  operation: string;
  /** Reads, and writes that the system itself makes idempotent. */
  safe: boolean;
}

/**
 * Transport trouble as a StrataError: a read is `unavailable`; a write that may have reached the system is
 * `unknown-outcome`. Errors that are no transport faults come back as they are.
 */
export function transportFailure(error: unknown, { operation, safe }: CallKind, details: StrataErrorDetails = {}): unknown {
  const fault = faultOf(error);
  if (!fault) return error;
  const more = { ...details, operation, cause: error, vendor: { code: fault.code } };
  if (safe || !fault.sent) return new StrataError('unavailable', fault.timedOut ? 'the system did not answer in time' : 'the system cannot be reached', more);
  return new StrataError('unknown-outcome', 'the answer to a write is missing', more);
}

/** Reason of an answer that came and cannot be read. */
export const unreadable = 'unreadable-answer';

/** An answer that came, but cannot be what it should: half of it, or a wrong type in it. */
export function unreadableAnswer(detail: string, { operation, safe }: CallKind, cause?: unknown): StrataError {
  return safe
    ? new StrataError('unavailable', 'the system gave an unreadable answer', { operation, reason: unreadable, vendor: { text: detail }, cause })
    : new StrataError('unknown-outcome', 'the answer to a write is unreadable', { operation, reason: unreadable, vendor: { text: detail }, cause });
}

/** What mapping throws at a value that its type lets through: a currency of no letters, a date that is none. */
export function isMisread(error: unknown): error is TypeError | RangeError {
  return error instanceof TypeError || error instanceof RangeError;
}

/** Runs an operation; what its mapping cannot make of an answer is an unreadable answer. */
export async function readingAnswers<T>(kind: CallKind, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isMisread(error) ? unreadableAnswer(error.message, kind, error) : error;
  }
}

/** The connector has no such operation: the manifest says observe or absent. */
export function operationAbsent(operation: string, product: string): StrataError {
  return new StrataError('rejected', `${product} does not offer ${operation}`, { operation, reason: 'operation-absent', retryable: false });
}

/** The operations that the manifest does not command: each refuses, and nothing is sent. */
export function refusedOperations<K extends keyof ErpConnector>(product: string, ...names: K[]): Pick<ErpConnector, K> {
  const refuse = (operation: string) => async () => {
    throw operationAbsent(operation, product);
  };
  return Object.fromEntries(names.map((name) => [name, refuse(name)])) as unknown as Pick<ErpConnector, K>;
}

/** Reads back what was written. The write landed: that it cannot be read is no reason to write again. */
export async function afterWrite<T>({ operation }: Pick<CallKind, 'operation'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStrataError(error) || error.kind === 'unknown-outcome') throw error;
    throw new StrataError('unknown-outcome', 'the write landed, but could not be read back', { operation, vendor: error.details.vendor, cause: error });
  }
}
