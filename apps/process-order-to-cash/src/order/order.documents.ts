import type { Delivery, Invoice, SalesOrder } from '#canonical';
import type { Documents } from './order.effects.js';
import { holdsAfterRead } from './order.holds.js';
import type { DeliveryState, InvoiceState, LineState, OrderState } from './order.state.js';

/** The order after a look at documents of its system. Documents of other orders, and versions seen before, change nothing. */
export function absorb(state: OrderState, { salesOrder, deliveries = [], invoices = [] }: Documents): OrderState {
  let next = salesOrder ? withSalesOrder(state, salesOrder) : state;
  for (const delivery of deliveries) next = withDelivery(next, delivery);
  for (const invoice of invoices) next = withInvoice(next, invoice);
  return next;
}

function withSalesOrder(state: OrderState, order: SalesOrder): OrderState {
  if (state.salesOrder && state.salesOrder.id !== order.id) return state;
  const { id, version, net, tax, total, credit } = order;
  const captured: OrderState = {
    ...state,
    capture: order.status === 'cancelled' ? 'cancelled' : 'captured',
    credit,
    draft: { ...state.draft, salesAreaId: state.draft.salesAreaId ?? order.salesAreaId },
    salesOrder: { id, version, net, tax, total },
    lines: state.lines.map((line) => withSalesOrderLine(line, order)),
  };
  return { ...captured, holds: holdsAfterRead(captured, order.blocks) };
}

function withSalesOrderLine(line: LineState, { lines }: SalesOrder): LineState {
  const found = lines.find(({ position }) => position === line.position);
  if (!found) return line;
  const { id, description, unitPrice, net, tax, confirmations, rejection, quantity } = found;
  return { ...line, lineId: id, description, unitPrice, net, tax, confirmations, rejected: rejection !== undefined, unit: quantity.unit, ordered: quantity.value };
}

function withDelivery(state: OrderState, { id, status, observedOnly, version, lines }: Delivery): OrderState {
  const own = lines.filter(({ salesOrderId }) => salesOrderId === state.salesOrder?.id);
  const known = state.deliveries.find((each) => each.id === id);
  if (own.length === 0 || known?.version === version) return state;
  if (known?.status === 'shipped' && status !== 'shipped' && status !== 'cancelled') return state;
  const delivery: DeliveryState = { id, status, observedOnly, version, lines: own.map((line) => ({ lineId: line.salesOrderLineId, value: line.quantity.value })) };
  return { ...state, deliveries: [...state.deliveries.filter((each) => each.id !== id), delivery] };
}

function withInvoice(state: OrderState, invoice: Invoice): OrderState {
  const { id, number, type, status, cleared, version, total, lines, payments } = invoice;
  const own = lines.filter(({ salesOrderId }) => salesOrderId === state.salesOrder?.id);
  const known = state.invoices.find((each) => each.id === id);
  if (own.length === 0 || known?.version === version) return state;
  // An answer that was under way while the invoice was posted or cleared is older than what we know.
  if (known && ((known.cleared && !cleared && status === 'posted') || (known.status === 'posted' && status === 'draft'))) return state;
  const next: InvoiceState = {
    id,
    number,
    type,
    status,
    cleared,
    version,
    total,
    lines: own.map((line) => ({ lineId: line.salesOrderLineId, value: line.quantity.value })),
    payments: payments.map((payment) => ({ id: payment.id, amount: payment.amount, paidOn: payment.paidOn })),
  };
  return { ...state, invoices: [...state.invoices.filter((each) => each.id !== id), next] };
}
