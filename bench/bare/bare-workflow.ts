import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool, request } from 'undici';
import type { Side } from '../closed-loop.js';
import type { OrderBook } from '../order-book.js';
import type { Product } from '../started-product.js';

export interface BareWorkflow extends Side {
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the bare workflow and registers it at the Restate server of the product.
 * @param kind `held`: to the ERP's acknowledgement, for customers whose orders wait; `paid`: to the end, for the others
 * @param sandboxUrl the ERP that it calls
 */
export async function startBareWorkflow(product: Product, orders: OrderBook, { kind, sandboxUrl }: { kind: 'held' | 'paid'; sandboxUrl: string }): Promise<BareWorkflow> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), { env: { ...process.env, BENCH_SANDBOX_URL: sandboxUrl, RESTATE_LOGGING: 'ERROR', NO_COLOR: '1' } });
  const [port] = (await once(child, 'message')) as [number];
  const registered = await request(`${product.restateAdmin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}`, force: true }),
  });
  if (registered.statusCode >= 300) throw new Error(`Restate does not take the bare workflow: ${await registered.body.text()}`);
  await registered.body.dump();
  const pool = new Pool(product.restateIngress, { connections: 256 });
  const workflow = { held: 'bench.BareOrder', paid: 'bench.BareOrderToCash' }[kind];

  return {
    pid: child.pid ?? 0,
    async order() {
      const order = orders.bare(kind === 'held' ? 'held' : 'free');
      const answer = await pool.request({
        method: 'POST',
        path: `/${workflow}/${order.reference}/run`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`the bare workflow answered ${answer.statusCode}: ${text}`);
    },
    settled: () => Promise.resolve(),
    async stop() {
      await pool.close();
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
