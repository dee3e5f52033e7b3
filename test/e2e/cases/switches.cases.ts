import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const switches = '/order-to-cash/v1/switches';
const nothing = { orders: [], deliveries: [], invoices: [], payments: [] };

export function switchesCases(context: () => StrataContext): void {
  describe('an operation that somebody pauses', () => {
    it('is not called: orders are taken and wait, and go to paid by themselves once it may go on', async () => {
      const { web, process, sandbox } = context();
      const pausing = `${switches}/sandbox/createSalesOrder`;
      expect(await process.put(pausing, { reason: 'stocktaking' })).toMatchObject({ status: 200, body: { operation: 'createSalesOrder', reason: 'stocktaking' } });
      const placed = await web.order(await orderOf(context(), buyers.duringOutage, [[items.bolt, '1']]));
      const timeline = await eventually(() => web.timeline(placed.orderId), (entries) => entries.some(({ outcome }) => outcome === 'paused'), (entries) => `nothing says that it is paused: ${JSON.stringify(entries)}`);
      expect(timeline.find(({ outcome }) => outcome === 'paused')).toMatchObject({ type: 'create-sales-order', system: 'sandbox', detail: expect.stringContaining('stocktaking') });

      await sleep(3_000);
      expect((await web.read(placed.orderId)).status).toBe('received');
      expect(await sandbox.booksOf(placed.orderId)).toEqual(nothing);
      expect((await web.timeline(placed.orderId)).filter(({ outcome }) => outcome === 'paused')).toHaveLength(1);

      expect((await process.delete(pausing)).status).toBe(204);
      expect((await process.get(switches)).body).toEqual({ items: [] });
      await web.reaches(placed.orderId, 'paid');
      await expectCashOnce(context(), placed.orderId);
    });

    it.each([
      ['of a system that is not there', 'elsewhere/*', 404, undefined],
      ['that the system does not have', 'sandbox/createSalesOrders', 400, expect.stringContaining('createSalesOrder')],
      ['that we do not call', 'sandbox/payInvoice', 400, expect.stringContaining('expected one of *')],
    ])('%s is refused by name', async (_, path, status, detail) => {
      const { process } = context();
      const answer = await process.put(`${switches}/${path}`, { reason: 'a test' });
      expect(answer.status).toBe(status);
      if (detail !== undefined) expect(answer.body.errors).toEqual([{ pointer: '/operation', detail }]);
    });

    it('wants a reason', async () => {
      const answer = await context().process.put(`${switches}/sandbox/*`, {});
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    });
  });
}
