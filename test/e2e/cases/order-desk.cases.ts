import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const nothing = { orders: [], deliveries: [], invoices: [], payments: [] };

/** What people do with orders, over the process API. */
export function orderDeskCases(context: () => StrataContext): void {
  describe('the order desk', () => {
    const post = (path: string, body: object, key: string = crypto.randomUUID()) => context().process.post(`/order-to-cash/v1${path}`, body, { 'idempotency-key': key });
    const exceptionsOf = async (orderId: string) => (await context().process.found(`/order-to-cash/v1/exceptions?orderId=${orderId}&state=open`)).items;
    async function heldForPrice(): Promise<string> {
      const wish = await orderOf(context(), buyers.atTheDesk, [[items.bolt, '2']]);
      const { orderId } = await context().web.order({ ...wish, lines: wish.lines.map((line) => ({ ...line, expectedUnitPrice: { amount: '0.01', currency: 'EUR' } })) });
      await context().web.reaches(orderId, 'on-hold');
      return orderId;
    }

    it('cancels an order that waits: the ERP keeps it with all lines rejected, nothing was delivered, and the second click is answered as the first', async () => {
      const { web, sandbox } = context();
      const orderId = await heldForPrice();
      const key = crypto.randomUUID();
      const answers = await Promise.all([1, 2].map(() => post(`/orders/${orderId}/cancellation`, { reason: 'ordered by mistake' }, key)));
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      const cancelled = await web.reaches(orderId, 'cancelled');
      expect(cancelled.reason).toBe('ordered by mistake');
      const books = await sandbox.booksOf(orderId);
      expect(books).toMatchObject({ orders: [{ state: 'rejected' }], deliveries: [], invoices: [] });
      const acts = (await web.timeline(orderId)).filter(({ type }) => type === 'cancel-asked' || type === 'cancel-sales-order');
      expect(acts.map(({ type, outcome }) => [type, outcome])).toEqual([['cancel-asked', 'ok'], ['cancel-sales-order', 'ok']]);
      expect(await exceptionsOf(orderId)).toEqual([]);
      const again = await post(`/orders/${orderId}/cancellation`, { reason: 'again' });
      expect([again.status, again.body.reason, again.body.state]).toEqual([409, 'over', 'cancelled']);
    });

    it('cancels an order that the ERP has not seen while it is down, and nothing of it ever gets there', async () => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.atTheDesk, [[items.bolt, '1']]);
      await sandbox.fault({ system: 'erp', down: true });
      const { orderId } = await web.order(wish);
      await eventually(() => web.timeline(orderId), (entries) => entries.some(({ type }) => type === 'create-sales-order'), JSON.stringify);
      expect((await post(`/orders/${orderId}/cancellation`, { reason: 'too late for us' })).status).toBe(202);
      await web.reaches(orderId, 'cancelled');
      await sandbox.repair();
      expect(await sandbox.booksOf(orderId)).toEqual(nothing);
    });

    it('is told that the ERP takes returns itself, when goods have left', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.atTheDesk, [[items.bolt, '1']]));
      await web.reaches(orderId, 'paid');
      const refused = await post(`/orders/${orderId}/cancellation`, { reason: 'changed my mind' });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ reason: 'operation-absent', operation: 'createReturn', state: 'paid', detail: expect.stringContaining('seen here') });
    });

    it('lets an order go that is held for its price, and it is paid; the exception ends with it', async () => {
      const { web } = context();
      const orderId = await heldForPrice();
      expect(await exceptionsOf(orderId)).toMatchObject([{ kind: 'price', owner: 'sales', actions: ['release-hold', 'reject-hold'] }]);
      expect((await post(`/orders/${orderId}/holds/price/release`, { reason: 'agreed by phone' })).status).toBe(202);
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      expect(await exceptionsOf(orderId)).toEqual([]);
      const money = (await web.read(orderId)) as unknown as { money: Record<string, { amount: string }>; total: { amount: string } };
      expect([money.money['paid']?.amount, money.money['open']?.amount]).toEqual([money.total.amount, '0.00']);
    });

    it('delivers in parts what was ordered with delivery on request, and never more than is left', async () => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.atTheDesk, [[items.bolt, '5']], { deliverOnRequest: true });
      const { orderId } = await web.order(wish);
      await web.reaches(orderId, 'confirmed');
      const part = (quantity: string) => post(`/orders/${orderId}/deliveries`, { lines: [{ position: 1, quantity }] });
      const tooMuch = await part('6');
      expect([tooMuch.status, tooMuch.body.errors]).toEqual([422, [{ pointer: '/lines/0/quantity', detail: 'at most 5 of line 1 is left to deliver' }]]);
      expect((await part('2')).status).toBe(202);
      const shipped = (quantity: string) => eventually(() => web.read(orderId), ({ lines }) => lines[0]?.ledger.shipped === quantity, (last) => JSON.stringify(last));
      await shipped('2');
      expect((await post(`/orders/${orderId}/deliveries`, {})).status).toBe(202);
      await shipped('5');
      await web.reaches(orderId, 'paid');
      expect((await sandbox.booksOf(orderId)).deliveries).toHaveLength(2);
    });

    it("takes a carrier's proof of delivery once; what did not arrive is on the work list, and the ERP's own word counts for more", async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.atTheDesk, [[items.bolt, '3']]));
      const { deliveries } = await web.reaches(orderId, ['shipped', 'invoiced', 'paid']);
      const { deliveryId = '' } = deliveries[0] ?? {};
      const today = new Date().toISOString().slice(0, 10);
      const prove = (body: object, key?: string) => post(`/orders/${orderId}/deliveries/${deliveryId}/proof-of-delivery`, { receivedOn: today, signedBy: 'M. Keller', ...body }, key);
      const short = { lines: [{ position: 1, quantity: '2' }] };

      expect([(await prove({ receivedOn: '2999-01-01' })).body.errors[0].pointer, (await prove({ lines: [{ position: 1, quantity: '4' }] })).body.errors[0].pointer]).toEqual(['/receivedOn', '/lines/0/quantity']);
      const key = crypto.randomUUID();
      const [first, again] = await Promise.all([prove(short, key), prove(short, key)]);
      expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
      expect(first.body.deliveries).toMatchObject([{ deliveryId, receivedOn: today, proof: { signedBy: 'M. Keller', lines: [{ position: 1, quantity: '2' }] } }]);
      expect(await exceptionsOf(orderId)).toMatchObject([{ kind: 'short-received', owner: 'shipping', actions: ['acknowledge'] }]);
      expect((await prove(short)).status).toBe(200);
      expect(await prove({})).toMatchObject({ status: 409, body: { reason: 'proven', state: 'proven' } });
      expect((await post(`/orders/${orderId}/deliveries/none/proof-of-delivery`, { receivedOn: today })).status).toBe(404);

      await sandbox.proveDelivery(deliveryId.padStart(10, '0'));
      const proofs = async () => (await web.timeline(orderId)).filter(({ type }) => type === 'proof-of-delivery').map(({ outcome }) => outcome);
      await eventually(proofs, (outcomes) => outcomes.includes('observed'), JSON.stringify);
      expect(await proofs()).toEqual(['given-short', 'observed']);
      expect(await prove(short)).toMatchObject({ status: 409, body: { reason: 'proven', detail: expect.stringContaining('sandbox has the proof') } });
      await web.reaches(orderId, 'paid');
    });

    it('takes over an order that a clerk has entered, once, and sees it through to paid', async () => {
      const { web, sandbox } = context();
      const order = await sandbox.enterOrder({ customer: buyers.atTheDesk, lines: [{ material: items.bolt, quantity: '2' }] });
      const adopt = () => context().process.post('/order-to-cash/v1/orders:adopt', { systemId: 'sandbox', salesOrderId: order.replace(/^0+/, '') });
      const [first, second] = await Promise.all([adopt(), adopt()]);
      expect([first.status, second.status, second.body.orderId]).toEqual([202, 202, first.body.orderId]);
      const { orderId } = first.body;
      await web.reaches(orderId, 'confirmed');
      await sandbox.deliver(order);
      const paid = await web.reaches(orderId, 'paid');
      expect(paid.references).toContainEqual({ system: 'sandbox', type: 'sales-order', id: order.replace(/^0+/, '') });
      expect((await adopt()).body.orderId).toBe(orderId);
      const nobody = await context().process.post('/order-to-cash/v1/orders:adopt', { systemId: 'sandbox', salesOrderId: '999999' });
      expect([nobody.status, nobody.body.errors[0].pointer]).toEqual([422, '/salesOrderId']);
    });

    it('is refused what is malformed, by field, and what does not exist', async () => {
      const orderId = await heldForPrice();
      const noReason = await post(`/orders/${orderId}/cancellation`, {});
      expect([noReason.status, noReason.body.errors[0].pointer]).toEqual([400, '/reason']);
      const noLines = await post(`/orders/${orderId}/changes`, {});
      expect([noLines.status, noLines.body.detail]).toEqual([400, 'expected requestedDeliveryDate or lines']);
      const noKey = await context().process.post(`/order-to-cash/v1/orders/${orderId}/cancellation`, { reason: 'x' });
      expect([noKey.status, noKey.body.reason]).toEqual([400, 'idempotency-key']);
      expect((await post('/orders/0198f3a0-0000-7000-8000-00000000dead/cancellation', { reason: 'x' })).status).toBe(404);
      expect((await post(`/orders/${orderId}/cancellation`, { reason: 'end of the case' })).status).toBe(202);
    });
  });
}
