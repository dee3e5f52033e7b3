import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import { answersTo, commandsOf } from '../guide.js';
import type { StrataContext } from '../strata-context.js';

type Row = Record<string, any>;

export function odataCases(context: () => StrataContext): void {
  const asked = async (path: string): Promise<Row> => {
    const answer: unknown = await (await context().bi.patient.fetch(`/bi/v1/odata/${path}`)).json();
    return answer as Row;
  };

  describe('the OData feed', () => {
    it('shows an order once it is paid, and its guide has calls that work as they are written', async () => {
      const { web, bi } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.analysed, [[items.bolt, '3']]));
      await web.reaches(orderId, ['paid', 'closed']);
      const order = await eventually(() => asked(`Orders(${orderId})?$expand=customer`), ({ paidAt }) => typeof paidAt === 'string', (last) => JSON.stringify(last));
      const view = await web.read(orderId);
      expect(order).toMatchObject({ '@odata.context': `${bi.baseUrl}/bi/v1/odata/$metadata#Orders(customer())/$entity`, total: Number(view.total?.amount), customer: { customerId: view.customerId, number: buyers.analysed } });

      const calls = (await commandsOf('docs/guides/bi.md', 'OData')).join('');
      const [service, metadata, rows, groups, delta] = await answersTo<Row>(calls, { baseUrl: bi.baseUrl, home: context().strata.home });
      expect(service!['value']).toHaveLength(8);
      expect(metadata).toHaveProperty('Strata.Order');
      expect(rows!['value']).toContainEqual(expect.objectContaining({ orderId, status: order['status'], total: order['total'], customer: { name: order['customer'].name } }));
      expect(rows!['@odata.count']).toBeGreaterThan(0);
      expect(groups!['value'][0]).toMatchObject({ customer: {}, placedDate: { year: expect.any(Number) }, revenue: expect.any(Number), orders: expect.any(Number) });
      expect(delta!['@odata.deltaLink']).toContain(`${bi.baseUrl}/bi/v1/odata/Customers?$select=name&$deltatoken=`);
    });
  });
}
