import { currencyScale, exact, type Money, type OrderStatus } from '#canonical';
import type { InvoiceState, LineQuantities, LineState, OrderState } from './order.state.js';

/** Quantities of a line in its unit; none is ever guessed: each is a sum over documents of the ERP. */
export interface LineLedger {
  ordered: string;
  confirmed: string;
  shipped: string;
  invoiced: string;
  returned: string;
  credited: string;
  rejected: string;
}

const sum = (documents: { lines: LineQuantities }[], { lineId }: LineState): string =>
  lineId === undefined ? '0' : exact.add('0', ...documents.map(({ lines }) => lines[lineId] ?? '0'));

export function liveInvoices(state: OrderState): InvoiceState[] {
  return state.invoices.filter(({ status, type }) => status !== 'cancelled' && type === 'invoice');
}
export const postedInvoices = (state: OrderState): InvoiceState[] => liveInvoices(state).filter(({ status }) => status === 'posted');
export const creditNotes = (state: OrderState): InvoiceState[] => state.invoices.filter(({ status, type }) => status === 'posted' && type === 'credit-note');

export function shippedOf(state: OrderState, line: LineState): string {
  return sum(state.deliveries.filter(({ status }) => status === 'shipped'), line);
}
/** Shipped, or in a delivery that is on its way out. */
export function deliveringOf(state: OrderState, line: LineState): string {
  return sum(state.deliveries.filter(({ status }) => status !== 'cancelled'), line);
}
export function invoicedOf(state: OrderState, line: LineState): string {
  return sum(postedInvoices(state), line);
}
export function creditedOf(state: OrderState, line: LineState): string {
  return sum(creditNotes(state), line);
}
export function returnedOf(state: OrderState, line: LineState): string {
  return sum(state.returns.filter(({ status }) => status === 'received'), line);
}
/** Returned, or asked back. */
export function returningOf(state: OrderState, line: LineState): string {
  return sum(state.returns.filter(({ status }) => status !== 'cancelled'), line);
}
export function confirmedOf(line: LineState): string {
  return exact.add('0', ...line.confirmations.map(({ quantity }) => quantity.value));
}

export function ledgerOf(state: OrderState, line: LineState): LineLedger {
  return {
    ordered: line.ordered,
    confirmed: confirmedOf(line),
    shipped: shippedOf(state, line),
    invoiced: invoicedOf(state, line),
    returned: returnedOf(state, line),
    credited: creditedOf(state, line),
    rejected: line.rejected ? line.ordered : '0',
  };
}

/** Amounts of an order, gross, in its currency. `open = invoiced - credited - paid - discount - writeOff + prepaid`. */
export interface MoneyLedger {
  ordered: Money;
  tax: Money;
  invoiced: Money;
  credited: Money;
  paid: Money;
  discount: Money;
  writeOff: Money;
  /** Received beyond what is invoiced. */
  prepaid: Money;
  open: Money;
}

/** Undefined until the ERP has said what the order costs. */
export function moneyOf(state: OrderState): MoneyLedger | undefined {
  if (!state.salesOrder) return undefined;
  const { total, tax } = state.salesOrder;
  const { currency } = total;
  const of = (amount: string): Money => ({ amount: exact.round(amount, currencyScale(currency)), currency });
  const settled = postedInvoices(state).map(ownSettlement);
  const add = (name: keyof Settlement) => exact.add('0', ...settled.map((each) => each[name]));
  const invoiced = exact.add('0', ...postedInvoices(state).map(({ own }) => own.amount));
  const credited = exact.add('0', ...creditNotes(state).map(({ own }) => own.amount));
  const balance = [credited, add('paid'), add('discount'), add('writeOff')].reduce((left, each) => exact.subtract(left, each), invoiced);
  const prepaid = exact.max('0', exact.multiply(balance, '-1'));
  return {
    ordered: of(total.amount),
    tax: of(tax.amount),
    invoiced: of(invoiced),
    credited: of(credited),
    paid: of(add('paid')),
    discount: of(add('discount')),
    writeOff: of(add('writeOff')),
    prepaid: of(prepaid),
    open: of(exact.max('0', balance)),
  };
}

interface Settlement {
  paid: string;
  discount: string;
  writeOff: string;
}

/**
 * What was settled of the order's own share of an invoice. Payments of an invoice that collects several orders are
 * divided by gross amount. Cleared means settled as a whole, as the ERP says it: what no payment explains was given up.
 */
function ownSettlement({ own, total, payments, cleared }: InvoiceState): Settlement {
  const scale = currencyScale(own.currency);
  const whole = (amounts: (Money | undefined)[]) => exact.add('0', ...amounts.map((each) => each?.amount ?? '0'));
  const share = (amount: string) => (exact.isZero(total.amount) ? '0' : exact.divide(exact.multiply(amount, own.amount), total.amount, scale));
  const discount = share(whole(payments.map((each) => each.discount)));
  const given = whole(payments.map((each) => each.writeOff));
  const paid = whole(payments.map(({ amount }) => amount));
  if (!cleared) return { paid: share(paid), discount, writeOff: share(given) };
  const explained = exact.add(paid, whole(payments.map((each) => each.discount)));
  const writeOff = share(exact.subtract(total.amount, explained));
  return { paid: exact.subtract(exact.subtract(own.amount, discount), writeOff), discount, writeOff };
}

export type Progress = 'open' | 'partial' | 'complete';

function progress(state: OrderState, done: (state: OrderState, line: LineState) => string): Progress {
  const lines = state.lines.filter(({ rejected }) => !rejected);
  if (!state.salesOrder || lines.length === 0) return 'open';
  const amounts = lines.map((line) => ({ done: done(state, line), ordered: line.ordered }));
  if (amounts.every((each) => exact.compare(each.done, each.ordered) >= 0)) return 'complete';
  return amounts.some((each) => exact.compare(each.done, '0') > 0) ? 'partial' : 'open';
}

export const fulfilmentOf = (state: OrderState): Progress => progress(state, shippedOf);
export const billingOf = (state: OrderState): Progress => progress(state, invoicedOf);

/** Paid means cleared, as the ERP says it: sums may differ by discount or write-off. */
export function paymentOf(state: OrderState): Progress {
  const posted = postedInvoices(state);
  if (posted.length === 0) return 'open';
  if (posted.every(({ cleared }) => cleared)) return billingOf(state) === 'complete' ? 'complete' : 'partial';
  return posted.some(({ cleared, payments }) => cleared || payments.length > 0) ? 'partial' : 'open';
}

/** The one word a person reads, derived from the axes. */
export function statusOf(state: OrderState): OrderStatus {
  if (state.capture === 'rejected' || state.capture === 'cancelled') return state.capture;
  if (state.closed) return 'closed';
  if (state.holds.length > 0) return 'on-hold';
  if (paymentOf(state) === 'complete') return 'paid';
  if (billingOf(state) === 'complete') return 'invoiced';
  if (fulfilmentOf(state) === 'complete') return 'shipped';
  return state.capture === 'captured' ? 'confirmed' : 'received';
}

/** Nothing goes on by itself any more. */
export function isOver(state: OrderState): boolean {
  return state.capture === 'cancelled' || (state.capture === 'rejected' && !state.undo);
}

/** The order has just ended and the ERP does not have it: what was reserved for it is free. */
export function endedUnwritten(before: OrderState, after: OrderState): boolean {
  return isOver(after) && !isOver(before) && !after.salesOrder;
}

export function isPaid(state: OrderState): boolean {
  return paymentOf(state) === 'complete' && fulfilmentOf(state) === 'complete';
}
