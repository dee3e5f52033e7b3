/** The load generator, the same for all sides: callers over an undici pool, in a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { pathOf, type Addresses } from '../customers.js';
import { serveParent } from '../worker.js';
import { judge, type Judged } from './judge.js';
import { summary, type Latencies } from './latencies.js';

export interface LoadRequest {
  origin: string;
  /** Sent with each request. */
  headers?: Record<string, string>;
  /** Callers at once; each waits for its answer before it asks again. */
  connections: number;
  /** ms after which nothing is begun any more, and requests after which the same holds. */
  ms: number;
  requests?: number;
  /** Asked one after the other, each as often as the next; or drawn evenly. */
  addresses: Addresses;
  order: 'in-turn' | 'uniform';
  /** ms to look at an answer as a reader with a limit; without it nothing is looked at. */
  lookAfterMs?: number;
  /** ms that a caller waits at most before it gives up. */
  timeoutMs?: number;
  /** Requests begin at this rate for each second, if callers are free; how long one takes counts from when it was due. */
  rate?: number;
}

export interface LoadResult extends Judged {
  requests: number;
  ms: number;
  /** By status; 0 for no answer. */
  statuses: Record<number, number>;
  latencies: Latencies;
}

/** Where a walk over the customers goes on: two windows do not ask for the same. */
let next = 0;

/**
 * Pools that no run uses now, by what they are for: a window goes on with the connections that its beginning has opened. A busy
 * server takes few new ones in each turn of its event loop, and who asks first over the last of 128 waits for all the others.
 */
const rested = new Map<string, Pool>();

async function run({ origin, headers, connections, ms, requests = Number.POSITIVE_INFINITY, addresses, order, lookAfterMs, timeoutMs, rate }: LoadRequest): Promise<LoadResult> {
  const use = `${origin} ${connections}`;
  const pool = rested.get(use) ?? new Pool(origin, { connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  rested.delete(use);
  const took: number[] = [];
  const statuses: Record<number, number> = {};
  const judged = judge(lookAfterMs);
  let begun = 0;
  const start = performance.now();
  const caller = async () => {
    while (begun < requests && performance.now() - start < ms) {
      const due = rate === undefined ? undefined : start + (begun * 1000) / rate;
      begun += 1;
      const early = due === undefined ? 0 : due - performance.now();
      if (early > 0) await sleep(early);
      const { customers } = addresses;
      const path = pathOf(addresses, order === 'in-turn' ? (next = (next + 1) % customers) : Math.floor(Math.random() * customers));
      const from = due ?? performance.now();
      const asked = Date.now();
      const { status, text } = await ask(pool, path, headers, timeoutMs);
      const latency = performance.now() - from;
      took.push(latency);
      statuses[status] = (statuses[status] ?? 0) + 1;
      judged.see(status, text, asked, latency);
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  const elapsed = performance.now() - start;
  await rested.get(use)?.close();
  rested.set(use, pool);
  return { requests: begun, ms: elapsed, statuses, latencies: summary(took), ...judged.result };
}

async function ask(pool: Pool, path: string, headers: Record<string, string> | undefined, timeoutMs: number | undefined): Promise<{ status: number; text: string }> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers, ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }) });
    return { status: statusCode, text: await body.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

const handlers = { run };
export type LoadHandlers = typeof handlers;

serveParent(handlers);
