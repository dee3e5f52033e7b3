import { StrataError, type Invoice } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { date, keyOf } from '../tryton.values.js';
import { saleLineOf, toInvoice } from './invoice.mapper.js';
import { invoiceFields, invoiceModel, knownInvoiceFields, type InvoiceRow, type InvoiceState } from './invoice.wire.js';

/** Invoices for the other resources. */
export interface InvoiceDesk {
  /** Oldest first. */
  invoices(call: TrytonCall, domain: Domain): Promise<Invoice[]>;
}

type InvoiceOperations = Pick<ErpConnector, 'findInvoices' | 'readInvoices' | 'postInvoice' | 'payInvoice'>;

export function invoiceOperations(system: TrytonSystem): InvoiceDesk & InvoiceOperations {
  const added = (call: TrytonCall) => system.addedFields(call, invoiceModel, knownInvoiceFields);

  const rowsOf = async (call: TrytonCall, domain: Domain) =>
    system.search<InvoiceRow>(call, invoiceModel, domain, [...invoiceFields, ...(await added(call))], { order: [['id', 'ASC']] });

  async function map(call: TrytonCall, rows: InvoiceRow[]): Promise<Invoice[]> {
    const lines = [...new Set(rows.flatMap((row) => row['lines.'].map(saleLineOf)).filter((each) => each !== undefined))];
    const [fields, saleLines] = await Promise.all([
      added(call),
      lines.length === 0 ? [] : system.search<{ id: number; sale: number }>(call, 'sale.line', [['id', 'in', lines]], ['sale']),
    ]);
    const saleOf = new Map(saleLines.map(({ id, sale }) => [id, sale]));
    return system.mapInstalled(call, (installation) => rows.map((row) => toInvoice(row, { systemId: system.id, installation, added: fields, saleOf })));
  }

  const invoices: InvoiceDesk['invoices'] = async (call, domain) => map(call, await rowsOf(call, domain));

  async function read(call: TrytonCall, invoiceId: string): Promise<InvoiceRow> {
    const [row] = await rowsOf(call, [['id', '=', keyOf(invoiceId) ?? null]]);
    if (!row) throw new StrataError('not-found', 'the system has no such invoice', { operation: call.operation, reason: 'invoice-unknown' });
    return row;
  }

  /** A button that was not allowed was ignored: only what is read back counts. */
  async function inState(call: TrytonCall, invoiceId: string, states: InvoiceState[]): Promise<Invoice> {
    const row = await afterWrite(call, () => read(call, invoiceId));
    if (!states.includes(row.state)) throw new StrataError('conflict', `the invoice is ${row.state}`, { operation: call.operation, reason: 'invoice-state' });
    const [invoice] = await map(call, [row]);
    return invoice!;
  }

  async function pay(call: TrytonCall, row: InvoiceRow): Promise<void> {
    const { company, paymentMethod } = await system.installation(call);
    // The form wants every field: one that is left out is an error of the server.
    const form = {
      amount: row.amount_to_pay,
      currency: row['currency.'].id,
      currency_digits: row['currency.'].digits,
      company,
      invoice_account: row.account,
      description: null,
      payment_method: paymentMethod,
      date: date(system.today()),
    };
    await system.runWizard(call, 'account.invoice.pay', { start: form }, 'choice', { model: invoiceModel, id: row.id });
  }

  return {
    invoices,

    async findInvoices(ctx, { salesOrderId }) {
      return invoices(system.call(ctx, 'findInvoices'), [['sales', '=', keyOf(salesOrderId) ?? null]]);
    },

    async readInvoices(ctx, { invoiceIds }) {
      return invoices(system.call(ctx, 'readInvoices'), [['id', 'in', invoiceIds.map(keyOf).filter((each) => each !== undefined)]]);
    },

    async postInvoice(ctx, { invoiceId }) {
      const call = system.call(ctx, 'postInvoice');
      const { id, state } = await read(call, invoiceId);
      if (state === 'draft') {
        await system.client.model(call, `${invoiceModel}.write`, [[id], { invoice_date: date(system.today()) }]);
        await system.press(call, invoiceModel, 'validate_invoice', id);
      }
      if (state === 'draft' || state === 'validated') await system.press(call, invoiceModel, 'post', id);
      return inState(call, invoiceId, ['posted', 'paid']);
    },

    async payInvoice(ctx, { invoiceId }) {
      const call = system.call(ctx, 'payInvoice');
      const row = await read(call, invoiceId);
      if (row.state === 'posted') await pay(call, row);
      return inState(call, invoiceId, ['paid']);
    },
  };
}
