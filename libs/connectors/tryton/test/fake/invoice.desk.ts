import { exact } from '#canonical';
import { date, decimal, type TrytonDecimal } from '../../src/tryton.values.js';
import type { FakeRecord, Records } from './records.js';
import { totalsOf } from './sale.desk.js';

const today = () => date(new Date().toISOString().slice(0, 10));

/** Invoices: made as drafts by what was shipped, posted and paid by buttons and a wizard. */
export class InvoiceDesk {
  private numbers = 0;

  constructor(private readonly records: Records) {}

  /** Invoicing by shipment: one draft for each. */
  draw(shipment: FakeRecord): void {
    const moves = (shipment['moves'] as number[]).map((id) => this.records.get('stock.move', id));
    const sale = this.records.get('sale.sale', shipment['sale'] as number);
    const lines = moves.map((move) => {
      const line = this.records.get('sale.line', Number(String(move['origin']).split(',')[1]));
      return this.records.add('account.invoice.line', { type: 'line', origin: move['origin'], quantity: line['quantity'], unit: line['unit'], amount: line['amount'], taxes: line['taxes'], product: line['product'], stock_moves: [move.id] });
    });
    const untaxed = exact.add('0', ...lines.map(({ amount }) => (amount as TrytonDecimal).decimal));
    const totals = totalsOf(untaxed);
    this.records.add('account.invoice', {
      ...totals,
      type: 'out',
      number: null,
      state: 'draft',
      amount_to_pay: totals.total_amount,
      account: 1,
      party: sale['party'],
      currency: sale['currency'],
      sales: [sale.id],
      lines: lines.map(({ id }) => id),
      lines_to_pay: [],
      payment_lines: [],
    });
  }

  write(id: number, values: Record<string, unknown>): void {
    this.records.write('account.invoice', id, values);
  }

  press(button: string, id: number): void {
    const { state, total_amount: total } = this.records.get('account.invoice', id);
    if (button === 'validate_invoice' && state === 'draft') this.records.write('account.invoice', id, { state: 'validated' });
    if (button !== 'post' || (state !== 'draft' && state !== 'validated')) return;
    const due = this.records.add('account.move.line', { maturity_date: today(), debit: total, credit: decimal('0'), date: today() });
    this.records.write('account.invoice', id, { state: 'posted', number: `INV-${(this.numbers += 1)}`, lines_to_pay: [due.id] });
  }

  /** The wizard reads every field of its form: one that was not sent is an error of the server. */
  pay(id: number, form: Record<string, unknown>): void {
    for (const name of ['amount', 'currency', 'currency_digits', 'company', 'invoice_account', 'description', 'payment_method', 'date']) {
      if (!(name in form)) throw new Error(`'PayInvoiceStart' object has no attribute '${name}'`);
    }
    const { state, sales } = this.records.get('account.invoice', id);
    if (state !== 'posted') return;
    const payment = this.records.add('account.move.line', { maturity_date: null, debit: decimal('0'), credit: form['amount'], date: today() });
    this.records.write('account.invoice', id, { state: 'paid', amount_to_pay: decimal('0'), payment_lines: [payment.id] });
    for (const sale of sales as number[]) this.records.write('sale.sale', sale, { state: 'done' });
  }
}
