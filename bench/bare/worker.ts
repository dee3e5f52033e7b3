/** The bare workflow in a process of its own: tells its parent the port, ends with it. */
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, workflow, type WorkflowContext } from '@restatedev/restate-sdk';
import { SandboxCalls, type BareOrder, type BareOutcome } from './sandbox-calls.js';

const calls = new SandboxCalls(process.env['BENCH_SANDBOX_URL'] ?? '');

const bareOrder = workflow({
  name: 'bench.BareOrder',
  handlers: {
    run: async (ctx: WorkflowContext, order: BareOrder): Promise<BareOutcome> => {
      const salesOrder = await ctx.run('create', () => calls.create(order));
      return ctx.run('read back', () => calls.readBack(salesOrder));
    },
  },
  // As the platform's objects: no journal is kept after the end.
  options: { journalRetention: 0 },
});

const server = createServer(createEndpointHandler({ services: [bareOrder] }));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
