import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

interface BilledOrder {
  orderId: string;
  customerId: string;
  purchaseOrderNumber: string;
  invoiceId: string;
  number: string;
  /** Of the invoice, in cents. */
  total: number;
}

const base = '/order-to-cash/v1/payments';
const eur = (cents: number) => ({ amount: (cents / 100).toFixed(2), currency: 'EUR' });
const aDay = '2026-01-02';

export function paymentsCases(context: () => StrataContext): void {
  describe('payments', () => {
    const post = (path: string, body: object, key: string = crypto.randomUUID()) => context().process.post(`${base}${path}`, body, { 'idempotency-key': key });
    const exceptionOf = async (paymentId: string, state: string) =>
      (await context().process.found(`/order-to-cash/v1/exceptions?kind=payment-unallocated&state=${state}&limit=200`)).items.find(({ subject }: { subject: string }) => subject === paymentId);
    /** Orders of a customer who does not pay by himself; one after the other, since the ERP bills together what it finds together. */
    async function billed(customer: string, ...quantities: string[]): Promise<[BilledOrder, ...BilledOrder[]]> {
      const { sandbox, web, process } = context();
      await sandbox.automatic({ autoPay: false });
      const orders: BilledOrder[] = [];
      for (const quantity of quantities) {
        const { orderId, customerId, purchaseOrderNumber } = await web.order(await orderOf(context(), customer, [[items.bolt, quantity]]));
        await web.reaches(orderId, 'invoiced');
        const [invoice] = (await process.found(`/order-to-cash/v1/orders/${orderId}`)).invoices;
        orders.push({ orderId, customerId, purchaseOrderNumber, invoiceId: invoice.invoiceId, number: invoice.number, total: Math.round(Number(invoice.total.amount) * 100) });
      }
      return orders as [BilledOrder, ...BilledOrder[]];
    }

    it('are allocated exactly, in part, with a discount and by rule; what is left is on the work list until it is allocated; what is reversed is free again', async () => {
      const [first, second, third] = (await billed(buyers.payingInParts, '20', '30', '40')) as [BilledOrder, BilledOrder, BilledOrder];
      const { customerId } = first;
      const pay = (cents: number, more: object = {}) => post('', { customerId, amount: eur(cents), receivedOn: aDay, ...more });

      // By the invoice's number, and more than it takes.
      const over = await pay(first.total + 30, { reference: first.number });
      expect([over.status, over.body.state, over.body.unallocated]).toEqual([201, 'partly-allocated', eur(30)]);
      expect(over.body.allocations).toMatchObject([{ invoiceId: first.invoiceId, orderId: first.orderId, amount: eur(first.total), state: 'recorded', allocatedBy: 'strata:payments' }]);
      expect(await context().process.found(over.headers.get('location') ?? '')).toEqual(over.body);
      expect(await exceptionOf(over.body.paymentId, 'open')).toMatchObject({ owner: 'accounting', systemId: 'sandbox', reason: expect.stringContaining(buyers.payingInParts) });

      // In part, the rest with a cash discount.
      const rest = await post(`/${over.body.paymentId}/allocations`, { allocations: [{ invoiceId: second.invoiceId, amount: eur(30) }] });
      expect([rest.status, rest.body.state, rest.body.unallocated]).toEqual([200, 'allocated', eur(0)]);
      expect(await exceptionOf(over.body.paymentId, 'resolved')).toMatchObject({ resolution: { action: 'none' } });
      const settled = await pay(second.total - 40, { allocations: [{ invoiceId: second.invoiceId, amount: eur(second.total - 40), discount: eur(10) }] });
      expect([settled.body.state, settled.body.allocations[0].discount]).toEqual(['allocated', eur(10)]);

      // By the purchase order number, twice the same click, reversed, and paid again by the amount alone.
      const key = crypto.randomUUID();
      const click = { customerId, amount: eur(third.total), receivedOn: aDay, reference: third.purchaseOrderNumber };
      const clicks = await Promise.all([1, 2].map(() => post('', click, key)));
      expect(clicks.map(({ status, body }) => [status, body.paymentId, body.state])).toEqual([1, 2].map(() => [201, clicks[0]?.body.paymentId, 'allocated']));
      expect((await post('', { ...click, reference: 'another' }, key)).status).toBe(422);
      const reversed = await post(`/${clicks[0]?.body.paymentId}/reversal`, { reason: 'bounced' });
      expect(reversed.body).toMatchObject({ state: 'reversed', reversal: { reason: 'bounced' }, allocations: [{ state: 'released' }] });
      expect((await pay(third.total)).body).toMatchObject({ state: 'allocated', allocations: [{ invoiceId: third.invoiceId }] });
      const list = await context().process.found(`${base}?customerId=${customerId}&state=reversed&limit=1`);
      expect(list).toEqual({ items: [reversed.body] });
      // The order's money stays what the ERP says.
      expect((await context().process.found(`/order-to-cash/v1/orders/${first.orderId}`)).money.paid).toEqual(eur(0));
    });

    it('in advance wait for the invoice of the order that they name, and go there by themselves', async () => {
      const { sandbox, web } = context();
      await sandbox.automatic({ autoBill: false, autoPay: false });
      const { orderId, customerId, purchaseOrderNumber } = await web.order(await orderOf(context(), buyers.payingForOthers, [[items.bolt, '20']]));
      const early = await post('', { customerId, amount: eur(1_000_000), receivedOn: aDay, reference: purchaseOrderNumber });
      expect([early.status, early.body.state]).toEqual([201, 'unallocated']);
      await web.reaches(orderId, 'shipped');
      await sandbox.bill();
      const body = await eventually(() => context().process.found(`${base}/${early.body.paymentId}`), ({ state }) => state !== 'unallocated', JSON.stringify);
      expect(body).toMatchObject({ state: 'partly-allocated', allocations: [{ orderId, state: 'recorded', allocatedBy: 'strata:payments' }] });
      expect((await post(`/${body.paymentId}/reversal`, { reason: 'end of the case' })).status).toBe(200);
    });

    it('are refused what does not fit them, by field, and nothing of it is written', async () => {
      const [{ customerId, invoiceId, total }] = await billed(buyers.payingInParts, '2');
      const [others] = await billed(buyers.payingForOthers, '2');
      const base422 = { customerId, amount: eur(1_000_000), receivedOn: aDay };
      const allocated = (...allocations: object[]) => ({ ...base422, allocations });
      const elsewhere = Buffer.from('tryton\u00001').toString('base64url');
      const wrong: [string, object][] = [
        ['/customerId', { ...base422, customerId: 'nobody' }],
        ['/customerId', { ...base422, customerId: Buffer.from('sandbox\u00009999999').toString('base64url') }],
        ['/customerId', { ...base422, customerId: elsewhere }],
        ['/receivedOn', { ...base422, receivedOn: '2199-01-01' }],
        ['/amount/amount', { ...base422, amount: eur(0) }],
        ['/amount/amount', { ...base422, amount: eur(-1) }],
        ['/amount/amount', { ...base422, amount: { amount: '1.001', currency: 'EUR' } }],
        ['/allocations/0/invoiceId', allocated({ invoiceId: 'nothing', amount: eur(1) })],
        ['/allocations/0/invoiceId', allocated({ invoiceId: others.invoiceId, amount: eur(1) })],
        ['/allocations/0/invoiceId', allocated({ invoiceId: elsewhere, amount: eur(1) })],
        ['/allocations/0/amount/currency', allocated({ invoiceId, amount: { amount: '1.00', currency: 'USD' } })],
        ['/allocations/0/amount/amount', allocated({ invoiceId, amount: eur(0) })],
        ['/allocations/0/discount/amount', allocated({ invoiceId, amount: eur(1), discount: { amount: '0.001', currency: 'EUR' } })],
        ['/allocations/0/amount/amount', allocated({ invoiceId, amount: eur(total + 1) })],
        ['/allocations/0/amount/amount', allocated({ invoiceId, amount: eur(total), discount: eur(1) })],
        ['/allocations/1/amount/amount', { ...allocated({ invoiceId, amount: eur(1) }, { invoiceId, amount: eur(2) }), amount: eur(2) }],
        ['/allocations', allocated(...Array.from({ length: 101 }, () => ({ invoiceId, amount: eur(1) })))],
      ];
      const before = (await context().process.found(`${base}?customerId=${customerId}&limit=200`)).items.length;
      for (const [pointer, body] of wrong) {
        const { status, body: problem } = await post('', body);
        expect([status, problem.errors?.[0].pointer, JSON.stringify(body).slice(0, 200)]).toEqual([422, pointer, JSON.stringify(body).slice(0, 200)]);
      }
      for (const [pointer, body] of [['/receivedOn', { ...base422, receivedOn: 'yesterday' }], ['/amount', { customerId, receivedOn: aDay }], ['/amount/amount', { ...base422, amount: { amount: 5, currency: 'EUR' } }]] as const) {
        expect(await post('', body)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
      }
      expect((await context().process.post(base, base422)).body.reason).toBe('idempotency-key');
      expect((await context().process.found(`${base}?customerId=${customerId}&limit=200`)).items).toHaveLength(before);
    });

    it('that are reversed can be neither allocated nor reversed again, and one that is not there is not found', async () => {
      const { customerId } = await context().web.customer(buyers.payingForOthers);
      const early = (await post('', { customerId, amount: eur(500), receivedOn: aDay, allocations: [] })).body;
      expect(early.state).toBe('unallocated');
      const key = crypto.randomUUID();
      const [reversed, again] = [await post(`/${early.paymentId}/reversal`, { reason: 'paid back' }, key), await post(`/${early.paymentId}/reversal`, { reason: 'paid back' }, key)];
      expect([reversed.status, again.status, again.body]).toEqual([200, 200, reversed.body]);
      await eventually(() => exceptionOf(early.paymentId, 'resolved'), (found) => found !== undefined, () => 'the exception is still open');
      for (const [path, body] of [['reversal', { reason: 'again' }], ['allocations', { allocations: [{ invoiceId: early.paymentId, amount: eur(1) }] }]] as const) {
        expect(await post(`/${early.paymentId}/${path}`, body)).toMatchObject({ status: 409, body: { state: 'reversed', allowed: [], reason: 'payment-reversed' } });
      }
      expect((await context().process.get(`${base}/${crypto.randomUUID()}`)).status).toBe(404);
      expect((await context().process.get(`${base}?state=lost`)).body.errors[0].pointer).toBe('/state');
    });
  });
}
