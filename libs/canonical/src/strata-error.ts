import type { Attempt } from './answer.js';

export const errorKinds = [
  'not-found',
  'gone',
  'invalid',
  'conflict',
  'rejected',
  'unavailable',
  'rate-limited',
  'unauthenticated',
  'forbidden',
  'unknown-outcome',
] as const;

/**
 * The few ways a call fails.
 * - `gone`: what the caller goes on from is not there (any more); it starts over, as `detail` says
 * - `invalid`: the request is malformed; `rejected`: a business rule of the system said no
 * - `conflict`: the record's state or version does not allow it
 * - `unknown-outcome`: a write was sent and its answer is missing; it may have landed, or may land later
 */
export type ErrorKind = (typeof errorKinds)[number];

/** A field that is wrong. `pointer` is a JSON pointer into the request (RFC 6901). */
export interface FieldFault {
  pointer: string;
  detail: string;
}

/** Calls that a system is spared: how many a second over all replicas (none set: left out) and in flight, what is left, ms until there is more. */
export interface SpentBudget {
  callsPerSecond?: number;
  inFlight: number;
  left: number;
  resetMs: number;
}

export interface StrataErrorDetails {
  /** Does the same call, later, have a chance? Default: by kind. */
  retryable?: boolean;
  retryAfterMs?: number;
  fields?: FieldFault[];
  systemId?: string;
  operation?: string;
  attempts?: Attempt[];
  /** Our own reason code, for readers that branch: `customer-blocked`. */
  reason?: string;
  /** Of a call that waited in vain: the system's budget that was spent. */
  budget?: SpentBudget;
  /** Of a caller's plan: which of its limits is spent. */
  limit?: { plan: string; policy: string };
  /** Of a conflict: the state that forbids it, and what may be done instead. */
  state?: string;
  allowed?: string[];
  /** Of a conflict: id of the record that stands in the way. */
  existing?: string;
  /** What the vendor said: for operators and the timeline, never through the door. */
  vendor?: { status?: number; code?: string; text?: string };
  cause?: unknown;
}

const retryableKinds: ReadonlySet<ErrorKind> = new Set(['unavailable', 'rate-limited']);

/** The one error class that crosses layers. `message` is fit for any reader. */
export class StrataError extends Error {
  readonly retryable: boolean;
  readonly details: StrataErrorDetails;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    details: StrataErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StrataError';
    const { cause: _cause, ...rest } = details;
    this.details = rest;
    this.retryable = details.retryable ?? retryableKinds.has(kind);
  }
}

export function isStrataError(error: unknown, kind?: ErrorKind): error is StrataError {
  return error instanceof StrataError && (kind === undefined || error.kind === kind);
}

/** The same error with more known about it: the system, the attempts. */
export function withDetails(error: StrataError, more: StrataErrorDetails): StrataError {
  return new StrataError(error.kind, error.message, { ...error.details, retryable: error.retryable, cause: error.cause, ...more });
}

/**
 * A request of which one part is not what it must be: 400 at the door, unless `more` has a reason that is answered otherwise.
 * @param pointer to that part, as in RFC 6901; empty for the whole
 * @param detail what was expected, for any reader
 */
export function invalidField(pointer: string, detail: string, more: StrataErrorDetails = {}): StrataError {
  return new StrataError('invalid', detail, { fields: [{ pointer, detail }], ...more });
}

/** A well-formed request that names what does not exist or goes beyond what there is: 422 at the door, a pointer for each fault. */
export function unprocessable(fields: FieldFault[]): StrataError {
  return new StrataError('invalid', fields[0]?.detail ?? 'the request does not fit', { reason: 'unprocessable', fields });
}
