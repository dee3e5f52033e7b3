import { startBareWorkflow } from './bare/bare-workflow.js';
import type { Run } from './bench.js';
import { compareInTurns } from './in-turns.js';
import { OrderBook } from './order-book.js';
import { startProduct } from './started-product.js';
import { StrataOrders } from './strata-orders.js';

/** Orders per second from POST to the ERP's acknowledgement, beside a bare workflow that makes the same calls. */
export async function acknowledged(run: Run): Promise<void> {
  // Held orders are looked at again after this time: not while we measure.
  const product = await startProduct({ config: 'orderToCash: { recheckHoldsEvery: 3600000 }' });
  try {
    const orders = await OrderBook.open(product);
    const bare = await startBareWorkflow(product, orders, { kind: 'held', sandboxUrl: product.sandboxUrl });
    const strata = await StrataOrders.open(product, orders);
    try {
      await compareInTurns(run, {
        sides: [
          { name: 'bare workflow', ...bare },
          { name: 'Strata', ...strata.acknowledged('held') },
          { name: 'Strata, delivering behind', ...strata.acknowledged('free') },
        ],
        processes: { ...product.pids, 'bare worker': bare.pid, 'load generator': process.pid },
        // Some seconds of work; on a slow machine the time ends a window.
        loadOf: (concurrency) => ({ concurrency, orders: Math.min(600, 40 + concurrency * 12), ms: 6_000 }),
      });
      console.log(`\nOrders that found too many calls waiting for the ERP and were dispatched later: ${strata.dispatchedLater}`);
    } finally {
      await strata.close();
      await bare.stop();
    }
  } finally {
    await product.stop();
  }
}
