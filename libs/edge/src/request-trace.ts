import type { IncomingMessage } from 'node:http';
import { newTraceparent } from '#canonical';

/** An id of zeros alone is none (W3C Trace Context, 3.2.2.3 and 3.2.2.4). */
const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const key = Symbol('strata:traceparent');
type Traced = IncomingMessage & { [key]?: string };

/** Answer header with the id of the request: the trace id, as logs, traces and the audit trail name it. */
export const requestIdHeader = 'strata-request-id';

/** The trace of a request (W3C trace context), or a new one: the same whoever asks. */
export function traceOf(raw: IncomingMessage): string {
  const known = (raw as Traced)[key];
  if (known !== undefined) return known;
  const { traceparent } = raw.headers;
  return ((raw as Traced)[key] = typeof traceparent === 'string' && traceparentPattern.test(traceparent) ? traceparent : newTraceparent());
}

/** Trace id: 32 hexadecimal digits. */
export const requestIdOf = (raw: IncomingMessage): string => traceOf(raw).slice(3, 35);
