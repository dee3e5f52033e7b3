import { exact, type Invoice, type InvoicePayment, type InvoicePdf, type ReturnDraft, type ReturnOrder, type SalesOrderLineQuantity } from '#canonical';
import { next, PaperDesk } from './paper-erp.desk.js';
import { eur, found, Refusal, systemId } from './paper-erp.ledger.js';

/** What comes after the invoice: payments, credit notes, returns. */
export class PaperBooks extends PaperDesk {
  private readonly returns: ReturnOrder[] = [];
  /** Our reference of a payment, by its key. */
  private readonly payments = new Map<string, string>();

  pay(id: string, payment?: InvoicePayment): Invoice {
    const invoice = found(this.invoices, id);
    if (invoice.status !== 'posted') throw new Refusal(409, 'the invoice is a draft');
    if (payment?.reference !== undefined && [...this.payments.values()].includes(payment.reference)) return invoice;
    if (invoice.cleared && payment === undefined) return invoice;
    const open = invoice.open!.amount;
    const discount = payment?.discount?.amount ?? '0';
    const amount = payment?.amount?.amount ?? exact.subtract(open, discount);
    const left = exact.subtract(open, exact.add(amount, discount));
    if (exact.compare(left, '0') < 0) throw new Refusal(422, `only ${open} is open`);
    const paymentId = `P${this.payments.size + 1}`;
    this.payments.set(paymentId, payment?.reference ?? paymentId);
    const paid = { id: paymentId, amount: eur(amount), ...(payment?.discount && { discount: payment.discount }), ...(payment?.paidOn && { paidOn: payment.paidOn }), ...(payment?.reference !== undefined && { reference: payment.reference }) };
    return this.settled(invoice, [...invoice.payments, paid], left);
  }

  reverse(id: string, paymentId: string): Invoice {
    const invoice = found(this.invoices, id);
    const payment = invoice.payments.find((each) => each.id === paymentId);
    if (!payment && this.payments.has(paymentId)) return invoice;
    const { amount, discount } = found(invoice.payments, paymentId);
    const left = exact.add(invoice.open!.amount, amount.amount, discount?.amount ?? '0');
    return this.settled(invoice, invoice.payments.filter((each) => each.id !== paymentId), left);
  }

  credit(id: string, named?: SalesOrderLineQuantity[]): Invoice {
    const invoice = found(this.invoices, id);
    if (invoice.status !== 'posted') throw new Refusal(409, 'the invoice is a draft');
    const before = this.invoices.filter(({ creditedInvoiceId }) => creditedInvoiceId === id).flatMap(({ lines }) => lines);
    const wanted = named ?? invoice.lines.map(({ salesOrderLineId, quantity }) => ({ salesOrderLineId, quantity: quantity.value }));
    const lines = wanted.map(({ salesOrderLineId, quantity }) => {
      const line = invoice.lines.find((each) => each.salesOrderLineId === salesOrderLineId);
      if (!line || exceeds(quantity, line.quantity.value, sameLine(before, salesOrderLineId))) throw new Refusal(422, 'more than was invoiced');
      return { ...line, quantity: { ...line.quantity, value: quantity } };
    });
    const note: Invoice = { ...this.invoice('credit-note', invoice.customerId, lines), creditedInvoiceId: id };
    this.invoices.push(note);
    return this.post(note.id);
  }

  pdf(id: string): InvoicePdf {
    const { number } = found(this.invoices, id);
    if (number === undefined) throw new Refusal(409, 'the invoice is a draft');
    return { fileName: `${number}.pdf`, content: Buffer.from(`%PDF-1.4\n${number}\n%%EOF`).toString('base64') };
  }

  takeBack(salesOrderId: string, { reference, reason, lines }: ReturnDraft): ReturnOrder {
    const before = this.returnsOf(salesOrderId);
    const again = before.find((each) => each.reference === reference);
    if (again) return again;
    const shipped = this.deliveriesOf(salesOrderId).filter(({ status }) => status === 'shipped').flatMap((delivery) => delivery.lines);
    const returned = before.flatMap((each) => each.lines);
    const back = lines.map(({ salesOrderLineId, quantity }) => {
      const out = sameLine(shipped, salesOrderLineId);
      if (!out[0] || exceeds(quantity, total(out), sameLine(returned, salesOrderLineId))) throw new Refusal(400, 'more than was shipped');
      return { id: salesOrderLineId, salesOrderLineId, itemId: out[0].itemId, quantity: { ...out[0].quantity, value: quantity } };
    });
    const asked: ReturnOrder = { id: `T${this.returns.length + 1}`, systemId, salesOrderId, reference, reason, status: 'open', lines: back, version: '1' };
    this.returns.push(asked);
    return this.written('return', asked);
  }

  returnsOf(orderId: string): ReturnOrder[] {
    return this.returns.filter(({ salesOrderId }) => salesOrderId === orderId);
  }

  receive(id: string): ReturnOrder {
    const asked = found(this.returns, id);
    return asked.status === 'received' ? asked : this.written('return', Object.assign(asked, { status: 'received' as const, version: '2' }));
  }

  private settled(invoice: Invoice, payments: Invoice['payments'], open: string): Invoice {
    return this.written('invoice', Object.assign(invoice, { payments, open: eur(open), cleared: exact.isZero(open), version: next(invoice) }));
  }
}

type CountedLine = { salesOrderLineId: string; itemId: string; quantity: { value: string; unit: string } };

const sameLine = (lines: readonly CountedLine[], id: string): CountedLine[] => lines.filter(({ salesOrderLineId }) => salesOrderLineId === id);
const total = (lines: readonly CountedLine[]): string => exact.add('0', ...lines.map(({ quantity }) => quantity.value));
const exceeds = (quantity: string, of: string, taken: readonly CountedLine[]): boolean => exact.compare(exact.add(quantity, total(taken)), of) > 0;
