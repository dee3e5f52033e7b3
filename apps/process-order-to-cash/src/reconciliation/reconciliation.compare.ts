import { validate as isUuid } from 'uuid';
import { money, type Money, type OrderStatusNote, type SalesOrderSummary } from '#canonical';
import type { ComparedOrder } from '#read-models';

/** An order of which we and a system say different things. */
export interface Difference {
  /** Our order id; of an order that we do not know, the reference that the ERP has. */
  orderId: string;
  /** For people. The same as long as the difference is the same. */
  reason: string;
}

export const isCancelled = ({ status, axes }: ComparedOrder): boolean => status === 'cancelled' || status === 'rejected' || axes.capture === 'cancelled' || axes.capture === 'rejected';

export const salesOrderOf = ({ references }: ComparedOrder): string | undefined => references.find(({ type }) => type === 'sales-order')?.id;

/** ISO 8601 in UTC on both sides. What changed after `before` may be on its way between the systems. */
export const isQuiet = ({ changedAt }: ComparedOrder, before: string): boolean => changedAt < before;

/** Orders in the ERP by our order id: by the reference that they carry, or by the sales order that we took over. Others are none of ours. */
export function byOrderId(ours: ComparedOrder[], theirs: SalesOrderSummary[]): Map<string, SalesOrderSummary[]> {
  const taken = new Map(ours.map((order) => [salesOrderOf(order), order.orderId]));
  const found = new Map<string, SalesOrderSummary[]>();
  for (const each of theirs) {
    const orderId = taken.get(each.id) ?? (each.reference !== undefined && isUuid(each.reference) ? each.reference : undefined);
    if (orderId !== undefined) found.set(orderId, [...(found.get(orderId) ?? []), each]);
  }
  return found;
}

/**
 * Compares with the ERP.
 * @param theirs all of the ERP since that day, and those of our sales orders which are older
 * @param before orders of ours that changed later are left out
 */
export function compareWithErp(ours: ComparedOrder[], theirs: SalesOrderSummary[], before: string): Difference[] {
  const found = byOrderId(ours, theirs);
  const known = new Set(ours.map(({ orderId }) => orderId));
  const unknown = [...found].filter(([orderId, sales]) => !known.has(orderId) && sales.some(isLive));
  return [
    ...unknown.map(([orderId, sales]) => ({ orderId, reason: `the ERP has ${namesOf(sales.filter(isLive))} under the reference ${orderId}, which is no order of ours` })),
    ...ours.filter((order) => isQuiet(order, before)).flatMap((order) => reasonsOf(order, found.get(order.orderId) ?? [])),
  ];
}

function reasonsOf(order: ComparedOrder, sales: SalesOrderSummary[]): Difference[] {
  const { orderId, axes, net } = order;
  const own = sales.find(({ id }) => id === salesOrderOf(order));
  const more = sales.filter((each) => each !== own && isLive(each));
  const reasons: string[] = [];
  if (axes.capture === 'captured' && !own) reasons.push(`we hold the order as captured, and the ERP has no sales order ${salesOrderOf(order) ?? 'of it'}`);
  if (own && !isLive(own) && !isCancelled(order)) reasons.push(`the ERP cancelled ${own.id}, and here the order is ${order.status}`);
  if (own?.status === 'open' && isCancelled(order) && axes.fulfilment === 'open') reasons.push(`the order is ${order.status} here, and ${own.id} is open in the ERP`);
  if (own && isLive(own) && !isCancelled(order) && net && !isSame(net, own.net)) reasons.push(`${own.id} is ${textOf(own.net)} before tax in the ERP, and ${textOf(net)} here`);
  // Until it is captured, what is there may just have been written.
  if (more.length > 0 && (own || isCancelled(order))) reasons.push(`the ERP has ${namesOf(more)} for the order as well, which we do not count`);
  return reasons.length === 0 ? [] : [{ orderId, reason: reasons.join('; ') }];
}

/** Compares with the CRM, which is told of an order once it is more than received. `notes` are by our order id. */
export function compareWithCrm(ours: ComparedOrder[], notes: ReadonlyMap<string, OrderStatusNote>, before: string): Difference[] {
  return ours.filter((order) => isTold(order) && isQuiet(order, before)).flatMap(({ orderId, status }) => {
    const there = notes.get(orderId);
    if (!there) return [{ orderId, reason: `the CRM does not have the order, which is ${status} here` }];
    return there.status === status ? [] : [{ orderId, reason: `the order is ${status} here, and ${there.status || 'without a status'} in the CRM` }];
  });
}

export const isTold = ({ status }: ComparedOrder): boolean => status !== 'received';

export const isLive = ({ status }: SalesOrderSummary): boolean => status !== 'cancelled';
const isSame = (a: Money, b: Money): boolean => a.currency === b.currency && money.compare(a, b) === 0;
const textOf = ({ amount, currency }: Money): string => `${amount} ${currency}`;
const namesOf = (sales: SalesOrderSummary[]): string => `sales order ${sales.map(({ id }) => id).toSorted().join(', ')}`;
