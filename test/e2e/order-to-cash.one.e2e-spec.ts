import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunningStrata } from '../harness/running-strata.js';
import { WebClient } from '../harness/web-client.js';

let strata: RunningStrata;

beforeAll(async () => {
  strata = await RunningStrata.start({ topology: 'one' });
});
afterAll(() => strata?.stop());

it('an order reaches paid', async () => {
  const web = new WebClient(strata.baseUrl);
  const { items: customers } = (await web.get('/web/v1/customers?limit=200')).body;
  const customer = customers.find(({ salesAreas, blocked }: any) => salesAreas.length === 1 && !blocked);
  const { items } = (await web.get(`/web/v1/items?customerId=${customer.customerId}&limit=50`)).body;
  const item = items.find(({ price, availability, sellable }: any) => sellable && price && Number(availability?.available?.value) > 10);
  const order = await web.order({ customerId: customer.customerId, purchaseOrderNumber: 'PO-1', lines: [{ itemId: item.itemId, quantity: '3' }] });
  const paid = await web.reaches(order.orderId, 'paid');
  expect(paid.axes['payment']).toBe('paid');
});
