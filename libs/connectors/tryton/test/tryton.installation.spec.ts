import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { callWithin, expectFailure, FaultProxy, type FakeServer } from '#connector-kit/contract';
import { decimal } from '../src/tryton.values.js';
import { login } from './fake/master-data.js';
import { TrytonFake } from './fake/tryton.fake.js';
import { connectTo, silentDeps } from './tryton.harness.js';

const call = () => callWithin(20_000);

describe('what was changed in an installation of tryton while we are connected to it', () => {
  let fake: TrytonFake;
  let server: FakeServer;
  let proxy: FaultProxy;
  let erp: ErpConnector;
  let now: number;

  beforeAll(async () => {
    fake = new TrytonFake();
    server = await fake.start();
    proxy = await FaultProxy.start(server.url);
  });
  beforeEach(() => {
    now = Date.parse('2026-11-23T12:00:00Z');
    erp = connectTo(login, proxy.url, login, { ...silentDeps, now: () => now });
  });
  afterEach(() => erp.close());
  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  const price = async () => (await erp.priceItems(call(), { customerId: 'C0001', salesAreaId: 'default', itemIds: ['SKU-0001'] }))[0]!;
  const readings = async (model: string, work: () => Promise<unknown>): Promise<number> => {
    const before = proxy.requests.length;
    await work();
    return proxy.requests.slice(before).filter(({ body }) => body.includes(`model.${model}.search_read`)).length;
  };

  async function orderTaxedBy(tax: number): Promise<string> {
    const lines = [{ position: 1, itemId: 'SKU-0001', quantity: { value: '4', unit: 'C62' } }];
    const { id } = await erp.createSalesOrder(call(), { draft: { reference: crypto.randomUUID(), customerId: 'C0001', salesAreaId: 'default', lines } });
    for (const line of fake.records.all('sale.line')) if (line['sale'] === Number(id)) fake.records.write('sale.line', line.id, { taxes: [tax] });
    return id;
  }

  it('is seen after five minutes', async () => {
    expect((await price()).taxRate).toBe('21');
    fake.records.write('account.tax', 1, { rate: decimal('0.20') });
    try {
      now += 299_000;
      expect(await readings('account.tax', async () => expect((await price()).taxRate).toBe('21'))).toBe(0);
      now += 1_000;
      expect((await price()).taxRate).toBe('20');
    } finally {
      fake.records.write('account.tax', 1, { rate: decimal('0.21') });
    }
  });

  it('is seen at once when it is a unit that a product has', async () => {
    await price();
    const unit = fake.records.add('product.uom', { name: 'Meter', symbol: 'm', digits: 2, factor: 1 });
    const { id: _id, ...like } = fake.records.all('product.product')[0]!;
    fake.records.add('product.product', { ...like, code: 'SKU-NEW', default_uom: unit.id, sale_uom: unit.id });
    expect(await erp.readItems(call(), { itemIds: ['SKU-NEW'] })).toMatchObject([{ unit: 'MTR', unitScale: 2 }]);
  });

  it('is seen at once when it is a tax that a line has', async () => {
    await price();
    const tax = fake.records.add('account.tax', { type: 'percentage', rate: decimal('0.06') });
    const salesOrderId = await orderTaxedBy(tax.id);
    expect((await erp.readSalesOrder(call(), { salesOrderId })).lines).toMatchObject([{ net: { amount: '50' }, tax: { amount: '3.00' } }]);
  });

  it('does not let a tax that nobody knows pass for none, and is looked for once in a call', async () => {
    const salesOrderId = await orderTaxedBy(9_999);
    const read = async () => {
      const error = await expectFailure(erp.readSalesOrder(call(), { salesOrderId }), 'unavailable');
      expect(error.details.reason).toBe('unreadable-answer');
    };
    expect(await readings('account.tax', read)).toBe(1);
  });
});
