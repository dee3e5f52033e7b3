import { describe, expect, it } from 'vitest';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** Objections to invoices, over the process API. */
export function disputesCases(context: () => StrataContext): void {
  describe('a customer who objects to an invoice', () => {
    const at = (path: string) => `/order-to-cash/v1${path}`;
    const get = (path: string) => context().process.found(at(path));
    const post = (path: string, body: object, key: string = crypto.randomUUID()) => context().process.post(at(path), body, { 'idempotency-key': key });
    async function paid(): Promise<{ orderId: string; customerId: string; invoiceId: string; own: { amount: string; currency: string } }> {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.objecting, [[items.bolt, '2']]));
      await web.reaches(orderId, 'paid');
      const { customerId, invoices } = await get(`/orders/${orderId}`);
      return { orderId, customerId, ...invoices[0] };
    }

    it('is heard once: it shows on the invoice, the timeline and the work list until somebody decides', async () => {
      const { orderId, customerId, invoiceId, own } = await paid();
      const key = crypto.randomUUID();
      const body = { orderId, invoiceId, code: 'price', reason: 'agreed was less', amount: { amount: '0.5', currency: own.currency } };
      const [first, again] = await Promise.all([post('/disputes', body, key), post('/disputes', body, key)]);
      const { disputeId } = first.body;
      expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
      expect(first.headers.get('location')).toBe(at(`/disputes/${disputeId}`));
      expect(first.body).toMatchObject({ state: 'open', orderId, customerId, invoiceId, peppolReason: 'PRI', amount: { amount: '0.50', currency: own.currency }, next: { path: at(`/customers/${customerId}/dunning-pause`) } });
      expect((await post('/disputes', { ...body, reason: 'another' }, key)).status).toBe(422);
      expect(await post('/disputes', body)).toMatchObject({ status: 409, body: { reason: 'disputed-already', state: 'open', existing: disputeId } });

      expect((await get(`/orders/${orderId}`)).invoices).toMatchObject([{ invoiceId, disputed: { amount: '0.50' } }]);
      expect(await get(`/disputes?invoiceId=${invoiceId}&state=open`)).toEqual({ items: [first.body] });
      expect((await get(`/exceptions?orderId=${orderId}&state=open`)).items).toMatchObject([{ kind: 'dispute', owner: 'accounting' }]);

      expect(await get(`/customers/${customerId}/dunning`)).toMatchObject({ paused: false, disputed: { invoices: 1, amounts: [{ amount: '0.50', currency: own.currency }] } });

      const resolved = await post(`/disputes/${disputeId}/resolution`, { outcome: 'accepted', reason: 'our price list was old' });
      expect(resolved).toMatchObject({ status: 200, body: { disputeId, state: 'accepted', next: { detail: expect.stringContaining('nothing is credited by this') } } });
      expect(await get(`/disputes/${disputeId}`)).toEqual(resolved.body);
      expect((await get(`/exceptions?orderId=${orderId}&state=open`)).items).toEqual([]);
      expect(await post(`/disputes/${disputeId}/resolution`, { outcome: 'rejected', reason: 'no' })).toMatchObject({ status: 409, body: { reason: 'dispute-over', state: 'accepted' } });
      const acts = (await get(`/orders/${orderId}/timeline`)).items.filter(({ type }: { type: string }) => type === 'dispute');
      expect(acts).toMatchObject([{ outcome: 'opened', actor: expect.any(String) }, { outcome: 'accepted', detail: 'our price list was old' }]);
    });

    it('is settled from the work list too', async () => {
      const { orderId, invoiceId, own } = await paid();
      const { body: dispute } = await post('/disputes', { orderId, invoiceId, reason: 'not what we ordered' });
      expect(dispute).toMatchObject({ code: 'other', amount: own });
      const [exception] = (await get(`/exceptions?orderId=${orderId}&state=open`)).items;
      expect((await post(`/exceptions/${exception.exceptionId}/resolve`, { action: 'reject-dispute', reason: 'it is' })).body).toMatchObject({ state: 'resolved' });
      expect(await get(`/disputes/${dispute.disputeId}`)).toMatchObject({ state: 'rejected', resolution: { reason: 'it is' } });
    });

    it('is told what is wrong, by field', async () => {
      const { orderId, invoiceId, own } = await paid();
      const nobody = crypto.randomUUID();
      const wrong = async (change: object) => {
        const { status, body } = await post('/disputes', { orderId, invoiceId, reason: 'x', ...change });
        return [status, body.errors?.[0]?.pointer];
      };
      expect(await wrong({ orderId: nobody })).toEqual([422, '/orderId']);
      expect(await wrong({ invoiceId: 'nothing' })).toEqual([422, '/invoiceId']);
      expect(await wrong({ amount: { ...own, amount: '999999' } })).toEqual([422, '/amount/amount']);
      expect(await wrong({ amount: { ...own, currency: 'USD' } })).toEqual([422, '/amount/currency']);
      expect(await wrong({ code: 'mood' })).toEqual([400, '/code']);
      expect(await context().process.post(at('/disputes'), { orderId, invoiceId, reason: 'x' })).toMatchObject({ status: 400, body: { reason: 'idempotency-key' } });
      expect(await context().process.get(at(`/disputes/${nobody}`))).toMatchObject({ status: 404 });
      expect(await post(`/disputes/${nobody}/resolution`, { outcome: 'accepted', reason: 'x' })).toMatchObject({ status: 404 });
    });
  });
}
