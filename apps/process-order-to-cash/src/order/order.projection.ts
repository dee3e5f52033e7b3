import { toPublicId, type DocumentReference, type Order } from '#canonical';
import type { NewTimelineEntry, OpenReference } from '#read-models';
import { breachesOf } from './order.breaches.js';
import { allowedOf } from './order.commands.js';
import { disputedOf, disputeEntries, disputesOf } from './order.disputes.js';
import { billingOf, fulfilmentOf, ledgerOf, moneyOf, paymentOf, statusOf, toleranceOf } from './order.ledger.js';
import { arrivalOf, proofEntries, shortReceived } from './order.proofs.js';
import type { LineQuantities, LineState, OrderState } from './order.state.js';

/** The page of an order that readers see. */
export function orderView(state: OrderState): Order {
  const { orderId, customerId, opportunityId, draft, salesOrder, placedAt, changedAt, sequence, holds, reason } = state;
  const complete = { fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' } as const;
  const axis = <A extends keyof typeof complete>(name: A, progress: 'open' | 'partial' | 'complete') => (progress === 'complete' ? complete[name] : progress);
  return {
    orderId,
    status: statusOf(state),
    axes: {
      capture: state.capture,
      credit: state.credit,
      fulfilment: axis('fulfilment', fulfilmentOf(state)),
      billing: axis('billing', billingOf(state)),
      payment: axis('payment', paymentOf(state)),
    },
    customerId,
    purchaseOrderNumber: draft.purchaseOrderNumber ?? '',
    salesAreaId: draft.salesAreaId,
    requestedDeliveryDate: draft.requestedDeliveryDate,
    opportunityId,
    net: salesOrder?.net,
    tax: salesOrder?.tax,
    total: salesOrder?.total,
    money: moneyOf(state),
    lines: state.lines.map((line) => lineView(state, line)),
    deliveries: state.deliveries.map((delivery) => ({ deliveryId: delivery.id, status: delivery.status, ...arrivalOf(state, delivery), lines: positions(state, delivery.lines) })),
    invoices: state.invoices.map(({ id, number, type, creditedInvoiceId, status, cleared, own, total, open, lines, payments }) => ({
      invoiceId: toPublicId(state.systemId, id),
      disputed: disputedOf(state, id),
      number,
      type,
      ...(creditedInvoiceId !== undefined && { creditedInvoiceId: toPublicId(state.systemId, creditedInvoiceId) }),
      status,
      cleared,
      own,
      total,
      open,
      lines: positions(state, lines),
      payments,
    })),
    returns: state.returns.map(({ id, status, lines }) => ({ returnId: id, status, lines: positions(state, lines) })),
    ...(state.disputes && { disputes: disputesOf(state) }),
    references: referencesOf(state).map(({ system, type, id }) => ({ system, type, id })),
    holds,
    pending: state.tasks.length > 0 ? state.tasks.map(({ id, effect, actor }) => ({ id, effect, actor })) : undefined,
    flags: [...state.flags.map(({ type, reason: why }) => ({ type, reason: why })), ...breachesOf(state), ...shortReceived(state).map(({ type, reason: why }) => ({ type, reason: why }))],
    allowed: allowedOf(state),
    waitingSince: state.waiting?.since,
    reason,
    placedAt,
    changedAt,
    sequence,
  };
}

function lineView(state: OrderState, line: LineState): Order['lines'][number] {
  const { position, itemId, description, unit, ordered, unitPrice, net, tax, confirmations, billingPolicy } = line;
  return {
    position,
    itemId: toPublicId(state.systemId, itemId),
    description,
    quantity: ordered,
    unit,
    unitPrice,
    net,
    tax,
    confirmations,
    billingPolicy,
    deliveryTolerance: toleranceOf(state, line),
    ledger: ledgerOf(state, line),
  };
}

/** Quantities by the position of the line in the order. */
function positions(state: OrderState, lines: LineQuantities): { position: number; quantity: string }[] {
  return state.lines.flatMap(({ lineId, position }) => (lineId !== undefined && lines[lineId] !== undefined ? [{ position, quantity: lines[lineId] }] : []));
}

/** Documents of the order; an invoice stays open until it is cleared, so that it is read again. */
export function referencesOf(state: OrderState): OpenReference[] {
  const reference = (type: DocumentReference['type'], id: string, version?: string, open = false): OpenReference => ({ system: state.systemId, type, id, open, version });
  return [
    ...(state.salesOrder ? [reference('sales-order', state.salesOrder.id, state.salesOrder.version)] : []),
    ...state.deliveries.map(({ id, version }) => reference('delivery', id, version)),
    ...state.invoices.map(({ id, version, cleared, status }) => reference('invoice', id, version, status === 'posted' && !cleared)),
    ...state.invoices.flatMap(({ payments }) => payments.map(({ id }) => reference('payment', id))),
    ...state.returns.map(({ id, version }) => reference('return', id, version)),
  ];
}

/** What happened between two states, for the timeline: documents that were seen, holds, and the label. */
export function entriesBetween(before: OrderState, after: OrderState): NewTimelineEntry[] {
  const at = after.changedAt;
  const system = after.systemId;
  const seen = (key: string, entry: Omit<NewTimelineEntry, 'key' | 'at'>): NewTimelineEntry => ({ key, at, ...entry });
  const fresh = <T>(now: T[], then: T[], same: (a: T, b: T) => boolean) => now.filter((each) => !then.some((old) => same(each, old)));
  const status = statusOf(after);
  return [
    ...fresh(after.deliveries, before.deliveries, (a, b) => a.id === b.id && a.status === b.status).map(({ id, status: outcome }) =>
      seen(`delivery:${id}:${outcome}`, { type: 'delivery', outcome, system, reference: id }),
    ),
    ...fresh(after.invoices, before.invoices, (a, b) => a.id === b.id && a.status === b.status).map(({ id, number, type, status: outcome, total }) =>
      seen(`invoice:${id}:${outcome}`, { type, outcome, system, reference: number ?? id, detail: `${total.amount} ${total.currency}` }),
    ),
    ...fresh(
      after.invoices.flatMap(({ payments }) => payments),
      before.invoices.flatMap(({ payments }) => payments),
      (a, b) => a.id === b.id,
    ).map(({ id, amount }) => seen(`payment:${id}`, { type: 'payment', outcome: 'received', system, reference: id, detail: `${amount.amount} ${amount.currency}` })),
    ...fresh(after.invoices.filter(({ cleared }) => cleared), before.invoices.filter(({ cleared }) => cleared), (a, b) => a.id === b.id).map(({ id, number, type }) =>
      seen(`cleared:${id}`, { type, outcome: 'cleared', system, reference: number ?? id }),
    ),
    ...fresh(after.holds, before.holds, (a, b) => a.type === b.type).map(({ type, reason, since }) =>
      seen(`hold:${type}:${since}`, { type: 'hold', outcome: 'set', system, reference: type, detail: reason }),
    ),
    ...fresh(before.holds, after.holds, (a, b) => a.type === b.type).map(({ type, since }) =>
      seen(`hold:${type}:${since}:ended`, { type: 'hold', outcome: 'ended', system, reference: type }),
    ),
    ...fresh(after.returns, before.returns, (a, b) => a.id === b.id && a.status === b.status).map(({ id, status: outcome }) =>
      seen(`return:${id}:${outcome}`, { type: 'return', outcome, system, reference: id }),
    ),
    ...fresh(after.flags, before.flags, (a, b) => a.type === b.type).map(({ type, reason, since }) => seen(`flag:${type}:${since}`, { type: 'exception', outcome: 'raised', system, reference: type, detail: reason })),
    ...fresh(before.flags, after.flags, (a, b) => a.type === b.type).map(({ type, since }) => seen(`flag:${type}:${since}:ended`, { type: 'exception', outcome: 'ended', system, reference: type })),
    ...(after.waiting && !before.waiting ? [seen(`waiting:${after.waiting.since}`, { type: 'waiting', outcome: 'set', system, reference: after.waiting.effect })] : []),
    ...(before.waiting && !after.waiting ? [seen(`waiting:${before.waiting.since}:ended`, { type: 'waiting', outcome: 'ended', system, reference: before.waiting.effect })] : []),
    ...disputeEntries(before, after),
    ...proofEntries(before, after),
    ...(status === statusOf(before) ? [] : [seen(`status:${after.sequence}`, { type: 'status', outcome: status, detail: after.reason })]),
  ];
}
