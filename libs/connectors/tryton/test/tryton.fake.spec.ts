import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SalesOrderDraft } from '#canonical';
import type { ConnectorDeps, ErpConnector } from '#connector-kit';
import { callWithin, expectFailure, FaultProxy, inJson, type FakeServer } from '#connector-kit/contract';
import { login } from './fake/master-data.js';
import { TrytonFake } from './fake/tryton.fake.js';
import { calling, connectTo, silentDeps } from './tryton.harness.js';

const call = () => callWithin(20_000);

function draft(changes: Partial<SalesOrderDraft> = {}): SalesOrderDraft {
  const lines = [{ position: 1, itemId: 'SKU-0001', quantity: { value: '2', unit: 'C62' } }];
  return { reference: crypto.randomUUID(), customerId: 'C0003', salesAreaId: 'default', lines, ...changes };
}

const line = (itemId: string, value: string, unit: string): SalesOrderDraft['lines'] => [{ position: 1, itemId, quantity: { value, unit } }];

describe('tryton', () => {
  let fake: TrytonFake;
  let server: FakeServer;
  let proxy: FaultProxy;
  let erp: ErpConnector;

  beforeAll(async () => {
    fake = new TrytonFake();
    server = await fake.start();
    proxy = await FaultProxy.start(server.url);
    erp = connectTo(login, proxy.url, login);
  });
  beforeEach(() => proxy.clear());
  afterAll(async () => {
    await erp.close();
    await proxy.close();
    await server.close();
  });

  const create = (order: SalesOrderDraft) => erp.createSalesOrder(call(), { draft: order });
  const sales = (reference: string) => fake.records.all('sale.sale').filter((sale) => sale['reference'] === reference);

  describe('signs in', () => {
    it('once for any number of calls at the same time', async () => {
      const fresh = connectTo(login, proxy.url, login);
      const before = fake.signIns;
      await Promise.all(Array.from({ length: 10 }, () => fresh.readCustomer(call(), { customerId: 'C0001' })));
      expect(fake.signIns).toBe(before + 1);
      await fresh.close();
    });

    it('once again when the session is over, for all calls that found it so', async () => {
      await erp.readCustomer(call(), { customerId: 'C0001' });
      const before = fake.signIns;
      fake.forgetSessions();
      await Promise.all(Array.from({ length: 10 }, () => erp.readCustomer(call(), { customerId: 'C0001' })));
      expect(fake.signIns).toBe(before + 1);
    });

    it('with the password that it finds when its own is refused', async () => {
      let password = 'rotated away';
      const secret: ConnectorDeps['secret'] = (reference) => ('value' in reference && reference.value === login.user ? login.user : password);
      const fresh = connectTo(login, proxy.url, login, { ...silentDeps, secret, renewSecrets: async () => void (password = login.password) });
      expect(await fresh.readCustomer(call(), { customerId: 'C0001' })).toMatchObject({ id: 'C0001' });
      await fresh.close();
    });

    it('in English, since errors are told apart by their texts', async () => {
      const seen = proxy.requests.length;
      await erp.readCustomer(call(), { customerId: 'C0001' });
      const [request] = proxy.requests.slice(seen);
      expect(JSON.parse(request!.body).params.at(-1)).toMatchObject({ company: 1, language: 'en' });
    });
  });

  describe('goes on with a sale that an earlier attempt left', () => {
    it.each(['model.sale.sale.quote', 'model.sale.sale.confirm'])('after %s found its tables locked, which is worth another try', async (method) => {
      const order = draft();
      fake.locked.set(method, 1);
      const error = await expectFailure(create(order), 'conflict');
      expect(error).toMatchObject({ retryable: true, details: { reason: 'locked' } });
      expect(await create(order)).toMatchObject({ status: 'open', reference: order.reference });
      expect(sales(order.reference)).toHaveLength(1);
    });

    it.each(['model.sale.sale.create', 'model.sale.sale.quote', 'model.sale.sale.confirm'])('after the answer of %s was lost', async (method) => {
      const order = draft();
      proxy.inject({ kind: 'lost' }, calling(method), 1);
      await expectFailure(create(order), 'unknown-outcome');
      expect(await create(order)).toMatchObject({ status: 'open' });
      expect(sales(order.reference)).toHaveLength(1);
    });

    it('and does not show a half-made one as placed', async () => {
      const order = draft();
      fake.locked.set('model.sale.sale.confirm', 1);
      await expectFailure(create(order), 'conflict');
      expect(await erp.findSalesOrders(call(), { reference: order.reference })).toMatchObject([{ status: 'draft' }]);
    });

    it('and writes nothing when it cannot look for one first', async () => {
      const order = draft();
      proxy.inject({ kind: 'cut' }, calling('model.sale.sale.search_read'), Number.POSITIVE_INFINITY);
      await expectFailure(create(order), 'unavailable');
      expect(sales(order.reference)).toEqual([]);
    });
  });

  describe('shows a customer whose credit is used up', () => {
    it('as a blocked order, until somebody confirms the quotation', async () => {
      const order = await create(draft({ customerId: 'C0002', lines: line('SKU-0001', '10', 'C62') }));
      expect(order).toMatchObject({ status: 'open', credit: 'blocked', blocks: [{ type: 'credit' }] });
      fake.records.write('sale.sale', Number(order.id), { state: 'processing' });
      expect(await erp.readSalesOrder(call(), { salesOrderId: order.id })).toMatchObject({ status: 'open', credit: 'approved', blocks: [] });
    });

    it('in a simulation before that', async () => {
      const simulated = await erp.simulateSalesOrder(call(), { draft: draft({ customerId: 'C0002', lines: line('SKU-0001', '10', 'C62') }) });
      expect(simulated).toMatchObject({ credit: 'blocked', net: { amount: '125', currency: 'EUR' }, tax: { amount: '26.25' }, total: { amount: '151.25' } });
    });
  });

  it('starts nothing for a caller whose time is over, and says that this is why', async () => {
    const error = await expectFailure(erp.readCustomer(callWithin(-1), { customerId: 'C0001' }), 'unavailable');
    expect(error.details.reason).toBe('deadline');
    expect(proxy.requests).toEqual([]);
  });

  describe('refuses an order', () => {
    it.each([
      ['of more than there is', { lines: line('SKU-0004', '1', 'C62') }, 'stock-short'],
      ['with more decimals than the unit has', { lines: line('SKU-0001', '1.5', 'C62') }, 'quantity-not-allowed'],
      ['in a unit that the item is not sold in', { lines: line('SKU-0001', '1', 'KGM') }, 'unit-not-sold'],
      ['of an unknown item', { lines: line('NONE', '1', 'C62') }, 'item-unknown'],
      ['to an unknown address', { shipToId: '999' }, 'ship-to-unknown'],
      ['in another sales area', { salesAreaId: '1010-10-00' }, 'sales-area-unknown'],
    ])('%s', async (_case, changes, reason) => {
      const error = await expectFailure(create(draft(changes)), 'rejected');
      expect(error).toMatchObject({ retryable: false, details: { reason } });
    });
  });

  it('reads items in their units, with the conversion between them', async () => {
    expect(await erp.readItems(call(), { itemIds: ['SKU-0003'] })).toMatchObject([{ unit: 'KGM', unitScale: 3, units: [{ unit: 'GRM', numerator: '0.001', denominator: '1', scale: 1 }] }]);
  });

  it('finds the fields that a module added, and leaves out its own', async () => {
    const customer = await erp.readCustomer(call(), { customerId: 'C0001' });
    expect(customer.extensions).toEqual({ siren: '123456782' });
    expect(customer.address).toEqual({ street: 'Meir 61', postalCode: '2000', city: 'Antwerpen', region: 'BRU', country: 'BE' });
  });

  it('takes a search text as it is typed', async () => {
    expect((await erp.findCustomers(call(), { query: '%' })).items).toEqual([]);
    expect((await erp.findCustomers(call(), { query: 'vogel' })).items.map(({ id }) => id)).toEqual(['C0002']);
  });

  it('does not take a float for an amount', async () => {
    proxy.inject({ kind: 'rewritten', text: inJson((body: { result: { unit_price: unknown } }) => ({ ...body, result: { ...body.result, unit_price: 12.5 } })) }, calling('model.sale.line.on_change_product'));
    await expectFailure(erp.priceItems(call(), { customerId: 'C0001', salesAreaId: 'default', itemIds: ['SKU-0001'] }), 'unavailable');
  });

  it('hands out a changed sale once, and again after its next change', async () => {
    const { cursor } = await erp.changes(call(), { resource: 'sales-order' });
    const { id } = await create(draft());
    const first = await erp.changes(call(), { resource: 'sales-order', cursor });
    expect(first.documents.map((each) => each.id)).toContain(id);
    const second = await erp.changes(call(), { resource: 'sales-order', cursor: first.cursor });
    expect(second.documents.map((each) => each.id)).not.toContain(id);
    await erp.cancelSalesOrder(call(), { salesOrderId: id, reason: 'test' });
    const third = await erp.changes(call(), { resource: 'sales-order', cursor: second.cursor });
    expect(third.documents).toMatchObject([{ id, status: 'cancelled' }]);
  });

  it('does not cancel an order whose goods have left', async () => {
    const { id: salesOrderId } = await create(draft());
    const { id: deliveryId } = await erp.createDelivery(call(), { salesOrderId });
    await erp.postGoodsIssue(call(), { deliveryId });
    const error = await expectFailure(erp.cancelSalesOrder(call(), { salesOrderId, reason: 'test' }), 'conflict');
    expect(error.details.reason).toBe('goods-issued');
  });

  describe('when a clerk took goods off the shelves', () => {
    const product = () => fake.records.all('product.product').find(({ code }) => code === 'SKU-0003')!;
    const weighed = (changes: Partial<SalesOrderDraft> = {}) => create(draft({ lines: line('SKU-0003', '2', 'KGM'), ...changes }));
    const missing = (quantity: number) => fake.shipments.missing.set(product().id, quantity);
    afterEach(() => missing(0));

    it('delivers what is there, and promises what is left in a delivery of its own', async () => {
      const { id: salesOrderId } = await weighed();
      missing(1);
      const { id, lines } = await erp.createDelivery(call(), { salesOrderId });
      expect(lines).toMatchObject([{ quantity: { value: '1.5' } }]);
      expect((await erp.readSalesOrder(call(), { salesOrderId })).lines[0]!.confirmations.map(({ quantity }) => quantity.value)).toEqual(['1.5', '0.5']);
      expect((await expectFailure(erp.createDelivery(call(), { salesOrderId }), 'rejected')).details.reason).toBe('stock-short');
      await erp.cancelSalesOrder(call(), { salesOrderId, reason: 'test' });
      expect(id).toBeTruthy();
    });

    it('delivers nothing of an order that is delivered whole or not at all, and nothing stays set aside', async () => {
      const { id: salesOrderId } = await weighed({ completeDelivery: true });
      missing(1);
      expect((await expectFailure(erp.createDelivery(call(), { salesOrderId }), 'rejected')).details.reason).toBe('stock-short');
      expect(await erp.findDeliveries(call(), { salesOrderId })).toEqual([]);
      expect(fake.shipments.free(product())).toBe(1.5);
    });
  });

  it('does not release an order for a user who may not override the limit, and says so', async () => {
    fake.sales.mayOverride = false;
    try {
      const { id: salesOrderId } = await create(draft({ customerId: 'C0002', lines: line('SKU-0001', '10', 'C62') }));
      expect((await expectFailure(erp.releaseSalesOrder(call(), { salesOrderId, reason: 'test' }), 'rejected')).details.reason).toBe('release-not-allowed');
      expect(await erp.readSalesOrder(call(), { salesOrderId })).toMatchObject({ credit: 'blocked' });
    } finally {
      fake.sales.mayOverride = true;
    }
  });
});
