import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningStrata } from '../harness/running-strata.js';
import { WebClient, type OrderView } from '../harness/web-client.js';

const config = `
systems:
  - id: tryton
    kind: erp
    connector: tryton
    baseUrl: { env: TRYTON_URL }
    credentials: { user: { env: TRYTON_USER }, password: { env: TRYTON_PASSWORD } }
    options: { database: { env: TRYTON_DATABASE } }
    pollEvery: 1000
  - id: sandbox-crm
    kind: crm
    connector: salesforce
    baseUrl: { env: STRATA_SANDBOX_URL }
    credentials: { clientId: { value: strata }, clientSecret: { value: sandbox } }
database: { url: { env: DATABASE_URL } }
restate:
  ingress: { env: RESTATE_INGRESS_URL }
  admin: { env: RESTATE_ADMIN_URL }
  identityKey: { env: RESTATE_IDENTITY_KEY }
  workerPort: { env: STRATA_WORKER_PORT }
`;

const orderCount = 10;

describe('ten orders on a real Tryton', () => {
  let strata: RunningStrata;
  let web: WebClient;
  let orders: OrderView[];
  const tryton = new pg.Client({ connectionString: process.env['TRYTON_DATABASE_URL'] });

  beforeAll(async () => {
    await tryton.connect();
    strata = await RunningStrata.start({ config });
    web = new WebClient(strata.baseUrl);
    const [customer] = (await web.get('/web/v1/customers?query=Ruiz')).body.items;
    const items = (await web.get(`/web/v1/items?customerId=${customer.customerId}&limit=3`)).body.items;
    const placed = await Promise.all(
      Array.from({ length: orderCount }, (_, index) =>
        web.order({
          customerId: customer.customerId,
          purchaseOrderNumber: `TRYTON-${index + 1}`,
          lines: [
            { itemId: items[index % 3].itemId, quantity: String(index + 1) },
            { itemId: items[(index + 1) % 3].itemId, quantity: '2' },
          ],
        }),
      ),
    );
    orders = await Promise.all(placed.map(({ orderId }) => web.reaches(orderId, ['paid', 'closed'], 240_000)));
  }, 400_000);

  afterAll(async () => {
    await strata?.stop();
    await tryton.end();
  });

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
