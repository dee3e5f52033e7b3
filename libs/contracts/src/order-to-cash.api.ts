import type { Answer, CallContext, Order, OrderQuery, OrderSimulation, Page, TimelineEntry } from '#canonical';
import type { OrderRequest, OrderSimulationRequest } from './order-request.js';
import { Operation } from './operation.js';

/** Process API: from a wish to cash. Ids are public ids. */
export abstract class OrderToCashApi {
  /** What the order would be. Errors: `invalid` with pointers, `unavailable`. */
  @Operation({ scope: 'orders:read', safe: true, data: 'kept' })
  readonly simulateOrder!: (ctx: CallContext, args: { request: OrderSimulationRequest }) => Promise<Answer<OrderSimulation>>;

  /**
   * Accepts an order once per client and key; the same body again answers the same order.
   * Errors: `invalid` with pointers (422 for what names nothing that exists), `conflict` never.
   */
  @Operation({ scope: 'orders:write', safe: false, data: 'kept' })
  readonly placeOrder!: (ctx: CallContext, args: { idempotencyKey: string; request: OrderRequest }) => Promise<Answer<Order>>;

  /** Orders by any of their keys, newest first. Errors: `invalid` with pointers. */
  @Operation({ scope: 'orders:read', safe: true, data: 'kept' })
  readonly listOrders!: (ctx: CallContext, args: OrderQuery) => Promise<Answer<Page<Order>>>;

  @Operation({ scope: 'orders:read', safe: true, data: 'kept' })
  readonly readOrder!: (ctx: CallContext, args: { orderId: string }) => Promise<Answer<Order>>;

  @Operation({ scope: 'orders:read', safe: true, data: 'kept' })
  readonly readTimeline!: (ctx: CallContext, args: { orderId: string }) => Promise<Answer<{ items: TimelineEntry[] }>>;
}
