import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SalesOrderDraft } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { callWithin, eventually, expectFailure, FaultProxy, type ServerProcess } from '#connector-kit/contract';
import { connector } from '../src/index.js';
import { settingsOf, silentDeps } from './gateway.fake.js';
import { startSandboxProcess } from './sandbox.process.js';

let sandbox: ServerProcess;
let proxy: FaultProxy;
let erp: ErpConnector;

const call = () => callWithin(20_000);

function draft(changes: Partial<SalesOrderDraft> = {}): SalesOrderDraft {
  return {
    reference: crypto.randomUUID(),
    customerId: '1000001',
    salesAreaId: '1010-10-00',
    lines: [{ position: 1, itemId: 'TG0001', quantity: { value: '3', unit: 'C62' } }],
    ...changes,
  };
}

const create = (changes?: Partial<SalesOrderDraft>) => erp.createSalesOrder(call(), { draft: draft(changes) });

const control = async (method: string, path: string, body: object = {}) => {
  const answer = await fetch(`${sandbox.url}/control/v1/${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const text = await answer.text();
  expect(answer.ok, `${path}: ${text}`).toBe(true);
  return JSON.parse(text) as { payments: { document: string }[] };
};

/** Requests that an operation takes, without the one for the token. */
async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  proxy.clear();
  await work();
  return proxy.requests.filter(({ headers }) => headers['x-csrf-token'] !== 'Fetch').map(({ method, path }) => `${method} ${path.replace(/^.*\/sap\//, '').replace(/[?(].*$/, '')}`);
}

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  proxy = await FaultProxy.start(sandbox.url);
  const settings = settingsOf(proxy.url);
  erp = connector.create({ ...settings, credentials: { user: { value: 'STRATA' }, password: { value: 'sandbox' } } }, silentDeps);
}, 60_000);
afterEach(() => proxy.clear());
afterAll(async () => {
  await erp.close();
  await proxy.close();
  await sandbox.stop();
});

describe('sap-s4hana spends few requests', () => {
  it('on an order: the deep insert, and what the ERP made of it', async () => {
    expect(await requestsOf(create)).toEqual(['POST API_SALES_ORDER_SRV/A_SalesOrder', 'GET API_SALES_ORDER_SRV/A_SalesOrder']);
  });

  it('on a screen of items: their data, their prices and their availability', async () => {
    const itemIds = Array.from({ length: 20 }, (_, at) => `TG${String(at + 1).padStart(4, '0')}`);
    await erp.readItems(call(), { itemIds });
    expect(await requestsOf(() => erp.priceItems(call(), { customerId: '1000001', salesAreaId: '1010-10-00', itemIds }))).toEqual(['POST API_SALES_ORDER_SIMULATION_SRV/A_SalesOrderSimulation']);
    expect(await requestsOf(() => erp.checkAvailability(call(), { itemIds }))).toEqual(['POST API_PRODUCT_AVAILY_INFO_BASIC/$batch']);
  });

  it('on items beyond what an address holds: one $batch', async () => {
    const itemIds = Array.from({ length: 120 }, (_, at) => `TG${String(at + 1).padStart(4, '0')}`);
    let found: unknown[] = [];
    expect(await requestsOf(async () => (found = await erp.readItems(call(), { itemIds })))).toEqual(['POST API_PRODUCT_SRV/$batch']);
    expect(found).toHaveLength(120);
  });

  it('on a page of a list of orders: one, without lines', async () => {
    await create();
    const since = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    expect(await requestsOf(() => erp.listSalesOrders(call(), { since, limit: 1 }))).toEqual(['GET API_SALES_ORDER_SRV/A_SalesOrder']);
    expect(proxy.requests.at(-1)?.path).not.toContain('to_Item');
  });

  it("on a customer's position: one for each service that holds a part of it", async () => {
    const requests = await requestsOf(() => erp.readCustomerPosition(call(), { customerId: '1000001' }));
    expect(requests.toSorted()).toEqual(['GET API_CRDTMBUSINESSPARTNER/CreditManagementAccount', 'GET API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube', 'GET API_SALES_ORDER_SRV/A_SalesOrder']);
  });

  it('on customers that several screens show at one moment: one for all, but for their orders', async () => {
    const screen = () => ({ ...call(), priority: 'screen' as const });
    const customers = ['1000001', '1000002', '1000003'];
    const [alone, positions] = await Promise.all([
      Promise.all(customers.map((customerId) => erp.readCustomer(call(), { customerId }))),
      Promise.all(customers.map((customerId) => erp.readCustomerPosition(call(), { customerId }))),
    ]);
    let joined: unknown[] = [];
    expect(await requestsOf(async () => (joined = await Promise.all(customers.map((customerId) => erp.readCustomer(screen(), { customerId })))))).toEqual(['GET API_BUSINESS_PARTNER/A_BusinessPartner']);
    expect(joined).toEqual(alone);
    const requests = await requestsOf(async () => (joined = await Promise.all(customers.map((customerId) => erp.readCustomerPosition(screen(), { customerId })))));
    expect(requests.toSorted()).toEqual(['GET API_CRDTMBUSINESSPARTNER/CreditManagementAccount', 'GET API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube', ...customers.map(() => 'GET API_SALES_ORDER_SRV/A_SalesOrder')]);
    expect(joined).toEqual(positions);
  });

  it('on a customer that there is not, and who is shown with others: none more', async () => {
    const screen = () => ({ ...call(), priority: 'screen' as const });
    const shown = (customerId: string) => erp.readCustomer(screen(), { customerId });
    expect(await requestsOf(() => Promise.all([shown('1000001'), expectFailure(shown('1009999'), 'not-found')]))).toEqual(['GET API_BUSINESS_PARTNER/A_BusinessPartner']);
    expect(await requestsOf(() => Promise.all([shown('1000001'), expectFailure(shown('12345678901'), 'invalid')]))).toEqual(['GET API_BUSINESS_PARTNER/A_BusinessPartner']);
  });

  it('on a customer who is named with leading zeros: what it is asked for alone', async () => {
    const shown = (customerId: string) => erp.readCustomer({ ...call(), priority: 'screen' }, { customerId });
    expect(await Promise.all([shown('1000001'), shown('0001000002')])).toMatchObject([{ id: '1000001' }, { id: '1000002' }]);
    expect(await Promise.all([shown('1000002'), shown('0001000002')])).toMatchObject([{ id: '1000002' }, { id: '1000002' }]);
  });

  it('on many open invoices: two, and on changes that were seen: one', async () => {
    await control('PUT', 'faults', { autoPay: false });
    const orders = await Promise.all([create(), create(), create()]);
    for (const { id: salesOrderId } of orders) {
      const { id: deliveryId } = await erp.createDelivery(call(), { salesOrderId });
      await erp.postGoodsIssue(call(), { deliveryId });
    }
    const invoiceIds = await eventually('three invoices', 10_000, async () => {
      const found = (await Promise.all(orders.map(({ id }) => erp.findInvoices(call(), { salesOrderId: id })))).flat();
      return new Set(found.flatMap(({ lines }) => lines.map(({ salesOrderId }) => salesOrderId))).size === 3 ? found.map(({ id }) => id) : undefined;
    });
    expect(await requestsOf(() => erp.readInvoices(call(), { invoiceIds }))).toEqual(['GET API_BILLING_DOCUMENT_SRV/A_BillingDocument', 'GET API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube']);
    const { cursor } = await erp.changes(call(), { resource: 'delivery' });
    expect(await requestsOf(() => erp.changes(call(), { resource: 'delivery', cursor }))).toEqual(['GET API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader']);
    await control('PUT', 'faults', { autoPay: true });
  });
});

describe('an order on the sandbox', () => {
  it('keeps kilograms with three decimals and cartons of pieces', async () => {
    const lines = [
      { position: 1, itemId: 'TG0121', quantity: { value: '2.125', unit: 'KGM' } },
      { position: 2, itemId: 'TG0003', quantity: { value: '2', unit: 'CT' } },
    ];
    const order = await create({ lines });
    expect(order.lines.map(({ quantity }) => quantity)).toEqual(lines.map(({ quantity }) => quantity));
    const pieces = (await erp.priceItems(call(), { customerId: '1000001', salesAreaId: '1010-10-00', itemIds: ['TG0003'] }))[0]!;
    expect(Number(order.lines[1]!.unitPrice!.amount)).toBeCloseTo(12 * Number(pieces.unitPrice.amount), 2);
  });

  it('with more decimals than the ERP holds is refused before it is sent', async () => {
    const lines = [{ position: 1, itemId: 'TG0121', quantity: { value: '2.1255', unit: 'KGM' } }];
    expect(await requestsOf(() => expectFailure(create({ lines }), 'invalid'))).toEqual([]);
  });

  it('names an item by a number as people know it', async () => {
    const order = await create({ lines: [{ position: 1, itemId: '10000181', quantity: { value: '1', unit: 'C62' } }] });
    expect(order.lines[0]?.itemId).toBe('10000181');
  });

  it("that repeats the customer's number goes through with a notice", async () => {
    const purchaseOrderNumber = `PO-${crypto.randomUUID().slice(0, 8)}`;
    expect((await create({ purchaseOrderNumber })).notices).toBeUndefined();
    expect((await create({ purchaseOrderNumber })).notices?.[0]).toContain('V4/115');
  });

  it('over the credit limit is written, is blocked, and is not delivered', async () => {
    const order = await create({ customerId: '1000092', salesAreaId: '1710-10-00' });
    expect(order).toMatchObject({ credit: 'blocked', blocks: [{ type: 'credit' }] });
    const error = await expectFailure(erp.createDelivery(call(), { salesOrderId: order.id }), 'rejected');
    expect(error.details.reason).toBe('credit-blocked');
  });

  it('of a customer that is blocked for orders is refused', async () => {
    const customer = await erp.readCustomer(call(), { customerId: '1000077' });
    expect(customer.blocks).toMatchObject([{ type: 'order', code: '01' }]);
    const error = await expectFailure(create({ customerId: '1000077', salesAreaId: customer.salesAreas[0]!.id }), 'rejected');
    expect(error.details.reason).toBe('customer-blocked');
  });

  it('that stock cannot fill is confirmed in part, and that part is delivered', async () => {
    const order = await create({ lines: [{ position: 1, itemId: 'TG0168', quantity: { value: '7', unit: 'C62' } }] });
    const [now, later] = order.lines[0]!.confirmations;
    expect([now?.quantity.value, later?.quantity.value]).toEqual(['5', '2']);
    const delivery = await erp.createDelivery(call(), { salesOrderId: order.id });
    expect(delivery.lines[0]?.quantity.value).toBe('5');
    await expectFailure(erp.createDelivery(call(), { salesOrderId: order.id }), 'rejected');
  });

  it('that grows over the credit limit is changed, and is blocked', async () => {
    const { salesAreas } = await erp.readCustomer(call(), { customerId: '1000088' });
    const lines = [{ position: 1, itemId: 'TG0001', quantity: { value: '1', unit: 'C62' } }];
    const order = await create({ customerId: '1000088', salesAreaId: salesAreas[0]!.id, lines });
    expect(order.credit).toBe('approved');
    const change = { lines: [{ salesOrderLineId: order.lines[0]!.id, quantity: '4000' }] };
    const changed = await erp.changeSalesOrder(call(), { salesOrderId: order.id, change });
    expect(changed).toMatchObject({ credit: 'blocked', lines: [{ quantity: { value: '4000' } }] });
    expect(await requestsOf(() => erp.changeSalesOrder(call(), { salesOrderId: order.id, change }))).not.toContain('POST API_SALES_ORDER_SRV/$batch');
  });

  it('has no print before it has an invoice', async () => {
    await expectFailure(erp.readInvoicePdf(call(), { invoiceId: '99999999' }), 'not-found');
  });

  it('shows that the customer has the goods, as a change too', async () => {
    const { cursor } = await erp.changes(call(), { resource: 'delivery' });
    const { id: salesOrderId } = await create();
    const { id: deliveryId } = await erp.createDelivery(call(), { salesOrderId });
    expect(await erp.postGoodsIssue(call(), { deliveryId })).not.toHaveProperty('proofOfDelivery');
    const before = await erp.changes(call(), { resource: 'delivery', cursor });
    const receivedOn = new Date().toISOString().slice(0, 10);
    await control('POST', `deliveries/${deliveryId}/proof`, { receivedOn });
    const { documents } = await erp.changes(call(), { resource: 'delivery', cursor: before.cursor });
    expect(documents).toMatchObject([{ id: deliveryId, proofOfDelivery: { status: 'confirmed', receivedOn } }]);
  });

  it('from two shipping points leaves in two deliveries', async () => {
    const lines = ['TG0001', 'TG0146'].map((itemId, at) => ({ position: at + 1, itemId, quantity: { value: '1', unit: at === 0 ? 'C62' : 'KGM' } }));
    const { id: salesOrderId } = await create({ lines });
    const first = await erp.createDelivery(call(), { salesOrderId });
    const second = await erp.createDelivery(call(), { salesOrderId });
    expect([first, second].map((each) => each.lines.map(({ itemId }) => itemId))).toEqual([['TG0001'], ['TG0146']]);
    expect((await erp.findDeliveries(call(), { salesOrderId })).map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it('that is cancelled with a delivery under way takes the delivery back first', async () => {
    const { id: salesOrderId } = await create();
    await erp.createDelivery(call(), { salesOrderId });
    expect((await erp.cancelSalesOrder(call(), { salesOrderId, reason: 'customer' })).status).toBe('cancelled');
    expect(await erp.findDeliveries(call(), { salesOrderId })).toEqual([]);
  });

  it('is in the exposure of its customer with its tax', async () => {
    const customerId = '1000005';
    const { salesAreas } = await erp.readCustomer(call(), { customerId });
    const before = await erp.readCredit(call(), { customerId });
    const order = await create({ customerId, salesAreaId: salesAreas[0]!.id });
    const { credit, openOrders } = await erp.readCustomerPosition(call(), { customerId });
    expect(Number(credit.exposure?.amount)).toBeCloseTo(Number(before.exposure?.amount) + Number(order.total.amount), 2);
    expect(openOrders.find(({ id }) => id === order.id)?.total).toEqual(order.total);
  });
});

describe('items on the sandbox', () => {
  it('say of each unit how many decimals it has', async () => {
    const items = await erp.readItems(call(), { itemIds: ['TG0003', 'TG0121'] });
    expect(items.map(({ unit, unitScale, units }) => [unit, unitScale, units.map((each) => [each.unit, each.scale])])).toEqual([['C62', 0, [['CT', 0]]], ['KGM', 3, []]]);
  });

  it('are priced as far as they are sold to the customer', async () => {
    const priced = await erp.priceItems(call(), { customerId: '1000001', salesAreaId: '1010-10-00', itemIds: ['TG0001', 'TG0175', 'TG0199', 'TG0151'] });
    expect(priced.map(({ itemId, taxRate }) => [itemId, taxRate])).toEqual([['TG0001', '20'], ['TG0151', '0']]);
  });

  it('in a sales area that the customer does not have are a refusal, not a list without prices', async () => {
    const asked = erp.priceItems(call(), { customerId: '1000001', salesAreaId: '1710-10-00', itemIds: ['TG0001', 'TG0002'] });
    expect((await expectFailure(asked, 'rejected')).details.reason).toBe('customer-not-in-sales-area');
  });

  it('that are locked for sales are not sellable', async () => {
    const items = await erp.readItems(call(), { itemIds: ['TG0001', 'TG0199'] });
    expect(items.map(({ id, sellable }) => [id, sellable])).toEqual([['TG0001', true], ['TG0199', false]]);
  });
});

describe('an invoice on the sandbox', () => {
  const pay = async (invoice: string, body: object) => (await control('POST', 'pay', { invoice, ...body })).payments[0]!.document.replace(/^0+/, '');
  const read = async (id: string) => (await erp.readInvoices(call(), { invoiceIds: [id] }))[0]!;

  beforeAll(() => control('PUT', 'faults', { autoPay: false }));
  afterAll(() => control('PUT', 'faults', { autoPay: true }));

  it('is paid in parts, less a discount and a write-off, and open again when a payment is taken back, each time in another version', async () => {
    const order = await create({ lines: [{ position: 1, itemId: 'TG0001', quantity: { value: '100', unit: 'C62' } }] });
    await erp.postGoodsIssue(call(), { deliveryId: (await erp.createDelivery(call(), { salesOrderId: order.id })).id });
    const billed = await eventually('an invoice', 10_000, async () => (await erp.findInvoices(call(), { salesOrderId: order.id }))[0]);
    const gross = Number(billed.total.amount);
    const seen = [billed];
    const next = async () => {
      const invoice = await read(billed.id);
      expect(seen.map(({ version }) => version)).not.toContain(invoice.version);
      seen.push(invoice);
      return invoice;
    };
    expect(billed).toMatchObject({ cleared: false, payments: [], open: billed.total });

    const part = await pay(billed.id, { amount: '1.00' });
    expect(await next()).toMatchObject({ cleared: false, payments: [{ id: part, amount: { amount: '1.00' } }], open: { amount: (gross - 1).toFixed(2) } });
    const rest = await pay(billed.id, { cashDiscount: '0.50', writeOff: '0.05' });
    const paid = await next();
    expect(paid).toMatchObject({ cleared: true, open: { amount: '0.00' } });
    expect(paid.payments.map(({ id, amount, discount, writeOff }) => [id, amount.amount, discount?.amount, writeOff?.amount])).toEqual([
      [part, '1.00', undefined, undefined],
      [rest, (gross - 1.55).toFixed(2), '0.50', '0.05'],
    ]);

    await control('POST', `payments/${rest}/reversal`);
    expect(await read(billed.id)).toEqual(seen[1]);
    await control('POST', `payments/${part}/reversal`);
    expect(await read(billed.id)).toEqual(billed);
  });
});
