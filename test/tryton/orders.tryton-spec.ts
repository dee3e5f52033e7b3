import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStrata } from '../harness/running-strata.js';
import { eventually, type WebClient, type OrderView } from '../harness/web-client.js';
import { printedProgress } from '../harness/progress.js';
import { strataOnTryton } from './strata-on-tryton.js';
import { decimal, TrytonCaller } from './tryton.caller.js';

/** A plain client at a concurrency of 16 gets 2 of 16 whole flows through. */
const orderCount = 64;
const allPaidWithinMs = 420_000;

let strata: RunningStrata;
let web: WebClient;
const tryton = new pg.Client({ connectionString: process.env['TRYTON_DATABASE_URL'] });

beforeAll(async () => {
  await tryton.connect();
  strata = await strataOnTryton();
  web = strata.desk();
}, 200_000);

afterAll(async () => {
  await strata?.stop();
  await tryton.end();
});

async function customerCalled(query: string): Promise<string> {
  const [customer] = (await web.get(`/web/v1/customers?query=${query}`)).body.items;
  return customer.customerId;
}

async function itemCalled(query: string): Promise<string> {
  const [item] = (await web.get(`/web/v1/items?query=${query}`)).body.items;
  return item.itemId;
}

describe(`${orderCount} orders placed at once on a real Tryton`, () => {
  let orders: OrderView[];

  beforeAll(async () => {
    const customerId = await customerCalled('Ruiz');
    const items = (await web.get(`/web/v1/items?customerId=${customerId}&limit=3`)).body.items;
    const placed = await Promise.all(
      Array.from({ length: orderCount }, (_, index) =>
        web.order({
          customerId,
          purchaseOrderNumber: `TRYTON-${index + 1}`,
          lines: [
            { itemId: items[index % 3].itemId, quantity: String(index + 1) },
            { itemId: items[(index + 1) % 3].itemId, quantity: '2' },
          ],
        }),
      ),
    );
    const progress = printedProgress();
    let paid = 0;
    orders = await Promise.all(
      placed.map(async ({ orderId }) => {
        const order = await web.reaches(orderId, ['paid', 'closed'], allPaidWithinMs, 2_000);
        paid += 1;
        if (paid % 8 === 0) progress(`${paid} of ${orderCount} orders paid`);
        return order;
      }),
    );
  }, allPaidWithinMs + 30_000);

  const ids = () => orders.map(({ orderId }) => orderId);

  it('go from the web API to a paid invoice, every step commanded', async () => {
    expect(orders.map(({ axes }) => axes)).toEqual(Array.from({ length: orderCount }, () => expect.objectContaining({ capture: 'captured', fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' })));
    for (const { orderId } of orders) {
      const steps = (await web.timeline(orderId)).filter(({ system, outcome }) => system === 'tryton' && outcome === 'ok').map(({ type }) => type);
      expect(steps).toEqual(expect.arrayContaining(['create-sales-order', 'create-delivery', 'post-goods-issue', 'post-invoice', 'pay-invoice']));
    }
  });

  it('are one sale each in the database of Tryton, done, sent and paid', async () => {
    const { rows } = await tryton.query('select reference, count(*)::int as sales, min(state) as state, min(shipment_state) as shipment, min(invoice_state) as invoice from sale_sale where reference = any($1) group by reference', [ids()]);
    expect(rows).toHaveLength(orderCount);
    for (const row of rows) expect(row).toMatchObject({ sales: 1, state: 'done', shipment: 'sent', invoice: 'paid' });
  });

  it('are shipped once, in the quantities that were ordered', async () => {
    const { rows } = await tryton.query(
      `select l.quantity::float as ordered, sum(m.quantity)::float as shipped, count(distinct m.shipment)::int as shipments
         from sale_sale s join sale_line l on l.sale = s.id
         join stock_move m on m.origin = 'sale.line,' || l.id and m.state = 'done'
        where s.reference = any($1) group by l.id, l.quantity`,
      [ids()],
    );
    expect(rows).toHaveLength(2 * orderCount);
    for (const { ordered, shipped, shipments } of rows) expect({ shipped, shipments }).toEqual({ shipped: ordered, shipments: 1 });
  });

  it('are invoiced once, and the invoice is paid in full by one payment', async () => {
    const { rows } = await tryton.query(
      `select s.reference, count(distinct i.id)::int as invoices, min(i.state) as state, min(i.number) is not null as numbered,
              count(distinct p.line)::int as payments, bool_and(ml.reconciliation is not null) as reconciled
         from sale_sale s join sale_line l on l.sale = s.id
         join account_invoice_line il on il.origin = 'sale.line,' || l.id
         join account_invoice i on i.id = il.invoice
         left join "account_invoice-account_move_line" p on p.invoice = i.id
         left join account_move_line ml on ml.id = p.line
        where s.reference = any($1) group by s.reference`,
      [ids()],
    );
    expect(rows).toHaveLength(orderCount);
    for (const row of rows) expect(row).toMatchObject({ invoices: 1, state: 'paid', numbered: true, payments: 1, reconciled: true });
  });
});

describe('an order that a real Tryton does not take at once', () => {
  const salesOf = async (orderId: string) => (await tryton.query('select id, state from sale_sale where reference = $1', [orderId])).rows;

  it('waits on hold while the credit limit is reached, and goes on when somebody confirms it in Tryton', async () => {
    const clerk = new TrytonCaller(process.env['TRYTON_URL'] ?? '', process.env['TRYTON_DATABASE'] ?? '');
    await clerk.signIn(process.env['TRYTON_USER'] ?? '', process.env['TRYTON_PASSWORD'] ?? '');
    const [party] = await clerk.find('party.party', [['code', '=', 'C0011']], []);
    const limited = (limit: string) => clerk.call('party.party.write', [[party!['id']], { credit_limit_amount: decimal(limit) }]);

    const { orderId } = await web.order({ customerId: await customerCalled('Maes'), purchaseOrderNumber: 'OVER', lines: [{ itemId: await itemCalled('SKU-0005'), quantity: '1' }] });
    const held = await web.reaches(orderId, 'on-hold');
    expect(held.holds).toMatchObject([{ type: 'credit' }]);
    const [sale] = await salesOf(orderId);
    expect(sale).toMatchObject({ state: 'quotation' });

    await limited('50000');
    await clerk.call('sale.sale.confirm', [[sale.id]]);
    await web.reaches(orderId, ['paid', 'closed'], 120_000);
    await limited('100');
    expect(await salesOf(orderId)).toMatchObject([{ state: 'done' }]);
  });

  it('ends as rejected when the stock does not suffice, and the sale that was begun is cancelled', async () => {
    const { orderId } = await web.order({ customerId: await customerCalled('Ruiz'), purchaseOrderNumber: 'SHORT', lines: [{ itemId: await itemCalled('SKU-0012'), quantity: '1' }] });
    expect(await web.reaches(orderId, 'rejected')).toMatchObject({ reason: 'the stock does not suffice' });
    await eventually(
      () => salesOf(orderId),
      (sales) => sales.length === 1 && sales[0].state === 'cancelled',
      (sales) => `the refused sale is not undone: ${JSON.stringify(sales)}`,
    );
  });
});
