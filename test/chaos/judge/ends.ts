import { erpReference, type Evidence, type Finding } from '../books.js';
import type { Fate } from '../plan.js';

/** Where an order of each fate ends, by the label of our API. */
const endOf: Record<Fate, string[]> = {
  paid: ['paid', 'closed'],
  released: ['paid', 'closed'],
  replenished: ['paid', 'closed'],
  'short-of-credit': ['on-hold'],
  // What there is may be shipped; the rest is a backorder.
  'short-of-stock': ['on-hold', 'confirmed'],
  returned: ['paid', 'closed'],
  // Which of them the answer to its cancel says: cancels.ts.
  cancelled: ['cancelled', 'paid', 'closed'],
};

export function hasEnded(fate: Fate, status: string | undefined): boolean {
  return status !== undefined && endOf[fate].includes(status);
}

export function waitsToTheEnd(fate: Fate): boolean {
  return fate === 'short-of-credit' || fate === 'short-of-stock';
}

/** Every order came to the end that was planned for it, in our eyes and in the ERP's. */
export function endsAsPlanned({ acknowledged, ledgers, ours }: Evidence): Finding[] {
  const states = new Map(ledgers.orders.map(({ reference, state }) => [reference, state]));
  return acknowledged.flatMap(({ orderId, plan: { fate } }): Finding[] => {
    const status = ours.get(orderId)?.status;
    if (!hasEnded(fate, status)) return [{ rule: 'end', subject: orderId, detail: `it is ${status}, expected of one that is ${fate}: ${endOf[fate].join(' or ')}` }];
    const state = states.get(erpReference(orderId));
    const isPaid = status === 'paid' || status === 'closed';
    return isPaid === (state === 'paid') ? [] : [{ rule: 'end', subject: orderId, detail: `we say ${status}, the ERP ${state}` }];
  });
}
