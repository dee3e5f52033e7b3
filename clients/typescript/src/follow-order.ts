import type { FreshOrder, TimelineEntry, WebApi } from './generated/web/index.js';
import { ProblemError } from './problem.error.js';

/** An order as its events tell it: what is read besides says how fresh it is. */
export type Order = Omit<FreshOrder, 'source' | 'asOf' | 'stale' | 'missing'>;

/** What a followed order tells: one thing that happened, or the order as it is then. */
export type OrderNews = { entry: TimelineEntry; order?: never } | { order: Order; entry?: never };

export interface FollowOptions {
  /** Ends the following. */
  signal?: AbortSignal;
  /** Id of the last timeline entry that is known already: only later ones are told. */
  after?: string;
  /** Called when the platform cannot be reached or the connection broke; it is tried again where it ended. */
  onBroken?(error: unknown): void;
}

const over: ReadonlySet<Order['status']> = new Set(['closed', 'cancelled', 'rejected']);
const againAfterMs = 1_000;
/** The platform says every 15 s that it is still there. A connection that is silent for longer is lost, whatever stands in between. */
const silentForMs = 40_000;

/**
 * Follows an order live, over broken connections and restarts of the platform, each entry once and in order, until it is
 * over. Throws a ProblemError when there is no such order or it may not be read.
 */
export async function* followOrder(web: WebApi, orderId: string, { signal, after, onBroken }: FollowOptions = {}): AsyncGenerator<OrderNews> {
  const left = () => signal?.aborted === true;
  let last = after;
  while (!left()) {
    try {
      const { data: before } = await web.readOrder({ path: { orderId }, signal });
      if (over.has(before.status)) {
        // Nothing will come any more: what is not told yet is read at once.
        yield* restOf(web, before, last);
        return;
      }
      for await (const { id, news } of eventsOf(web, orderId, last, signal)) {
        last = id ?? last;
        yield news;
        if (news.order !== undefined && over.has(news.order.status)) return;
      }
    } catch (error) {
      if (left()) return;
      if (error instanceof ProblemError && error.status >= 400 && error.status < 500) throw error;
      onBroken?.(error);
    }
    await new Promise((resolve) => setTimeout(resolve, againAfterMs));
  }
}

/** One connection, until it ends. Throws when it breaks. */
async function* eventsOf(web: WebApi, orderId: string, last: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<{ id: string | undefined; news: OrderNews }> {
  const told: { id: string | undefined; news: OrderNews }[] = [];
  const silence = new AbortController();
  const silent = () => setTimeout(() => silence.abort(new Error('the connection is silent')), silentForMs);
  let broken: { error: unknown } | undefined;
  let listening = silent();
  const { stream } = await web.streamEvents({
    path: { orderId },
    headers: last === undefined ? {} : { 'last-event-id': last },
    signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    sseMaxRetryAttempts: 1,
    onSseError: (error) => (broken = { error }),
    onSseEvent: ({ event, data, id }) => {
      clearTimeout(listening);
      listening = silent();
      if (event === 'timeline') told.push({ id, news: { entry: data as unknown as TimelineEntry } });
      if (event === 'order') told.push({ id, news: { order: data as unknown as Order } });
    },
  });
  try {
    while ((await stream.next()).done !== true) yield* told.splice(0);
  } finally {
    clearTimeout(listening);
    // Who stops listening closes the connection.
    silence.abort();
  }
  if (broken) throw broken.error;
}

async function* restOf(web: WebApi, order: Order, last: string | undefined): AsyncGenerator<OrderNews> {
  const { data } = await web.readTimeline({ path: { orderId: order.orderId } });
  const at = last === undefined ? -1 : data.items.findIndex(({ id }) => id === last);
  for (const entry of data.items.slice(at + 1)) yield { entry };
  yield { order };
}
