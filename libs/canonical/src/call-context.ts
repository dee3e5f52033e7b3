/** Who asks. `scopes` are OAuth scopes; `dataScope` narrows the rows the caller may see (none yet means all). */
export interface Principal {
  id: string;
  scopes: readonly string[];
  dataScope?: string;
}

/** First argument of every contract method. A durable object keeps the principal's id and scopes, never the rest. */
export interface CallContext {
  principal: Principal;
  /** W3C trace context, version 00. */
  traceparent: string;
  /** Epoch milliseconds after which no work is started. */
  deadline: number;
}

export function remainingMs(ctx: CallContext): number {
  return ctx.deadline - Date.now();
}

/** The same call with at most `ms` left: deadlines are passed on and shrink. */
export function within(ctx: CallContext, ms: number): CallContext {
  return { ...ctx, deadline: Math.min(ctx.deadline, Date.now() + ms) };
}

/** A fresh W3C `traceparent` (https://www.w3.org/TR/trace-context/), sampled. */
export function newTraceparent(): string {
  const hex = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
  return `00-${hex(16)}-${hex(8)}-01`;
}

/** The trace id within a traceparent: our correlation id. */
export function correlationId(ctx: CallContext): string {
  return ctx.traceparent.split('-')[1] ?? ctx.traceparent;
}
