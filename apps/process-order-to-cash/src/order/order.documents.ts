import { validate as isUuid } from 'uuid';
import { exact, money, type Delivery, type Invoice, type ReturnOrder, type SalesOrder } from '#canonical';
import type { Documents } from './order.effects.js';
import { holdsAfterRead } from './order.holds.js';
import { fulfilmentOf } from './order.ledger.js';
import type { DeliveryState, InvoiceState, LineQuantities, LineState, OrderState, ReturnState } from './order.state.js';

/**
 * The order after a look at documents of its system. Documents of other orders, versions seen before, and readings older
 * than the one we know change nothing, so that repeats and any order of arrival lead to the same.
 * @param seenAt epoch ms at which the reading began
 */
export function absorb(state: OrderState, { salesOrder, deliveries = [], invoices = [], returns = [] }: Documents, seenAt: number): OrderState {
  let next = salesOrder ? withSalesOrder(state, salesOrder, seenAt) : state;
  for (const delivery of deliveries) next = withDelivery(next, delivery, seenAt);
  for (const invoice of invoices) next = withInvoice(next, invoice, seenAt);
  for (const each of returns) next = withReturn(next, each, seenAt);
  // Enough was shipped, by a tolerance or a smaller order.
  return next !== state && fulfilmentOf(next) === 'complete' ? backorderEnded(next) : next;
}

/** Nothing new, or older than what is known. */
const isKnown = (known: { version: string; seenAt: number } | undefined, version: string, seenAt: number): boolean =>
  known !== undefined && (seenAt < known.seenAt || known.version === version);

function withSalesOrder(state: OrderState, order: SalesOrder, seenAt: number): OrderState {
  const known = state.salesOrder;
  if (known && (known.id !== order.id || seenAt < known.seenAt)) return state;
  const { id, version, net, tax, total, credit } = order;
  const captured: OrderState = {
    ...state,
    capture: order.status === 'cancelled' ? 'cancelled' : 'captured',
    credit,
    draft: { ...state.draft, salesAreaId: state.draft.salesAreaId ?? order.salesAreaId },
    salesOrder: { id, version, seenAt, net, tax, total },
    lines: state.lines.map((line) => withSalesOrderLine(line, order)),
  };
  return { ...captured, holds: holdsAfterRead(captured, order.blocks) };
}

function withSalesOrderLine(line: LineState, { lines }: SalesOrder): LineState {
  const found = lines.find(({ position }) => position === line.position);
  if (!found) return line;
  const { id, description, unitPrice, net, tax, confirmations, rejection, quantity, billingPolicy, deliveryTolerance } = found;
  const terms = { ...(billingPolicy && { billingPolicy }), ...(deliveryTolerance && { deliveryTolerance }) };
  const { billingPolicy: _policy, deliveryTolerance: _tolerance, ...known } = line;
  return { ...known, lineId: id, description, unitPrice, net, tax, confirmations, rejected: rejection !== undefined, unit: quantity.unit, ordered: quantity.value, ...terms };
}

function replaced<T extends { id: string }>(documents: T[], document: T): T[] {
  return [...documents.filter(({ id }) => id !== document.id), document];
}

interface DocumentLine {
  salesOrderLineId: string;
  quantity: { value: string };
}

/** A document may hold a line of the order more than once: batches of goods, partial billing. */
function quantitiesOf(lines: DocumentLine[]): LineQuantities {
  const sums: LineQuantities = {};
  for (const { salesOrderLineId: id, quantity } of lines) sums[id] = exact.add(sums[id] ?? '0', quantity.value);
  return sums;
}

const ownLines = <T extends DocumentLine & { salesOrderId: string }>({ salesOrder }: OrderState, lines: T[]): T[] => lines.filter(({ salesOrderId }) => salesOrderId === salesOrder?.id);

function withDelivery(state: OrderState, { id, status, observedOnly, version, lines, proofOfDelivery }: Delivery, seenAt: number): OrderState {
  const own = ownLines(state, lines);
  const known = state.deliveries.find((each) => each.id === id);
  if (own.length === 0 || isKnown(known, version, seenAt)) return state;
  const receivedOn = proofOfDelivery?.status === 'confirmed' ? proofOfDelivery.receivedOn : undefined;
  const delivery: DeliveryState = { id, status, observedOnly, version, seenAt, lines: quantitiesOf(own), ...(receivedOn !== undefined && { receivedOn }), ...tolerancesOf(own) };
  return backorderEnded({ ...state, deliveries: replaced(state.deliveries, delivery) });
}

function tolerancesOf(lines: Delivery['lines']): Pick<DeliveryState, 'tolerances'> {
  const said = lines.flatMap(({ salesOrderLineId, deliveryTolerance }) => (deliveryTolerance ? [[salesOrderLineId, deliveryTolerance] as const] : []));
  return said.length > 0 ? { tolerances: Object.fromEntries(said) } : {};
}

/** Something could be delivered: what is left is looked at anew. */
function backorderEnded(state: OrderState): OrderState {
  return state.flags.some(({ type }) => type === 'backorder') ? { ...state, flags: state.flags.filter(({ type }) => type !== 'backorder') } : state;
}

function withInvoice(state: OrderState, invoice: Invoice, seenAt: number): OrderState {
  const { id, number, type, status, cleared, version, total, open, payments, creditedInvoiceId } = invoice;
  const lines = ownLines(state, invoice.lines);
  const known = state.invoices.find((each) => each.id === id);
  if (lines.length === 0 || isKnown(known, version, seenAt)) return state;
  const collects = lines.length < invoice.lines.length;
  const next: InvoiceState = {
    id,
    number,
    type,
    ...(creditedInvoiceId !== undefined && { creditedInvoiceId }),
    status,
    cleared,
    version,
    seenAt,
    total,
    ...(open && { open }),
    own: collects ? money.round(money.add(money.zero(total.currency), ...lines.flatMap(({ net, tax }) => [net, tax]))) : total,
    lines: quantitiesOf(lines),
    payments: payments.map(({ id: paymentId, amount, discount, writeOff, paidOn, reference }) => ({ id: paymentId, amount, discount, writeOff, paidOn, ...(reference !== undefined && isUuid(reference) && { reference }) })),
  };
  return { ...state, invoices: replaced(state.invoices, next) };
}

function withReturn(state: OrderState, { id, salesOrderId, status, reference, version, lines }: ReturnOrder, seenAt: number): OrderState {
  const known = state.returns.find((each) => each.id === id);
  if (salesOrderId !== state.salesOrder?.id || isKnown(known, version, seenAt)) return state;
  const next: ReturnState = { id, status, reference, version, seenAt, lines: quantitiesOf(lines) };
  return { ...state, returns: replaced(state.returns, next) };
}

