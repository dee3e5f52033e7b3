import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { draftSale, payInvoice, postInvoice, ship } from './sale.by-hand.js';
import { decimal, TrytonCaller, type Json } from './tryton.caller.js';

const { TRYTON_URL = '', TRYTON_DATABASE = '', TRYTON_USER = '', TRYTON_PASSWORD = '', TRYTON_DATABASE_URL = '' } = process.env;

/** A name nobody else in this database uses. */
const reference = (purpose: string) => `${purpose}-${crypto.randomUUID()}`;

async function rows(sql: string, ...values: unknown[]): Promise<Json[]> {
  const client = new Client({ connectionString: TRYTON_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

describe('the Tryton that our tests run against', () => {
  const tryton = new TrytonCaller(TRYTON_URL, TRYTON_DATABASE);
  beforeAll(() => tryton.signIn(TRYTON_USER, TRYTON_PASSWORD));

  const availability = async (code: string) => {
    const [warehouse] = await tryton.find('stock.location', [['type', '=', 'warehouse']], []);
    const [item] = await tryton.find('product.product', [['code', '=', code]], ['quantity', 'forecast_quantity'], { locations: [warehouse!['id']], stock_assign: true });
    return item!;
  };
  const saleState = (id: number) => tryton.read('sale.sale', id, ['state', 'shipment_state', 'invoice_state', 'number', 'shipments', 'invoices']);

  it('is version 6.0 and lets our user in, who works for the company', async () => {
    const version = await fetch(`${TRYTON_URL}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 1, method: 'common.server.version', params: [] }) });
    expect(((await version.json()) as Json)['result']).toMatch(/^6\.0\./);
    expect(tryton.context).toMatchObject({ company: expect.any(Number), employee: expect.any(Number) });
  });

  it('knows twelve customers in several countries, each with an address and a payment term', async () => {
    const customers = await tryton.find('party.party', [['code', 'like', 'C0%']], ['code', 'name', 'addresses', 'customer_payment_term']);
    expect(customers.map(({ code }) => code)).toEqual(Array.from({ length: 12 }, (_, n) => `C${String(n + 1).padStart(4, '0')}`));
    expect(customers.every((customer) => customer['addresses'].length === 1 && customer['customer_payment_term'] > 0)).toBe(true);
    const addresses = await tryton.find('party.address', [['party.code', 'like', 'C0%']], ['street', 'postal_code', 'city', 'country.code']);
    expect(new Set(addresses.map((address) => address['country.'].code))).toEqual(new Set(['AT', 'BE', 'DE', 'DK', 'ES', 'FR', 'IT', 'NL']));
  });

  it('sells pieces, and kilograms to the gram', async () => {
    const items = await tryton.find('product.product', [['salable', '=', true]], ['code', 'list_price', 'sale_uom.symbol', 'sale_uom.digits', 'sale_uom.rounding']);
    expect(items).toHaveLength(12);
    const unitOf = (code: string) => items.find((item) => item['code'] === code)!['sale_uom.'];
    expect(unitOf('SKU-0001')).toMatchObject({ symbol: 'u', digits: 0 });
    expect(unitOf('SKU-0010')).toMatchObject({ symbol: 'kg', digits: 3, rounding: 0.001 });
  });

  it('has plenty on hand of most items, little of one and nothing of another', async () => {
    expect((await availability('SKU-0002')).quantity).toBeGreaterThan(10_000);
    expect((await availability('SKU-0011')).quantity).toBe(5);
    expect((await availability('SKU-0012')).quantity).toBe(0);
  });

  it("lets our user read a customer's credit, and change the limit", async () => {
    const [customer] = await tryton.find('party.party', [['code', '=', 'C0012']], ['credit_limit_amount', 'credit_amount']);
    expect(customer).toMatchObject({ credit_limit_amount: decimal('250'), credit_amount: { __class__: 'Decimal' } });
    await tryton.call('party.party.write', [[customer!['id']], { credit_limit_amount: decimal('300') }]);
    expect((await tryton.read('party.party', customer!['id'], ['credit_limit_amount']))['credit_limit_amount']).toEqual(decimal('300'));
    await tryton.call('party.party.write', [[customer!['id']], { credit_limit_amount: decimal('250') }]);
  });

  it('asks our user whether an order over the limit may go, and refuses one over the stock without a way around it', async () => {
    const overLimit = await draftSale(tryton, 'C0011', reference('credit'), [{ item: 'SKU-0005', quantity: 1 }]);
    await tryton.call('sale.sale.quote', [[overLimit]]);
    await expect(tryton.call('sale.sale.confirm', [[overLimit]])).rejects.toMatchObject({ kind: 'UserWarning', message: expect.stringContaining('credit limit') });
    expect(await saleState(overLimit)).toMatchObject({ state: 'quotation', shipments: [] });
    await tryton.call('sale.sale.cancel', [[overLimit]]);

    const overStock = await draftSale(tryton, 'C0001', reference('stock'), [{ item: 'SKU-0012', quantity: 1 }]);
    await expect(tryton.call('sale.sale.quote', [[overStock]])).rejects.toMatchObject({ kind: 'UserError' });
    expect(await saleState(overStock)).toMatchObject({ state: 'draft' });
  });

  it('takes an order from draft to paid, in euro with 21 % tax, and books it', async () => {
    const ours = reference('walk');
    const before = await availability('SKU-0010');
    const sale = await draftSale(tryton, 'C0002', ours, [{ item: 'SKU-0001', quantity: 3 }, { item: 'SKU-0010', quantity: 1.255 }]);
    await tryton.call('sale.sale.quote', [[sale]]);
    await tryton.call('sale.sale.confirm', [[sale]]);
    const confirmed = await saleState(sale);
    expect(confirmed).toMatchObject({ state: 'processing', shipment_state: 'waiting', invoice_state: 'none', invoices: [] });
    expect(confirmed['shipments']).toHaveLength(1);

    expect(await ship(tryton, confirmed['shipments'][0])).toBe(true);
    expect((await availability('SKU-0010')).quantity).toBeCloseTo(before['quantity'] - 1.255, 3);
    const shipped = await saleState(sale);
    expect(shipped).toMatchObject({ shipment_state: 'sent', invoice_state: 'waiting' });

    const invoice = shipped['invoices'][0];
    await postInvoice(tryton, invoice);
    expect((await tryton.read('account.invoice', invoice, ['number']))['number']).toMatch(/^INV\d{4}-\d{5}$/);
    await payInvoice(tryton, invoice);
    expect(await saleState(sale)).toMatchObject({ state: 'done', shipment_state: 'sent', invoice_state: 'paid' });

    // 3 x 12.50 + 1.255 x 11.40 = 37.50 + 14.31; 21 % of each, rounded, is 10.88.
    const booked = await rows(
      `SELECT s.state, s.untaxed_amount_cache::text AS untaxed, s.tax_amount_cache::text AS tax, i.state AS invoice
         FROM sale_sale s JOIN sale_line l ON l.sale = s.id AND l.type = 'line'
         JOIN account_invoice_line il ON il.origin = 'sale.line,' || l.id JOIN account_invoice i ON i.id = il.invoice
        WHERE s.reference = $1`,
      ours,
    );
    expect(booked).toHaveLength(2);
    expect(booked[0]).toEqual({ state: 'done', untaxed: '51.81', tax: '10.88', invoice: 'paid' });
  });
});
