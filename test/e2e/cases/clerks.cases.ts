import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function clerkCases(context: () => StrataContext): void {
  describe('what people do in the ERP itself', () => {
    it('reaches the order: a delivery that the warehouse made, while ours were paused, and the proof that it arrived', async () => {
      const { web, process, sandbox } = context();
      const pausing = '/order-to-cash/v1/switches/sandbox/createDelivery';
      const wish = await orderOf(context(), buyers.servedByClerk, [[items.bolt, '2']]);
      await sandbox.automatic({ autoBill: false });
      await process.put(pausing, { reason: 'the warehouse delivers by itself' });
      try {
        const { orderId } = await web.order(wish);
        const [order] = await eventually(async () => (await sandbox.booksOf(orderId)).orders, (orders) => orders.length > 0, () => `the ERP has no order ${orderId}`);
        const [delivery = 'no delivery'] = await sandbox.deliver(order.salesOrder);
        const deliveryId = delivery.replace(/^0+/, '');
        const shipped = await web.reaches(orderId, 'shipped');
        expect(shipped.lines.map(({ ledger }) => ledger.shipped)).toEqual(['2']);
        expect(shipped.references).toContainEqual({ system: 'sandbox', type: 'delivery', id: deliveryId });

        await sandbox.proveDelivery(delivery);
        const proven = await eventually(() => web.read(orderId), ({ deliveries }) => deliveries.some(({ receivedOn }) => receivedOn !== undefined), ({ deliveries }) => `no proof of ${JSON.stringify(deliveries)}`);
        expect(proven).toMatchObject({ status: 'shipped', deliveries: [{ deliveryId, status: 'shipped' }] });

        await sandbox.repair();
        await web.reaches(orderId, 'paid');
        await expectCashOnce(context(), orderId);
      } finally {
        await process.delete(pausing);
      }
    });

    it('reaches the order: goods that come back and the credit note for them, each once, and that the credit note was cancelled', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.servedByClerk, [[items.bolt, '3']]));
      await web.reaches(orderId, 'paid');
      const [{ salesOrder }] = (await sandbox.booksOf(orderId)).orders;
      const read = async () => (await web.read(orderId)) as unknown as { status: string; lines: { ledger: Record<string, string> }[]; money: Record<string, { amount: string }>; references: object[] };
      const until = (wanted: (order: Awaited<ReturnType<typeof read>>) => boolean) => eventually(read, wanted, (order) => `not seen in ${JSON.stringify(order)}`);
      const ledgerSays = (name: string, quantity: string) => until(({ lines }) => lines[0]?.ledger[name] === quantity);
      const entries = async () => (await web.timeline(orderId)).map(({ type, outcome, reference }) => `${type} ${outcome} ${reference}`);

      const number = await sandbox.takeBack(salesOrder, [{ item: '10', quantity: '2' }]);
      const returnId = number.replace(/^0+/, '');
      await until(({ references }) => references.some((each) => 'id' in each && each.id === returnId));
      await sandbox.receiveReturn(number);
      await ledgerSays('returned', '2');

      const creditNote = await sandbox.credit({ return: number });
      const [{ gross }] = await sandbox.creditNotes(salesOrder);
      const credited = await ledgerSays('credited', '2');
      expect(credited.status).toBe('paid');
      expect(credited.money).toMatchObject({ credited: gross, prepaid: gross, writeOff: { amount: '0.00' } });
      const told = await entries();
      for (const entry of [`return open ${returnId}`, `return received ${returnId}`, `credit-note posted ${creditNote}`]) {
        expect(told.filter((each) => each === entry)).toEqual([entry]);
      }

      await sandbox.cancelCreditNote(creditNote);
      expect((await ledgerSays('credited', '0')).money).toMatchObject({ credited: { amount: '0.00' }, prepaid: { amount: '0.00' } });
    });
  });
}
