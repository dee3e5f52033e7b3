import { exact, invalidField, StrataError, type Invoice, type SalesOrderLineQuantity } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { date, floatText, referenced } from '../tryton.values.js';
import { saleLineOf } from './invoice.mapper.js';
import type { InvoiceDesk } from './invoice.operations.js';
import { invoiceLineModel, invoiceModel, type InvoiceRow } from './invoice.wire.js';

export function creditOperations(system: TrytonSystem, desk: InvoiceDesk): Pick<ErpConnector, 'creditInvoice'> {
  const notesOf = (call: TrytonCall, invoice: number, more: Domain) => desk.rows(call, [['lines.origin.invoice', '=', invoice, invoiceLineModel], ...more]);

  /** Still to be credited of each line of an invoice: what was invoiced less what posted credit notes took back. */
  async function leftOf(call: TrytonCall, row: InvoiceRow): Promise<Map<number, string>> {
    const notes = await notesOf(call, row.id, [['state', 'in', ['posted', 'paid']]]);
    const taken = notes.flatMap((note) => note['lines.']).map((line) => [referenced(invoiceLineModel, line.origin), floatText(line.quantity)] as const);
    const goods = row['lines.'].filter(({ type }) => type === 'line');
    return system.map(call, () => new Map(goods.map(({ id, quantity }) => [id, exact.add(floatText(quantity), ...taken.filter(([line]) => line === id).map(([, each]) => each))])));
  }

  /** By line of the invoice. */
  function wantedOf(call: TrytonCall, row: InvoiceRow, left: Map<number, string>, lines: SalesOrderLineQuantity[] | undefined): Map<number, string> {
    const nothing = () => new StrataError('conflict', 'the invoice is credited already', { operation: call.operation, reason: 'nothing-to-credit' });
    if (!lines) {
      const open = new Map([...left].filter(([, quantity]) => exact.compare(quantity, '0') > 0));
      if (open.size === 0) throw nothing();
      return open;
    }
    return new Map(lines.map(({ salesOrderLineId, quantity }, index) => {
      const line = row['lines.'].find((each) => String(saleLineOf(each)) === salesOrderLineId);
      const most = line ? left.get(line.id)! : '0';
      if (!line || exact.compare(quantity, most) > 0) {
        const detail = line ? `no more than ${most} of the line can be credited` : 'the invoice has no such line';
        throw invalidField(`/lines/${index}/${line ? 'quantity' : 'salesOrderLineId'}`, detail, { operation: call.operation, reason: 'more-than-invoiced' });
      }
      return [line.id, exact.normal(quantity)];
    }));
  }

  /** A draft that an earlier attempt of ours left is gone on with. */
  async function draftOf(call: TrytonCall, row: InvoiceRow): Promise<InvoiceRow> {
    const ours: Domain = [['state', 'in', ['draft', 'validated']], ['create_uid', '=', await system.userId(call)]];
    const [left] = await notesOf(call, row.id, ours);
    if (left) return left;
    const start = { invoice_date: date(system.today()), with_refund: false, with_refund_allowed: false };
    await system.runWizard(call, 'account.invoice.credit', { start }, 'credit', { model: invoiceModel, id: row.id });
    const [made] = await afterWrite(call, () => notesOf(call, row.id, ours));
    if (!made) throw new StrataError('unknown-outcome', 'the credit note is not there', { operation: call.operation });
    return made;
  }

  /** The wizard credits whole lines: a draft is cut down to what is wanted before it is posted. */
  async function fit(call: TrytonCall, note: InvoiceRow, wanted: Map<number, string>, reason: string): Promise<void> {
    const lines = note['lines.'].map(({ id, origin }) => {
      const quantity = wanted.get(referenced(invoiceLineModel, origin) ?? 0);
      return quantity === undefined ? ['delete', [id]] : ['write', [id], { quantity: -Number(quantity) }];
    });
    await system.client.model(call, `${invoiceModel}.write`, [[note.id], { invoice_date: date(system.today()), description: reason, lines }]);
  }

  /** What a credit note takes back is no longer to be paid of its invoice; what is settled by it alone is reconciled at once. */
  async function settle(call: TrytonCall, row: InvoiceRow, noteId: number): Promise<void> {
    const [note] = await desk.rows(call, [['id', '=', noteId]]);
    if (row.state !== 'posted' || note?.state !== 'posted') return;
    const lines = note['lines_to_pay.'].map(({ id }) => id);
    await system.client.model(call, `${invoiceModel}.write`, [[row.id], { payment_lines: [['add', lines]] }]);
    const settled = await desk.row(call, String(row.id));
    if (settled.state === 'posted' && exact.compare(settled.amount_to_pay.decimal, '0') === 0) await desk.reconcile(call, settled);
  }

  return {
    async creditInvoice(ctx, { invoiceId, reason, lines }): Promise<Invoice> {
      const call = system.call(ctx, 'creditInvoice');
      const row = await desk.row(call, invoiceId);
      if (row.state !== 'posted' && row.state !== 'paid') throw new StrataError('conflict', `the invoice is ${row.state}`, { operation: call.operation, reason: 'invoice-state' });
      const wanted = wantedOf(call, row, await leftOf(call, row), lines);
      const note = await draftOf(call, row);
      await fit(call, note, wanted, reason);
      await system.press(call, invoiceModel, 'post', note.id);
      await afterWrite(call, () => settle(call, row, note.id));
      return desk.inState(call, String(note.id), ['posted', 'paid']);
    },
  };
}
