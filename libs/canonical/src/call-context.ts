/** What a subscription to the platform allows: bursts, calls a day. */
export const plans = ['free', 'partner', 'internal'] as const;
export type Plan = (typeof plans)[number];

/** Credentials and systems carry one each: what is for trying never meets what is for business. */
export const environments = ['sandbox', 'production'] as const;
export type Environment = (typeof environments)[number];

/** The rows that a caller may see. What is left out is not narrowed. */
export interface DataScope {
  /** Ids of systems. */
  systems?: readonly string[];
  /** Public ids of customers: theirs and what hangs on them, such as their orders. */
  customers?: readonly string[];
}

/** Who asks, and what they were granted. */
export interface Principal {
  /** Whom idempotency keys and cursors belong to: the client of a machine, `<client>/<subject>` of a person. */
  id: string;
  /** OAuth scopes. */
  scopes: readonly string[];
  dataScope?: DataScope;
  /** The OAuth client, or the app whose key it is. */
  clientId?: string;
  plan?: Plan;
  environment?: Environment;
  /** By what they were let in, for the audit: `token:<jti>`, `key:<prefix>`. Never the credential itself. */
  authority?: string;
}

/** The API that acts on the principal's behalf (`act` of RFC 8693), with rights of its own. */
export interface Actor {
  id: string;
  scopes: readonly string[];
}

/** Who goes first to a system whose budget is used up, the first first. */
export const priorities = ['order', 'screen', 'export'] as const;

/** Whose wait it is: a flow that carries an order to cash, a person before a screen, or a report that has time. */
export type Priority = (typeof priorities)[number];

/** First argument of every contract method. A durable object keeps the principal's id and scopes, never the rest. */
export interface CallContext {
  principal: Principal;
  /** Left out: the principal calls by itself. */
  actor?: Actor;
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
