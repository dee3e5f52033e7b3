import type { Answer, CallContext, InvoicePdf, Order } from '#canonical';
import { Operation } from './operation.js';
import type { AdoptionRequest, CreditNoteRequest, DeliveryRequest, OrderChangeRequest, ProofRequest, Reason, ReturnRequest } from './order-commands.js';

const write = { scope: 'orders:write', safe: false } as const;
/** What a clerk does, and no customer. */
const manage = { scope: 'orders:manage', safe: false } as const;

/** What every wish of a person names. The same key with the same body answers the same. */
export interface OfOrder {
  orderId: string;
  idempotencyKey: string;
}

/**
 * What an order desk does with an order. Each is noted at once and done in the ERP right after; the answer is the order with
 * the wish in it. Errors: `not-found`; `conflict` (409) with the state and what is allowed instead, also when the system does
 * not offer the operation; `invalid` (422) by line for quantities beyond the documents'; `unavailable` while the durable
 * engine cannot be reached.
 */
export abstract class OrderDeskApi {
  /** Once for each order of an ERP, whoever asks. */
  @Operation({ ...manage, data: 'whole' })
  readonly adoptOrder!: (ctx: CallContext, args: { request: AdoptionRequest }) => Promise<Answer<Order>>;
  @Operation({ ...write, data: 'kept' })
  readonly changeOrder!: (ctx: CallContext, args: OfOrder & { request: OrderChangeRequest }) => Promise<Answer<Order>>;
  /** Before goods issue an undo, after it a return. */
  @Operation({ ...write, data: 'kept' })
  readonly cancelOrder!: (ctx: CallContext, args: OfOrder & { request: Reason }) => Promise<Answer<Order>>;
  @Operation({ ...manage, data: 'kept' })
  readonly releaseHold!: (ctx: CallContext, args: OfOrder & { hold: string; request: Reason }) => Promise<Answer<Order>>;
  /** Cancels the order because of the hold. */
  @Operation({ ...manage, data: 'kept' })
  readonly rejectHold!: (ctx: CallContext, args: OfOrder & { hold: string; request: Reason }) => Promise<Answer<Order>>;
  @Operation({ ...manage, data: 'kept' })
  readonly deliverOrder!: (ctx: CallContext, args: OfOrder & { request: DeliveryRequest }) => Promise<Answer<Order>>;
  /** A record of ours, made at once; the same again changes nothing. `conflict` for a delivery that is not shipped or proven otherwise. */
  @Operation({ ...manage, data: 'kept' })
  readonly proveOrderDelivery!: (ctx: CallContext, args: OfOrder & { deliveryId: string; request: ProofRequest }) => Promise<Answer<Order>>;
  @Operation({ ...write, data: 'kept' })
  readonly returnOrder!: (ctx: CallContext, args: OfOrder & { request: ReturnRequest }) => Promise<Answer<Order>>;
  @Operation({ ...manage, data: 'kept' })
  readonly receiveReturnedGoods!: (ctx: CallContext, args: OfOrder & { returnId: string }) => Promise<Answer<Order>>;
  @Operation({ ...manage, data: 'kept' })
  readonly creditOrder!: (ctx: CallContext, args: OfOrder & { request: CreditNoteRequest }) => Promise<Answer<Order>>;
  @Operation({ scope: 'orders:read', safe: true, data: 'kept' })
  readonly readOrderInvoicePdf!: (ctx: CallContext, args: { orderId: string; invoiceId: string }) => Promise<Answer<InvoicePdf>>;
}
