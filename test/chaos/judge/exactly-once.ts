import { erpReference, type ErpOrder, type Evidence, type Finding } from '../books.js';

/** Every acknowledged order is in the ERP exactly once, unless it was cancelled before it got there, and nothing of ours is there that nobody ordered. */
export function exactlyOnce({ acknowledged, ledgers, ours }: Evidence): Finding[] {
  const byReference = Map.groupBy(ledgers.orders, ({ reference }) => reference);
  const expected = new Set(acknowledged.map(({ orderId }) => erpReference(orderId)));
  return [
    ...acknowledged.flatMap(({ orderId, cancel }) => countOf(orderId, byReference.get(erpReference(orderId)) ?? [], cancel === 'taken' && ours.get(orderId)?.status === 'cancelled')),
    ...ledgers.orders.filter(({ reference }) => !expected.has(reference)).map(({ salesOrder, reference }) => ({ rule: 'stray', subject: salesOrder, detail: `the ERP has it for ${reference}, which was acknowledged to nobody` })),
    ...repeatedIds(acknowledged),
  ];
}

function countOf(orderId: string, found: ErpOrder[], mayBeMissing: boolean): Finding[] {
  if (found.length === 0 && !mayBeMissing) return [{ rule: 'lost', subject: orderId, detail: 'the ERP has no order for it' }];
  if (found.length > 1) return [{ rule: 'doubled', subject: orderId, detail: `the ERP has ${found.map(({ salesOrder }) => salesOrder).join(' and ')}` }];
  return [];
}

/** Two different orders of clients must not have become one. */
function repeatedIds(acknowledged: Evidence['acknowledged']): Finding[] {
  return [...Map.groupBy(acknowledged, ({ orderId }) => orderId)]
    .filter(([, same]) => same.length > 1)
    .map(([orderId, same]) => ({ rule: 'merged', subject: orderId, detail: `orders ${same.map(({ plan }) => plan.number).join(' and ')} of the clients were given the same id` }));
}
