import { v7 as uuidv7 } from 'uuid';
import type { Order } from '#canonical';
import type { Placement } from './order-projection.js';

/** An order as it is when it was placed, changed as the spec says. */
export function orderView(change: Partial<Order> = {}): Order {
  return {
    orderId: uuidv7(),
    status: 'received',
    axes: { capture: 'received', credit: 'not-checked', fulfilment: 'open', billing: 'open', payment: 'open' },
    customerId: 'Y3VzdG9tZXI',
    purchaseOrderNumber: 'PO-1',
    lines: [],
    deliveries: [],
    invoices: [],
    returns: [],
    references: [],
    holds: [],
    flags: [],
    placedAt: '2026-01-01T08:00:00.000Z',
    changedAt: '2026-01-01T08:00:00.000Z',
    sequence: 0,
    ...change,
  };
}

export function placementOf(order: Order, change: Partial<Placement> = {}): Placement {
  return { client: 'web', idempotencyKey: `key-${order.orderId}`, bodyHash: 'hash', message: { orderId: order.orderId }, order, ...change };
}
