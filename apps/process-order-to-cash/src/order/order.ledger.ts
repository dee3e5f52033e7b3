import { currencyScale, exact, type BillingPolicy, type DeliveryTolerance, type Money, type OrderStatus } from '#canonical';
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

const highest = (...values: (string | undefined)[]): string => values.reduce<string>((most, value) => exact.max(most, value ?? '0'), '0');
const percentOf = (quantity: string, percent: string): string => exact.normal(exact.multiply(exact.multiply(quantity, percent), '0.01'));

/** What the ERP said of the line, or on its deliveries: of several, the widest. */
export function toleranceOf(state: OrderState, { lineId, deliveryTolerance }: LineState): DeliveryTolerance | undefined {
  const live = state.deliveries.filter(({ status }) => status !== 'cancelled');
  const said = [deliveryTolerance, ...live.map(({ tolerances }) => (lineId === undefined ? undefined : tolerances?.[lineId]))].filter((each) => each !== undefined);
  if (said.length === 0) return undefined;
  const unlimitedOver = said.some((each) => each.unlimitedOver);
  return { under: highest(...said.map(({ under }) => under)), over: highest(...said.map(({ over }) => over)), ...(unlimitedOver && { unlimitedOver }) };
}

/** What no ERP says otherwise is billed by what was shipped. */
export const policyOf = ({ billingPolicy }: LineState): BillingPolicy => billingPolicy ?? 'by-delivery';

/** How much of a line must be shipped at least, and may be at most (undefined is without limit), in its unit. */
export function enoughOf(state: OrderState, line: LineState): { least: string; most: string | undefined } {
  const { under = '0', over = '0', unlimitedOver = false } = toleranceOf(state, line) ?? {};
  return { least: exact.max('0', exact.subtract(line.ordered, percentOf(line.ordered, under))), most: unlimitedOver ? undefined : exact.add(line.ordered, percentOf(line.ordered, over)) };
}

/** Nothing more is to come. A tolerance of all does not make a delivery of nothing complete. */
export function isDelivered(state: OrderState, line: LineState): boolean {
  const shipped = shippedOf(state, line);
  return exact.compare(shipped, enoughOf(state, line).least) >= 0 && (exact.compare(shipped, '0') > 0 || exact.isZero(line.ordered));
}

/** What may still be put into a delivery; undefined where there is no limit. */
export function undeliveredOf(state: OrderState, line: LineState): string | undefined {
  const { most } = enoughOf(state, line);
  return most === undefined ? undefined : exact.max('0', exact.subtract(most, deliveringOf(state, line)));
}

/** How much of a line is to be invoiced in the end: what was ordered, or by delivery what was shipped in the place of it. */
export function toInvoiceOf(state: OrderState, line: LineState): string {
  if (policyOf(line) !== 'by-delivery' || !isDelivered(state, line)) return line.ordered;
  const shipped = shippedOf(state, line);
  const limit = enoughOf(state, line).most;
  return limit !== undefined && exact.compare(shipped, limit) > 0 ? limit : shipped;
}

/** How much of a line may be invoiced by now: all of it before it is shipped, or what was shipped. */
export const invoiceableOf = (state: OrderState, line: LineState): string => (policyOf(line) === 'by-delivery' ? shippedOf(state, line) : line.ordered);

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
  const settled = postedInvoices(state).map((invoice) => ownSettlement(invoice, creditedOn(state, invoice)));
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

const creditedOn = (state: OrderState, { id }: InvoiceState): string =>
  exact.add('0', ...creditNotes(state).filter(({ creditedInvoiceId }) => creditedInvoiceId === id).map(({ own }) => own.amount));

interface Settlement {
  paid: string;
  discount: string;
  writeOff: string;
}

/**
 * What was settled of the order's own share of an invoice. Payments of an invoice that collects several orders are
 * divided by gross amount. Cleared means settled as a whole, as the ERP says it: what neither a payment nor a credit note
 * explains was given up.
 * @param credited gross of the order's credit notes for the invoice
 */
function ownSettlement({ own, total, payments, cleared }: InvoiceState, credited = '0'): Settlement {
  const scale = currencyScale(own.currency);
  const whole = (amounts: (Money | undefined)[]) => exact.add('0', ...amounts.map((each) => each?.amount ?? '0'));
  const share = (amount: string) => (exact.isZero(total.amount) ? '0' : exact.divide(exact.multiply(amount, own.amount), total.amount, scale));
  const discount = share(whole(payments.map((each) => each.discount)));
  const given = whole(payments.map((each) => each.writeOff));
  const paid = whole(payments.map(({ amount }) => amount));
  if (!cleared) return { paid: share(paid), discount, writeOff: share(given) };
  const explained = exact.add(paid, whole(payments.map((each) => each.discount)));
  const unpaid = share(exact.subtract(total.amount, explained));
  // A credit note beside a paid invoice is owed to the customer; one that was cleared with it took the place of money.
  const writeOff = exact.compare(unpaid, '0') > 0 ? exact.max('0', exact.subtract(unpaid, credited)) : unpaid;
  return { paid: exact.subtract(exact.subtract(own.amount, discount), unpaid), discount, writeOff };
}

/** What is open of the order's own share of an invoice; never less than 0. */
export function openOf(invoice: InvoiceState): string {
  const { paid, discount, writeOff } = ownSettlement(invoice);
  return exact.round(exact.max('0', exact.subtract(invoice.own.amount, exact.add(paid, discount, writeOff))), currencyScale(invoice.own.currency));
}

export type Progress = 'open' | 'partial' | 'complete';

function progress(state: OrderState, done: (line: LineState) => string, isComplete: (line: LineState) => boolean): Progress {
  const lines = state.lines.filter(({ rejected }) => !rejected);
  if (!state.salesOrder || lines.length === 0) return 'open';
  if (lines.every(isComplete)) return 'complete';
  return lines.some((line) => exact.compare(done(line), '0') > 0) ? 'partial' : 'open';
}

export const fulfilmentOf = (state: OrderState): Progress => progress(state, (line) => shippedOf(state, line), (line) => isDelivered(state, line));
export const isInvoiced = (state: OrderState, line: LineState): boolean => exact.compare(invoicedOf(state, line), toInvoiceOf(state, line)) >= 0;
export const billingOf = (state: OrderState): Progress => progress(state, (line) => invoicedOf(state, line), (line) => isInvoiced(state, line));

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
