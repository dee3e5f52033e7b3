import { percentile } from './table.js';

/** One way of getting an order into the ERP, or to cash. */
export interface Side {
  /** Places an order; resolves when it is as far as is measured. */
  order(): Promise<void>;
  /** Resolves when nothing of the orders so far goes on behind. Throws when one of them did not end as it should. */
  settled(): Promise<void>;
}

export interface Load {
  concurrency: number;
  /** Orders in a window. After `ms` no further one is begun. */
  orders: number;
  ms: number;
}

export interface Pace {
  done: number;
  /** For each second. */
  rate: number;
  /** ms that half of them, and all but one in a hundred, took at most. */
  p50: number;
  p99: number;
}

/** Callers, each of whom waits for the end of one piece of work and goes on to the next one. */
export async function closedLoop(work: () => Promise<unknown>, { concurrency, orders, ms }: Load): Promise<Pace> {
  const took: number[] = [];
  let begun = 0;
  const start = performance.now();
  const caller = async () => {
    while (begun < orders && performance.now() - start < ms) {
      begun += 1;
      const from = performance.now();
      await work();
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { done: begun, rate: (begun / (performance.now() - start)) * 1000, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
