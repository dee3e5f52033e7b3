import { exact } from '#canonical';
import { date, decimal, type TrytonDecimal } from '../../src/tryton.values.js';
import type { FakeRecord, Records } from './records.js';
import { amountOf, totalsOf, UserError } from './sale.desk.js';

const today = () => date(new Date().toISOString().slice(0, 10));
const zero = decimal('0');
const amountIn = (value: unknown) => (value as TrytonDecimal).decimal;

const startForm = ['amount', 'currency', 'currency_digits', 'company', 'invoice_account', 'description', 'payment_method', 'date'];
const askForm = ['type', 'writeoff', 'amount', 'currency', 'currency_digits', 'currency_writeoff', 'currency_digits_writeoff', 'lines_to_pay', 'lines', 'payment_lines', 'company', 'invoice', 'date'];

/** Invoices and credit notes: made as drafts by what was shipped and by a wizard, posted and paid. */
export class InvoiceDesk {
  private numbers = 0;

  constructor(private readonly records: Records) {}

  /** Invoicing by order: one draft for all of it, on its confirmation. */
  drawOrder(sale: FakeRecord): void {
    if (sale['invoice_method'] !== 'order') return;
    const lines = (sale['lines'] as number[]).map((id) => this.records.get('sale.line', id)).map((line) => ({ ...this.plain(line), origin: `sale.line,${line.id}`, quantity: line['quantity'], stock_moves: [] }));
    this.draft({ party: sale['party'], currency: sale['currency'], sales: [sale.id], description: null }, lines);
  }

  /** Invoicing by shipment: one draft for each. */
  draw(shipment: FakeRecord): void {
    const moves = (shipment['moves'] as number[]).map((id) => this.records.get('stock.move', id));
    const sale = this.records.get('sale.sale', shipment['sale'] as number);
    if (sale['invoice_method'] !== 'shipment') return;
    const lines = moves.map((move) => {
      const { unit, unit_price, taxes, product } = this.records.get('sale.line', Number(String(move['origin']).split(',')[1]));
      return { type: 'line', origin: move['origin'], quantity: move['quantity'], unit, unit_price, taxes, product, stock_moves: [move.id] };
    });
    this.draft({ party: sale['party'], currency: sale['currency'], sales: [sale.id], description: null }, lines);
  }

  /** The wizard credits every line, and posts nothing. */
  credit(id: number): void {
    const invoice = this.records.get('account.invoice', id);
    const lines = this.lines(invoice).map((line) => ({ ...this.plain(line), origin: `account.invoice.line,${line.id}`, quantity: -(line['quantity'] as number), stock_moves: [] }));
    this.draft({ party: invoice['party'], currency: invoice['currency'], sales: [], description: null }, lines);
  }

  write(id: number, { lines, payment_lines: paid, ...values }: { lines?: [string, number[], Record<string, unknown>?][]; payment_lines?: [string, number[]][] }): void {
    const invoice = this.records.get('account.invoice', id);
    for (const [command, [line], change] of lines ?? []) {
      if (command === 'write') this.records.write('account.invoice.line', line!, change!);
      else invoice['lines'] = (invoice['lines'] as number[]).filter((each) => each !== line);
    }
    for (const [, added] of paid ?? []) invoice['payment_lines'] = [...(invoice['payment_lines'] as number[]), ...added];
    this.records.write('account.invoice', id, values);
    if (lines) this.total(invoice);
    if (paid) this.records.write('account.invoice', id, { amount_to_pay: decimal(this.left(invoice)) });
  }

  press(button: string, id: number): void {
    const invoice = this.records.get('account.invoice', id);
    const { state, total_amount: total } = invoice;
    if (button === 'validate_invoice' && state === 'draft') this.records.write('account.invoice', id, { state: 'validated' });
    if (button !== 'post' || (state !== 'draft' && state !== 'validated')) return;
    const due = this.moveLine(id, null, exact.subtract('0', amountIn(total)));
    this.records.write('account.invoice', id, { state: 'posted', number: `INV-${(this.numbers += 1)}`, lines_to_pay: [due.id], amount_to_pay: total });
  }

  /** The wizard reads every field of its forms: one that was not sent is an error of the server. */
  pay(id: number, { start, ask }: Record<string, Record<string, unknown>>, transition: string): object {
    for (const name of startForm) if (!(name in start!)) throw new Error(`'PayInvoiceStart' object has no attribute '${name}'`);
    const invoice = this.records.get('account.invoice', id);
    const amount = amountIn(start!['amount']);
    const left = amountIn(invoice['amount_to_pay']);
    if (invoice['state'] !== 'posted') return {};
    if (exact.compare(amount, left) !== 0) {
      // The first form asks by a second one what becomes of the difference.
      if (transition === 'choice') return { view: { state: 'ask' } };
      for (const name of askForm) if (!(name in ask!)) throw new Error(`'PayInvoiceAsk' object has no attribute '${name}'`);
      if (exact.compare(amount, left) > 0) throw new UserError(`The amount to pay of invoice "${String(invoice['number'])}" is smaller: the payment is greater than the amount to pay.`);
    }
    const payments = exact.compare(amount, '0') === 0 ? [] : [this.moveLine(id, start!['description'], amount).id];
    const settled = exact.compare(amount, left) === 0 || ask?.['type'] === 'writeoff';
    const payment_lines = [...(invoice['payment_lines'] as number[]), ...payments];
    this.records.write('account.invoice', id, { payment_lines, amount_to_pay: settled ? zero : decimal(exact.subtract(left, amount)), ...(settled && { state: 'paid' }) });
    if (settled) this.settle(invoice);
    return {};
  }

  /** What a paid invoice is reconciled with is paid as well; a sale with nothing left to ship or be paid is done. */
  private settle(invoice: FakeRecord): void {
    const lines = invoice['payment_lines'] as number[];
    for (const note of this.records.all('account.invoice')) {
      if (note['state'] === 'posted' && (note['lines_to_pay'] as number[]).some((line) => lines.includes(line))) this.records.write('account.invoice', note.id, { state: 'paid', amount_to_pay: zero });
    }
    for (const sale of invoice['sales'] as number[]) {
      const waiting = this.records.all('stock.shipment.out').some((each) => each['sale'] === sale && each['state'] !== 'done' && each['state'] !== 'cancelled');
      const unpaid = this.records.all('account.invoice').some((each) => (each['sales'] as number[]).includes(sale) && each['state'] !== 'paid');
      if (!waiting && !unpaid) this.records.write('sale.sale', sale, { state: 'done' });
    }
  }

  private draft(head: Record<string, unknown>, lines: Record<string, unknown>[]): void {
    const invoice = this.records.add('account.invoice', { ...head, ...totalsOf('0'), type: 'out', number: null, state: 'draft', amount_to_pay: zero, account: 1, lines: [], lines_to_pay: [], payment_lines: [] });
    invoice['lines'] = lines.map((line) => this.records.add('account.invoice.line', { ...line, invoice: invoice.id, amount: zero }).id);
    this.total(invoice);
  }

  private total(invoice: FakeRecord): void {
    for (const line of this.lines(invoice)) line['amount'] = amountOf(line);
    Object.assign(invoice, totalsOf(exact.add('0', ...this.lines(invoice).map(({ amount }) => amountIn(amount)))));
  }

  private left(invoice: FakeRecord): string {
    const paid = (invoice['payment_lines'] as number[]).map((id) => this.records.get('account.move.line', id)).map(({ credit, debit }) => exact.subtract(amountIn(credit), amountIn(debit)));
    return exact.subtract(amountIn(invoice['total_amount']), exact.add('0', ...paid));
  }

  /** Money received is a credit; what is due is a debit. */
  private moveLine(invoice: number, description: unknown, credit: string): FakeRecord {
    const move = this.records.add('account.move', { origin: `account.invoice,${invoice}`, description });
    const owed = exact.compare(credit, '0') < 0;
    return this.records.add('account.move.line', { maturity_date: today(), debit: owed ? decimal(exact.subtract('0', credit)) : zero, credit: owed ? zero : decimal(credit), date: today(), move: move.id });
  }

  private lines(invoice: FakeRecord): FakeRecord[] {
    return (invoice['lines'] as number[]).map((id) => this.records.get('account.invoice.line', id));
  }

  private plain({ type, unit, unit_price, taxes, product }: FakeRecord): Record<string, unknown> {
    return { type, unit, unit_price, taxes, product };
  }
}
