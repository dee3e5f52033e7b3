import { describe, expect, it } from 'vitest';
import { buyers, items } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** What people ask about customers and items, over the process API. */
export function customerDeskCases(context: () => StrataContext): void {
  describe('the customer desk', () => {
    const at = (path: string) => `/order-to-cash/v1${path}`;
    const blockIn = async () => (await context().sandbox.customers(buyers.reminded))[0]?.dunningBlock as string;

    it('pauses reminders of a customer in the ERP, whose run then passes over them, and lets them go on', async () => {
      const { web, process, sandbox } = context();
      const { customerId } = await web.customer(buyers.reminded);
      const dunning = at(`/customers/${customerId}/dunning`);
      expect((await sandbox.dun(buyers.reminded)).dunned).not.toEqual([]);
      const before = await process.found(dunning);
      expect(before).toMatchObject({ customerId, level: 1, paused: false, lastDunnedOn: expect.any(String) });

      const pause = () => process.put(at(`/customers/${customerId}/dunning-pause`), { reason: 'the invoice is disputed' });
      const paused = await pause();
      expect(paused).toMatchObject({ status: 200, body: { customerId, level: 1, paused: true, pauseCode: expect.any(String) } });
      expect((await pause()).body).toEqual(paused.body);
      expect(await blockIn()).toBe(paused.body.pauseCode);
      expect((await sandbox.dun(buyers.reminded)).dunned).toEqual([]);

      const resumed = await process.delete(at(`/customers/${customerId}/dunning-pause`));
      expect([resumed.status, resumed.body, await blockIn()]).toEqual([200, before, '']);
      expect((await sandbox.dun(buyers.reminded)).dunned).not.toEqual([]);
      expect(await process.found(dunning)).toMatchObject({ level: 2, paused: false });
    });

    it('says the credit of a customer and what can be promised of items', async () => {
      const { web, process } = context();
      const { customerId } = await web.customer(buyers.withoutCredit);
      expect(await process.found(at(`/customers/${customerId}/credit`))).toMatchObject({ customerId, limit: { amount: '0.00' } });
      const [bolt, second] = await Promise.all([items.bolt, items.second].map((number) => web.item(number)));
      const body = await process.found(at(`/availability?itemIds=${bolt.itemId}&itemIds=${second.itemId}`));
      expect(body.items.map(({ itemId }: { itemId: string }) => itemId)).toEqual([bolt.itemId, second.itemId]);
      expect(body.items[0].available).toEqual({ value: expect.stringMatching(/^\d/), unit: 'C62' });
    });

    it('does not know a customer that the ERP does not know, and wants a reason for a pause', async () => {
      const { web, process } = context();
      const { customerId } = await web.customer(buyers.reminded);
      const unknown = Buffer.from('sandbox\u00009999999').toString('base64url');
      expect((await process.get(at(`/customers/${unknown}/dunning`))).status).toBe(404);
      expect((await process.put(at(`/customers/${unknown}/dunning-pause`), { reason: 'x' })).status).toBe(404);
      expect(await process.put(at(`/customers/${customerId}/dunning-pause`), {})).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    });
  });
}
