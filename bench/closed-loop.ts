/** One way of getting an order into the ERP. */
export interface Side {
  /** Places an order; resolves at the ERP's acknowledgement. */
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

/** Callers, each of whom places an order, waits for the ERP's acknowledgement, and goes on to the next one. */
export async function ordersPerSecond({ order }: Side, { concurrency, orders, ms }: Load): Promise<{ placed: number; rate: number }> {
  let placed = 0;
  const began = performance.now();
  const caller = async () => {
    while (placed < orders && performance.now() - began < ms) {
      placed += 1;
      await order();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { placed, rate: (placed / (performance.now() - began)) * 1000 };
}
