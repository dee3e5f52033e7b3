import { startBareWorkflow } from './bare/bare-workflow.js';
import type { Run } from './bench.js';
import { compareInTurns } from './in-turns.js';
import { OrderBook } from './order-book.js';
import { startProduct } from './started-product.js';
import { startSandbox } from './started-sandbox.js';
import { StrataOrders } from './strata-orders.js';

/** The ERP bills and is paid as soon as its clock ticks, each 200 ms, so that what is measured is not its own waiting. */
const atOnce = { SANDBOX_BILL_AFTER_MS: '0', SANDBOX_PAY_AFTER_MS: '0' };

/** Orders per second from POST to paid, beside a bare workflow that delivers, and looks each second whether it is paid. */
export async function paid(run: Run): Promise<void> {
  const product = await startProduct({ env: atOnce });
  // The product's feeds would see what the bare workflow makes in their ERP, and look after it: it has one of its own.
  const other = await startSandbox(atOnce);
  try {
    // Many customers: the ERP bills what one of them gets at the same time on one invoice.
    const orders = await OrderBook.open(product, { billing: true, customers: 46 });
    const bare = await startBareWorkflow(product, orders, { kind: 'paid', sandboxUrl: other.url });
    const strata = await StrataOrders.open(product, orders);
    try {
      await compareInTurns(run, {
        sides: [
          { name: 'bare workflow', ...bare },
          { name: 'Strata', ...strata.paid() },
        ],
        processes: { ...product.pids, 'bare sandbox': other.pid, 'bare worker': bare.pid, 'load generator': process.pid },
        loadOf: (concurrency) => ({ concurrency, orders: Math.min(512, concurrency * 3), ms: 12_000 }),
      });
    } finally {
      await strata.close();
      await bare.stop();
    }
  } finally {
    await other.stop();
    await product.stop();
  }
}
