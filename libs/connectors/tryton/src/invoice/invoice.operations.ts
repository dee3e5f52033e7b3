import { StrataError, type Invoice } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { date, decimal, keyOf, referenced } from '../tryton.values.js';
import { saleLineOf, toInvoice } from './invoice.mapper.js';
import { invoiceFields, invoiceLineModel, invoiceModel, knownInvoiceFields, type CreditedLine, type InvoiceRow, type InvoiceState } from './invoice.wire.js';

/** Invoices for the other resources. */
export interface InvoiceDesk {
  /** Oldest first. */
  invoices(call: TrytonCall, domain: Domain): Promise<Invoice[]>;
  rows(call: TrytonCall, domain: Domain): Promise<InvoiceRow[]>;
  /** Throws `not-found`. */
  row(call: TrytonCall, invoiceId: string): Promise<InvoiceRow>;
  /** A button that was not allowed was ignored: only what is read back counts. Throws `conflict`. */
  inState(call: TrytonCall, invoiceId: string, states: InvoiceState[]): Promise<Invoice>;
  reconcile(call: TrytonCall, row: InvoiceRow): Promise<void>;
}

type InvoiceOperations = Pick<ErpConnector, 'findInvoices' | 'readInvoices' | 'postInvoice'>;

export function invoiceOperations(system: TrytonSystem): InvoiceDesk & InvoiceOperations {
  const added = (call: TrytonCall) => system.addedFields(call, invoiceModel, knownInvoiceFields);

  const rowsOf = async (call: TrytonCall, domain: Domain) =>
    system.search<InvoiceRow>(call, invoiceModel, domain, [...invoiceFields, ...(await added(call))], { order: [['id', 'ASC']] });

  /** The invoice lines that the lines of credit notes take back. */
  async function creditedOf(call: TrytonCall, rows: InvoiceRow[]): Promise<Map<number, CreditedLine>> {
    const keys = rows.flatMap((row) => row['lines.'].map(({ origin }) => referenced(invoiceLineModel, origin))).filter((each) => each !== undefined);
    const found = keys.length === 0 ? [] : await system.search<CreditedLine & { id: number }>(call, invoiceLineModel, [['id', 'in', [...new Set(keys)]]], ['origin', 'invoice']);
    return new Map(found.map((line) => [line.id, line]));
  }

  async function map(call: TrytonCall, rows: InvoiceRow[]): Promise<Invoice[]> {
    const credited = await creditedOf(call, rows);
    const lines = [...new Set([...rows.flatMap((row) => row['lines.']), ...credited.values()].map(saleLineOf).filter((each) => each !== undefined))];
    const [fields, saleLines] = await Promise.all([
      added(call),
      lines.length === 0 ? [] : system.search<{ id: number; sale: number }>(call, 'sale.line', [['id', 'in', lines]], ['sale']),
    ]);
    const saleOf = new Map(saleLines.map(({ id, sale }) => [id, sale]));
    return system.mapInstalled(call, (installation) => rows.map((row) => toInvoice(row, { systemId: system.id, installation, added: fields, saleOf, credited })));
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

  /** Pays nothing: what is due and what pays it are matched, and the invoice is paid. */
  const reconcile: InvoiceDesk['reconcile'] = async (call, row) => {
    const { company, paymentMethod } = await system.installation(call);
    const { id: currency, digits } = row['currency.'];
    const start = { amount: decimal('0'), currency, currency_digits: digits, company, invoice_account: row.account, description: null, payment_method: paymentMethod, date: date(system.today()) };
    await system.runWizard(call, 'account.invoice.pay', { start }, 'choice', { model: invoiceModel, id: row.id });
  };

  return {
    invoices,
    rows: rowsOf,
    row: read,
    inState,
    reconcile,

    async findInvoices(ctx, { salesOrderId }) {
      const call = system.call(ctx, 'findInvoices');
      const rows = await rowsOf(call, [['sales', '=', keyOf(salesOrderId) ?? null]]);
      if (rows.length === 0) return [];
      // A credit note of the wizard is one once it is posted: its lines come from those of the invoice.
      const notes = await rowsOf(call, [['lines.origin.invoice', 'in', rows.map(({ id }) => id), invoiceLineModel], ['state', 'in', ['posted', 'paid']]]);
      return map(call, [...rows, ...notes]);
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
  };
}
