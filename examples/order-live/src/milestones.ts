import type { Order, Web } from '@strata/client';

export interface Milestone {
  name: string;
  /** ISO 8601; absent while it is still to come. */
  at?: string;
}

const way = ['confirmed', 'shipped', 'invoiced', 'paid'] as const;

/** How far an order has come. A status that was passed over, such as when two came at once, has the time of the next one. */
export function milestonesOf(order: Order, entries: Web.TimelineEntry[]): Milestone[] {
  const reached = new Map(entries.filter(({ type }) => type === 'status').map(({ outcome, at }) => [outcome, at]));
  const times = way.map((status, at) => reached.get(status) ?? way.slice(at + 1).map((later) => reached.get(later)).find((time) => time !== undefined));
  return [{ name: 'placed', at: order.placedAt }, ...way.map((name, at) => ({ name, at: times[at] }))];
}
