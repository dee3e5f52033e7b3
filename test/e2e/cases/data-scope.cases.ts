import { describe, expect, it } from 'vitest';
import type { OrderView, WebClient } from '../../harness/web-client.js';
import { partnerOf, wishOf, type Partner } from '../partners.js';
import type { StrataContext } from '../strata-context.js';

const orderOf = async (anybody: Partner): Promise<OrderView> => anybody.web.order(await wishOf(anybody));
const paidOrderOf = async (anybody: Partner): Promise<OrderView> => anybody.web.reaches((await orderOf(anybody)).orderId, 'paid');

/** Ids by which somebody could ask for an order, or recognise it. */
const idsOf = ({ orderId, customerId, purchaseOrderNumber, references }: OrderView): string[] => [orderId, customerId, purchaseOrderNumber, ...references.map(({ id }) => id)];

/** A short number of the ERP may be within an amount: it counts as a whole value. */
const stands = (id: string, text: string): boolean => text.includes(id.length < 8 ? `"${id}"` : id);

const notHers = '01939d5e-0000-7000-8000-000000000000';

/** Two partners, each with customers of its own, on the running product with tokens of theirs. */
export function dataScopeCases(context: () => StrataContext): void {
  describe('two partners', () => {
    it('each place and follow orders of their customers, and no answer to the one holds an id of the other', async () => {
      const [anna, bert] = [partnerOf(context(), 'partner'), partnerOf(context(), 'partner-b')];
      const [hers, his] = await Promise.all([paidOrderOf(anna), paidOrderOf(bert)]);
      const others = idsOf(his);
      const asked: [client: WebClient, path: string][] = [
        [anna.web, '/web/v1/customers'],
        [anna.web, '/web/v1/orders'],
        [anna.web, `/web/v1/orders?query=${his.purchaseOrderNumber}`],
        [anna.web, `/web/v1/orders?purchaseOrderNumber=${his.purchaseOrderNumber}`],
        [anna.web, `/web/v1/orders?customerId=${his.customerId}`],
        [anna.web, `/web/v1/orders/${hers.orderId}/timeline`],
        [anna.web, `/web/v1/orders/${hers.orderId}/page`],
        [anna.web, `/web/v1/customers/${hers.customerId}/overview`],
        [anna.mobile, '/mobile/v1/orders'],
        [anna.mobile, '/mobile/v1/customers'],
        [anna.mobile, '/mobile/v1/sync?limit=100'],
        ...['orders', 'order-lines', 'deliveries', 'invoices', 'payments', 'customers'].map((set): [WebClient, string] => [anna.bi, `/bi/v1/exports/${set}`]),
        [anna.bi, `/bi/v1/odata/Orders?$filter=${encodeURIComponent(`customerId eq '${his.customerId}'`)}`],
        [anna.bi, `/bi/v1/odata/Orders?$apply=${encodeURIComponent('groupby((customerId),aggregate(total with sum as revenue))')}`],
        [anna.bi, '/bi/v1/odata/OrderLines?$expand=order($expand=customer)'],
      ];
      for (const [client, path] of asked) {
        const answer = await client.fetch(path);
        const text = await answer.text();
        const echoed = others.filter((id) => path.includes(encodeURIComponent(id)) || path.includes(id));
        expect([path, answer.status, others.filter((id) => stands(id, text) && !echoed.includes(id))]).toEqual([path, 200, []]);
      }
    });

    it("are told of each other's orders what they are told of none, to the letter", async () => {
      const [anna, bert] = [partnerOf(context(), 'partner'), partnerOf(context(), 'partner-b')];
      const his = await orderOf(bert);
      for (const of of [(id: string) => `/web/v1/orders/${id}`, (id: string) => `/web/v1/orders/${id}/timeline`, (id: string) => `/web/v1/orders/${id}/page`, (id: string) => `/web/v1/orders/${id}/events`]) {
        const [others, nobodys] = await Promise.all([his.orderId, notHers].map(async (id) => {
          const answer = await anna.web.fetch(of(id));
          return [answer.status, (await answer.text()).replaceAll(id, '')];
        }));
        expect([of(''), others]).toEqual([of(''), nobodys]);
        expect(others?.[0]).toBe(404);
      }
      const refused = await anna.web.placeOrder({ customerId: his.customerId, purchaseOrderNumber: 'PO', lines: [{ itemId: 'x', quantity: '1' }] });
      expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ pointer: '/customerId', detail: 'there is no such customer' }] }]);
    });
  });
}
