/** Who asks. `scopes` are OAuth scopes; `dataScope` narrows the rows the caller may see (none yet means all). */
export interface Principal {
  id: string;
  scopes: readonly string[];
  dataScope?: string;
}

/** Who goes first to a system whose budget is used up, the first first. */
export const priorities = ['order', 'screen', 'export'] as const;

/** Whose wait it is: a flow that carries an order to cash, a person before a screen, or a report that has time. */
export type Priority = (typeof priorities)[number];

/** First argument of every contract method. A durable object keeps the principal's id and scopes, never the rest. */
export interface CallContext {
  principal: Principal;
  /** W3C trace context, version 00. */
  traceparent: string;
  /** Epoch milliseconds after which no work is started. */
  deadline: number;
  /** `order` when left out: what nobody else speaks for is the flow's. */
  priority?: Priority;
  /** Which call of which API it serves, for metrics: `web.readCustomerOverview`. */
  origin?: string;
}

export function remainingMs(ctx: CallContext): number {
  return ctx.deadline - Date.now();
}

/** The same call with at most `ms` left: deadlines are passed on and shrink. */
export function within(ctx: CallContext, ms: number): CallContext {
  return { ...ctx, deadline: Math.min(ctx.deadline, Date.now() + ms) };
}

/** Fetched for many at once: each fetch costs as much as a small call. */
const random = { bytes: Buffer.alloc(0), at: 0 };

/** A fresh W3C `traceparent` (https://www.w3.org/TR/trace-context/), sampled. */
export function newTraceparent(): string {
  if (random.at + 24 > random.bytes.length) Object.assign(random, { bytes: Buffer.from(crypto.getRandomValues(new Uint8Array(24 * 128))), at: 0 });
  const hex = (bytes: number) => random.bytes.toString('hex', random.at, (random.at += bytes));
  return `00-${hex(16)}-${hex(8)}-01`;
}

/** The trace id within a traceparent: our correlation id. */
export function correlationId(ctx: CallContext): string {
  return ctx.traceparent.split('-')[1] ?? ctx.traceparent;
}
