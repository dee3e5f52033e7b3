import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function customersCases(context: () => StrataContext): void {
  describe('customers', () => {
    it('are found by name and by number', async () => {
      const { web, sandbox } = context();
      const [known] = await sandbox.customers(buyers.overview);
      const found = async (query: string) => (await web.found(`/web/v1/customers?query=${encodeURIComponent(query)}`)).items.map(({ number }: { number: string }) => number);
      expect(await found(buyers.overview)).toEqual([buyers.overview]);
      expect(await found(known!.name)).toContain(buyers.overview);
      expect(await found('nobody of that name')).toEqual([]);
    });

    it('have one screen, of ERP and CRM', async () => {
      const { web, sandbox } = context();
      // Not delivered for want of credit, so it stays among the open orders.
      const order = await web.order(await orderOf(context(), buyers.withoutCredit, [[items.bolt, '4']]));
      const { total, references } = await web.reaches(order.orderId, 'on-hold');
      const { customerId, name } = await web.customer(buyers.withoutCredit);
      const [account] = await sandbox.accounts(buyers.withoutCredit);

      const body = await eventually(() => web.found(`/web/v1/customers/${customerId}/overview`), (screen) => !JSON.stringify(screen).includes('missing'), JSON.stringify);
      expect(body.master).toMatchObject({ source: 'sandbox', stale: false, customer: { customerId, name, number: buyers.withoutCredit } });
      expect(body.business).toMatchObject({ source: 'sandbox', credit: { limit: { amount: '0.00' } } });
      expect(body.business.openOrders).toContainEqual(expect.objectContaining({ orderId: order.orderId, number: references[0]?.id, total, blocks: [expect.stringMatching(/\S/)] }));
      expect(body.business.openTotals).toMatchObject([{ currency: total?.currency }]);
      expect(body.crm).toMatchObject({ source: 'sandbox-crm', stale: false, account: { name: account?.['Name'], erpCustomerId: buyers.withoutCredit } });
      expect(body.crm.contacts.length + body.crm.opportunities.length).toBeGreaterThan(0);
    });

    it('have their screen without the CRM while it is down, and that part says so', async () => {
      const { web, sandbox } = context();
      const { customerId } = await web.customer(buyers.overview);
      await sandbox.fault({ system: 'crm', down: true });
      const { status, body } = await web.get(`/web/v1/customers/${customerId}/overview`);
      expect(status).toBe(200);
      expect(body.master.customer.number).toBe(buyers.overview);
      expect(body.business.credit).toMatchObject({ blocked: false });
      expect(body.crm).toMatchObject({ missing: 'unavailable', contacts: [], opportunities: [] });
      await sandbox.repair();
      const overview = async () => (await web.get(`/web/v1/customers/${customerId}/overview`)).body;
      await eventually(overview, ({ crm }) => crm.missing === undefined && crm.account !== undefined, (last) => JSON.stringify(last.crm));
    });

    it('that nobody knows are a problem', async () => {
      const { web } = context();
      expect(await web.get('/web/v1/customers/nobody/overview')).toMatchObject({ status: 404, body: { kind: 'not-found' } });
    });
  });
}
