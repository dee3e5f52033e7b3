import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import type { OrderBody } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

interface BadInput {
  /** What is sent instead of the good order. */
  body: (good: OrderBody) => unknown;
  status: number;
  /** JSON pointer to what is wrong. */
  pointer: string;
  key?: string | null;
}

const withLine = (good: OrderBody, change: object) => ({ ...good, lines: [{ ...good.lines[0], ...change }] });
const priced = (good: OrderBody, ...currencies: string[]) => ({ ...good, lines: currencies.map((currency) => ({ ...good.lines[0], expectedUnitPrice: { amount: '0.50', currency } })) });

const badInputs: Record<string, BadInput> = {
  'an unknown field': { body: (good) => ({ ...good, colour: 'red' }), status: 400, pointer: '/colour' },
  'an unknown field of a line': { body: (good) => withLine(good, { colour: 'red' }), status: 400, pointer: '/lines/0/colour' },
  'a field named as what every object has': { body: (good) => JSON.stringify(good).replace('{', '{"constructor":{"x":1},'), status: 400, pointer: '/constructor' },
  'a field of a line that would change its prototype': { body: (good) => JSON.stringify(good).replace('[{', '[{"__proto__":{"unit":"C62"},'), status: 400, pointer: '/lines/0/__proto__' },
  'a number instead of a text': { body: (good) => ({ ...good, purchaseOrderNumber: 4711 }), status: 400, pointer: '/purchaseOrderNumber' },
  'a text instead of a list': { body: (good) => ({ ...good, lines: 'TG0001' }), status: 400, pointer: '/lines' },
  'a list of anything': { body: (good) => ({ ...good, lines: [null] }), status: 400, pointer: '/lines/0' },
  'a quantity as a number': { body: (good) => withLine(good, { quantity: 3 }), status: 400, pointer: '/lines/0/quantity' },
  'a quantity with an exponent': { body: (good) => withLine(good, { quantity: '1e3' }), status: 400, pointer: '/lines/0/quantity' },
  'a negative quantity': { body: (good) => withLine(good, { quantity: '-3' }), status: 400, pointer: '/lines/0/quantity' },
  'a quantity of zero': { body: (good) => withLine(good, { quantity: '0.000' }), status: 400, pointer: '/lines/0/quantity' },
  'half a piece': { body: (good) => withLine(good, { quantity: '1.5' }), status: 422, pointer: '/lines/0/quantity' },
  'kilograms with four decimals': { body: (good) => ({ ...good, lines: [{ ...good.lines[1], quantity: '1.2345' }] }), status: 400, pointer: '/lines/0/quantity' },
  'a unit that the item is not sold in': { body: (good) => withLine(good, { unit: 'LTR' }), status: 422, pointer: '/lines/0/unit' },
  'a customer that is not there': { body: (good) => ({ ...good, customerId: toPublicId('sandbox', '9999999') }), status: 422, pointer: '/customerId' },
  'a customer of a system that is not there': { body: (good) => ({ ...withLine(good, { itemId: toPublicId('elsewhere', 'A') }), customerId: toPublicId('elsewhere', '1') }), status: 422, pointer: '/customerId' },
  'a customer id that is none': { body: (good) => ({ ...good, customerId: 'not an id' }), status: 422, pointer: '/customerId' },
  'an item that is not there': { body: (good) => withLine(good, { itemId: toPublicId('sandbox', 'TG9999') }), status: 422, pointer: '/lines/0/itemId' },
  'an item id that is none': { body: (good) => withLine(good, { itemId: '../../etc' }), status: 422, pointer: '/lines/0/itemId' },
  'an item of another system': { body: (good) => withLine(good, { itemId: toPublicId('elsewhere', items.bolt) }), status: 422, pointer: '/lines/0/itemId' },
  "a ship-to that is not the customer's": { body: (good) => ({ ...good, shipTo: toPublicId('sandbox', '1000002') }), status: 422, pointer: '/shipTo' },
  "a sales area that is not the customer's": { body: (good) => ({ ...good, salesAreaId: '1710-10-00' }), status: 422, pointer: '/salesAreaId' },
  'two currencies': { body: (good) => priced(good, 'USD', 'EUR'), status: 422, pointer: '/lines/1/expectedUnitPrice/currency' },
  'a currency of another sales area': { body: (good) => priced(good, 'USD'), status: 422, pointer: '/lines/0/expectedUnitPrice/currency' },
  'a day that is none': { body: (good) => ({ ...good, requestedDeliveryDate: '2026-02-30' }), status: 400, pointer: '/requestedDeliveryDate' },
  'a control character': { body: (good) => ({ ...good, purchaseOrderNumber: 'PO\u0000' }), status: 400, pointer: '/purchaseOrderNumber' },
  'an order without lines': { body: (good) => ({ ...good, lines: [] }), status: 400, pointer: '/lines' },
  'an order of nothing at all': { body: () => ({}), status: 400, pointer: '/customerId' },
  'a body over the limit': { body: (good) => ({ ...good, purchaseOrderNumber: 'x'.repeat(300_000) }), status: 413, pointer: '' },
  'broken JSON': { body: () => '{"customerId": ', status: 400, pointer: '' },
  'JSON that is no object': { body: () => '"an order"', status: 400, pointer: '' },
  'a list of orders': { body: (good) => [good], status: 400, pointer: '' },
  'a missing Idempotency-Key': { body: (good) => good, status: 400, pointer: '', key: null },
  'an Idempotency-Key of 256 characters': { body: (good) => good, status: 400, pointer: '', key: 'k'.repeat(256) },
};

export function badInputCases(context: () => StrataContext): void {
  describe('the door answers a problem that points at the field, and nothing is written anywhere, for', () => {
    let good: OrderBody;
    let before: object;
    beforeAll(async () => {
      good = await orderOf(context(), buyers.careless, [[items.bolt, '3'], [items.coffee, '1']]);
    });
    beforeEach(async () => {
      before = await written(context());
    });

    it.each(Object.entries(badInputs))('%s', async (_, { body, status, pointer, key = crypto.randomUUID() }) => {
      const answer = await context().web.post('/web/v1/orders', body(good), key === null ? {} : { 'idempotency-key': key });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ type: expect.any(String), title: expect.any(String), status, detail: expect.stringMatching(/\S/) });
      expect(answer.status).toBe(status);
      expect(answer.body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer);
      expect(await written(context())).toEqual(before);
    });

    it('an ambiguous sales area, which the problem names', async () => {
      const order = await orderOf(context(), buyers.inTwoCurrencies, [[items.bolt, '1']]);
      const { salesAreas } = await context().web.customer(buyers.inTwoCurrencies);
      const answer = await context().web.placeOrder(order);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/salesAreaId' }] } });
      for (const { id } of salesAreas) expect(JSON.stringify(answer.body)).toContain(id);
      expect(await written(context())).toEqual(before);
    });

    it('an Idempotency-Key that was used with another body', async () => {
      const key = crypto.randomUUID();
      const first = await context().web.placeOrder(good, key);
      expect(first.status).toBe(202);
      await context().web.reaches(first.body.orderId, 'paid');
      const then = await written(context());
      const answer = await context().web.placeOrder({ ...good, purchaseOrderNumber: 'PO-OTHER' }, key);
      expect(answer).toMatchObject({ status: 422, body: { status: 422, errors: [{ pointer: '' }] } });
      expect(await written(context())).toEqual(then);
    });
  });
}

/** How many orders we hold, and how many the ERP does. */
async function written({ database, sandbox }: StrataContext): Promise<object> {
  const { rows } = await database.query('select (select count(*)::int from placement) as placements, (select count(*)::int from order_view) as orders');
  const { orders } = await sandbox.summary();
  return { ...rows[0], ordersOfTheErp: orders };
}
