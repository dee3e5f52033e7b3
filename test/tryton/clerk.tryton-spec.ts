import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext, ChangedDocuments, ChangeResource } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { callWithin, eventually } from '#connector-kit/contract';
import { connector } from '#connectors/tryton';
import { decimal, today, TrytonCaller, type Json } from './tryton.caller.js';
import { postInvoice, ship } from './sale.by-hand.js';

const { TRYTON_URL = '', TRYTON_DATABASE = '', TRYTON_USER = '', TRYTON_PASSWORD = '' } = process.env;
const call = (): CallContext => callWithin(60_000);

describe('what a clerk does in Tryton itself', { timeout: 120_000 }, () => {
  const clerk = new TrytonCaller(TRYTON_URL, TRYTON_DATABASE);
  let erp: ErpConnector;

  beforeAll(async () => {
    await clerk.signIn(TRYTON_USER, TRYTON_PASSWORD);
    const credentials = { user: { value: TRYTON_USER }, password: { value: TRYTON_PASSWORD } };
    const deps = { log: { warn: () => undefined }, now: Date.now, secret: (reference: object) => ('value' in reference ? String(reference.value) : '') };
    erp = connector.create({ id: 'tryton', baseUrl: TRYTON_URL, credentials, options: { database: TRYTON_DATABASE, changesOverlapMs: 5_000 } }, deps);
  });
  afterAll(() => erp?.close());

  async function place(): Promise<string> {
    const lines = [{ position: 1, itemId: 'SKU-0004', quantity: { value: '4', unit: 'C62' } }];
    return (await erp.createSalesOrder(call(), { draft: { reference: crypto.randomUUID(), customerId: 'C0007', salesAreaId: 'default', lines } })).id;
  }

  /** Watches a resource from now on; what comes is awaited. */
  async function watch<R extends ChangeResource>(resource: R) {
    let { cursor } = await erp.changes(call(), { resource });
    return (wanted: (document: ChangedDocuments[R]) => boolean) =>
      eventually(`a change of ${resource}`, 20_000, async () => {
        const page = await erp.changes(call(), { resource, cursor });
        cursor = page.cursor;
        return page.documents.find(wanted);
      });
  }

  const shipmentOf = async (sale: string): Promise<Json> => (await clerk.find('stock.shipment.out', [['moves.sale', '=', Number(sale)], ['state', '=', 'waiting']], []))[0]!;
  const invoiceOf = async (sale: string): Promise<Json> => (await clerk.find('account.invoice', [['sales', '=', Number(sale)]], ['account', 'currency', 'state']))[0]!;

  /** By our connector, which knows both forms of the payment wizard. */
  async function payPart(invoice: Json, amount: string): Promise<void> {
    await erp.payInvoice(call(), { invoiceId: String(invoice['id']), payment: { amount: { amount, currency: 'EUR' }, reference: crypto.randomUUID() } });
  }

  it('a delivery shows up, and the order it was for', async () => {
    const sale = await place();
    const deliveries = await watch('delivery');
    const orders = await watch('sales-order');
    const shipment = await shipmentOf(sale);
    expect(await ship(clerk, shipment['id'])).toBe(true);
    const delivery = await deliveries(({ id, status }) => id === String(shipment['id']) && status === 'shipped');
    expect(delivery.lines.map(({ salesOrderId, quantity }) => [salesOrderId, quantity.value])).toEqual([[sale, '4']]);
    expect((await orders(({ id }) => id === sale)).lines[0]!.confirmations).toMatchObject([{ quantity: { value: '4' } }]);
  });

  it('an invoice shows up when it is posted, paid in part, and paid', async () => {
    const sale = await place();
    await ship(clerk, (await shipmentOf(sale))['id']);
    const invoices = await watch('invoice');
    const invoice = await invoiceOf(sale);
    const mine = ({ id }: { id: string }) => id === String(invoice['id']);
    await postInvoice(clerk, invoice['id']);
    const posted = await invoices((each) => mine(each) && each.status === 'posted');
    expect(posted).toMatchObject({ cleared: false, open: posted.total, payments: [] });
    await payPart(invoice, '10');
    expect(await invoices((each) => mine(each) && each.payments.length === 1)).toMatchObject({ cleared: false, payments: [{ amount: { amount: '10' } }] });
    await payRest(invoice);
    expect(await invoices((each) => mine(each) && each.cleared)).toMatchObject({ open: { amount: '0' } });
  });

  async function payRest(invoice: Json): Promise<void> {
    const due = await clerk.read('account.invoice', invoice['id'], ['amount_to_pay']);
    const [method] = await clerk.find('account.invoice.payment.method', [['name', '=', 'Bank']], []);
    await clerk.wizard('account.invoice.pay', { model: 'account.invoice', id: invoice['id'] }, {
      amount: decimal(due['amount_to_pay'].decimal), currency: invoice['currency'], currency_digits: 2, company: clerk.context['company'],
      invoice_account: invoice['account'], description: null, payment_method: method!['id'], date: today(),
    }, 'choice');
  }

  it('a return by the wizard of Tryton is a return here, and no second order', async () => {
    const sale = await place();
    await ship(clerk, (await shipmentOf(sale))['id']);
    await clerk.wizard('sale.return_sale', { model: 'sale.sale', id: Number(sale) }, {}, 'return_');
    const [made] = await clerk.find('sale.sale', [['origin', '=', `sale.sale,${sale}`]], ['reference']);
    for (const button of ['quote', 'confirm']) await clerk.call(`sale.sale.${button}`, [[made!['id']]]);
    expect(await erp.findReturns(call(), { salesOrderId: sale })).toMatchObject([{ id: String(made!['id']), status: 'open', lines: [{ quantity: { value: '4' } }] }]);
    expect((await erp.findSalesOrders(call(), { reference: made!['reference'] })).map(({ id }) => id)).toEqual([sale]);
  });
});
