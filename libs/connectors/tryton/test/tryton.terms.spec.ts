import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { callWithin, type FakeServer } from '#connector-kit/contract';
import { login } from './fake/master-data.js';
import { TrytonFake } from './fake/tryton.fake.js';
import { connectTo } from './tryton.harness.js';

const call = () => callWithin(20_000);

describe('the terms of a sale in tryton', () => {
  let fake: TrytonFake;
  let server: FakeServer;

  beforeAll(async () => {
    fake = new TrytonFake();
    server = await fake.start();
  });
  afterAll(() => server.close());

  const withConnector = async <T>(work: (erp: ErpConnector) => Promise<T>): Promise<T> => {
    const erp = connectTo(login, server.url, login);
    try {
      return await work(erp);
    } finally {
      await erp.close();
    }
  };
  const draft = () => ({ reference: crypto.randomUUID(), customerId: 'C0003', salesAreaId: 'default', lines: [{ position: 1, itemId: 'SKU-0001', quantity: { value: '2', unit: 'C62' } }] });

  /** A clerk enters the sale by hand, invoiced as the clerk likes. */
  async function enteredSale(erp: ErpConnector, invoice_method: string): Promise<string> {
    const { id } = await erp.createQuote(call(), { draft: draft() });
    fake.records.write('sale.sale', Number(id), { invoice_method, sale_date: fake.records.all('stock.move')[0]?.['planned_date'] ?? null });
    fake.sales.press('confirm', Number(id));
    return id;
  }

  it('say that what we write is invoiced by what was shipped', async () => {
    await withConnector(async (erp) => {
      const { lines } = await erp.createSalesOrder(call(), { draft: draft() });
      expect([lines[0]?.billingPolicy, lines[0]?.deliveryTolerance]).toEqual(['by-delivery', undefined]);
    });
  });

  it('say that a sale is invoiced by order, whose invoice is there before anything is shipped', async () => {
    await withConnector(async (erp) => {
      const id = await enteredSale(erp, 'order');
      const order = await erp.readSalesOrder(call(), { salesOrderId: id });
      expect(order.lines[0]?.billingPolicy).toBe('by-order');
      const invoices = await erp.findInvoices(call(), { salesOrderId: id });
      expect(invoices).toMatchObject([{ status: 'draft', lines: [{ salesOrderId: id, salesOrderLineId: order.lines[0]?.id, quantity: { value: '2' } }] }]);
      expect((await erp.postInvoice(call(), { invoiceId: invoices[0]!.id })).status).toBe('posted');
      expect(await erp.findDeliveries(call(), { salesOrderId: id })).toEqual([]);
    });
  });

  it('say nothing of invoices that somebody makes by hand', async () => {
    await withConnector(async (erp) => {
      const id = await enteredSale(erp, 'manual');
      expect((await erp.readSalesOrder(call(), { salesOrderId: id })).lines[0]).not.toHaveProperty('billingPolicy');
    });
  });

  it.each([
    [0.95, 1.1, { under: '5', over: '10' }],
    [0.9, null, { under: '10' }],
    [1, 1, undefined],
    [null, null, undefined],
  ])('hold the tolerance of the sales configuration, where the module has one: %s and %s', async (sale_under_shipment_tolerance, sale_over_shipment_tolerance, expected) => {
    fake.modules['sale.configuration'] = { sale_under_shipment_tolerance: { type: 'float' }, sale_over_shipment_tolerance: { type: 'float' } };
    const { id } = fake.records.add('sale.configuration', { sale_under_shipment_tolerance, sale_over_shipment_tolerance });
    try {
      await withConnector(async (erp) => expect((await erp.createSalesOrder(call(), { draft: draft() })).lines[0]?.deliveryTolerance).toEqual(expected));
    } finally {
      fake.records.remove('sale.configuration', id);
      delete fake.modules['sale.configuration'];
    }
  });
});
