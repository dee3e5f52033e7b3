import { exact } from '#canonical';
import { erpReference, type AcknowledgedOrder, type Evidence, type Finding } from '../books.js';

/** Of an order whose cancel was taken, and which the ERP then did not cancel since its goods had left: a person is told. */
export const cancelRefusedLater = 'refused-cancel-sales-order';
/** The only reason for which the ERP may refuse it. */
const goodsHaveLeft = 'goods of the order have left';

/**
 * A cancel that was taken ends with nothing delivered, billed or paid, and the ERP's order, where there is one, rejected;
 * one that was refused was too late: the order is paid. In between is only what the ERP refused later, which is on the work list.
 */
export function cancelsHold(evidence: Evidence): Finding[] {
  return evidence.acknowledged.filter(({ plan }) => plan.fate === 'cancelled').flatMap((order) => cancelHolds(order, evidence));
}

function cancelHolds({ orderId, cancel }: AcknowledgedOrder, { ledgers, ours, exceptions }: Evidence): Finding[] {
  const finding = (detail: string): Finding => ({ rule: 'cancel', subject: orderId, detail });
  const status = ours.get(orderId)?.status;
  const isRefusedLater = exceptions.some((each) => each.orderId === orderId && each.kind === cancelRefusedLater && each.reason.includes(goodsHaveLeft));
  if (status !== 'cancelled') {
    return cancel === 'refused' || (cancel === 'taken' && isRefusedLater) ? [] : [finding(`its cancel was ${cancel ?? 'not answered'}, it is ${status}, and nobody is told`)];
  }
  if (cancel !== 'taken') return [finding(`its cancel was ${cancel ?? 'not answered'}, and it is cancelled`)];
  const numbers = new Set(ledgers.orders.filter(({ reference }) => reference === erpReference(orderId)).map(({ salesOrder }) => salesOrder));
  const orders = ledgers.orders.filter(({ salesOrder }) => numbers.has(salesOrder));
  const live = orders.filter(({ state }) => state !== 'rejected').map(({ salesOrder, state }) => finding(`sales order ${salesOrder} is ${state}`));
  const moved = orders.flatMap(({ salesOrder, lines }) => lines.filter(({ issued, billed }) => !exact.isZero(issued) || !exact.isZero(billed)).map(({ item }) => finding(`line ${item} of ${salesOrder} was shipped or billed`)));
  const deliveries = ledgers.deliveries.filter(({ lines }) => lines.some(({ order }) => numbers.has(order))).map(({ delivery }) => finding(`delivery ${delivery} is there`));
  const invoices = ledgers.invoices.filter(({ cancelled, cancels, lines }) => !cancelled && cancels === null && lines.some(({ order }) => numbers.has(order))).map(({ invoice }) => finding(`invoice ${invoice} is there`));
  return [...live, ...moved, ...deliveries, ...invoices];
}
