/** The bare workflows in a process of their own: tells its parent the port, ends with it. */
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, workflow, type WorkflowContext } from '@restatedev/restate-sdk';
import type { BareOrder, BareOutcome } from './bare-order.js';
import { CashCalls } from './cash-calls.js';
import { OrderCalls } from './order-calls.js';
import { SapSession } from './sap-session.js';

/** As often as the demo's feeds look at what changed. */
const lookEveryMs = 1_000;

const session = new SapSession(process.env['BENCH_SANDBOX_URL'] ?? '');
const [orderCalls, cashCalls] = [new OrderCalls(session), new CashCalls(session)];
// As the platform's objects: no journal is kept after the end.
const options = { journalRetention: 0 };

const bareOrder = workflow({
  name: 'bench.BareOrder',
  handlers: {
    run: async (ctx: WorkflowContext, order: BareOrder): Promise<BareOutcome> => {
      const salesOrder = await ctx.run('create', () => orderCalls.create(order));
      return ctx.run('read back', () => orderCalls.readBack(salesOrder));
    },
  },
  options,
});

const bareOrderToCash = workflow({
  name: 'bench.BareOrderToCash',
  handlers: {
    run: async (ctx: WorkflowContext, order: BareOrder): Promise<string> => {
      const salesOrder = await ctx.run('create', () => orderCalls.create(order));
      await ctx.run('read back', () => orderCalls.readBack(salesOrder));
      const delivery = await ctx.run('deliver', () => cashCalls.deliver(salesOrder));
      await ctx.run('issue goods', () => cashCalls.issueGoods(delivery));
      for (;;) {
        await ctx.sleep(lookEveryMs);
        const invoice = await ctx.run('find paid invoice', () => cashCalls.findPaidInvoice(salesOrder));
        if (invoice !== null) return invoice;
      }
    },
  },
  options,
});

const server = createServer(createEndpointHandler({ services: [bareOrder, bareOrderToCash] }));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
