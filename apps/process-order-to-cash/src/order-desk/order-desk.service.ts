import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { fromPublicId, invalidField, StrataError, type Answer, type CallContext, type InvoicePdf, type Order } from '#canonical';
import { ErpApi, type AdoptionRequest, type CreditNoteRequest, type DeliveryRequest, type OfOrder, type OrderChangeRequest, type OrderDeskApi, type ProofRequest, type Reason, type ReturnRequest } from '#contracts';
import { withoutDataScope } from '#edge';
import { OrderReader } from '#read-models';
import { LineDecimals } from './line-decimals.js';
import { OrderAdoption } from './order-adoption.js';
import { OrderCommands } from './order-commands.js';
import { requirePastDay } from '../past-day.js';

/** Wishes of people, as the order's object takes them. */
@Injectable()
export class OrderDeskService implements OrderDeskApi {
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly commands: OrderCommands,
    private readonly erp: ErpApi,
    private readonly adoption: OrderAdoption,
    private readonly decimals: LineDecimals,
  ) {
    this.reader = new OrderReader(db);
  }

  adoptOrder(ctx: CallContext, { request: { systemId, salesOrderId, deliverOnRequest = true } }: { request: AdoptionRequest }): Promise<Answer<Order>> {
    return this.adoption.adopt(ctx, systemId, salesOrderId, deliverOnRequest);
  }

  async changeOrder(ctx: CallContext, { orderId, idempotencyKey, request: { requestedDeliveryDate, lines } }: OfOrder & { request: OrderChangeRequest }): Promise<Answer<Order>> {
    if (requestedDeliveryDate === undefined && lines === undefined) throw invalidField('', 'expected requestedDeliveryDate or lines');
    await this.decimals.require(ctx, orderId, lines);
    return this.commands.send(ctx, orderId, { type: 'change', requestedDeliveryDate, lines }, idempotencyKey);
  }

  cancelOrder(ctx: CallContext, { orderId, idempotencyKey, request: { reason } }: OfOrder & { request: Reason }): Promise<Answer<Order>> {
    return this.commands.send(ctx, orderId, { type: 'cancel', reason }, idempotencyKey);
  }

  releaseHold(ctx: CallContext, { orderId, idempotencyKey, hold, request: { reason } }: OfOrder & { hold: string; request: Reason }): Promise<Answer<Order>> {
    return this.commands.send(ctx, orderId, { type: 'release-hold', hold, reason }, idempotencyKey);
  }

  rejectHold(ctx: CallContext, { orderId, idempotencyKey, hold, request: { reason } }: OfOrder & { hold: string; request: Reason }): Promise<Answer<Order>> {
    return this.commands.send(ctx, orderId, { type: 'reject-hold', hold, reason }, idempotencyKey);
  }

  async deliverOrder(ctx: CallContext, { orderId, idempotencyKey, request: { lines } }: OfOrder & { request: DeliveryRequest }): Promise<Answer<Order>> {
    await this.decimals.require(ctx, orderId, lines);
    return this.commands.send(ctx, orderId, { type: 'deliver', lines }, idempotencyKey);
  }

  async proveOrderDelivery(ctx: CallContext, { orderId, idempotencyKey, deliveryId, request }: OfOrder & { deliveryId: string; request: ProofRequest }): Promise<Answer<Order>> {
    requirePastDay(request.receivedOn);
    return this.commands.send(ctx, orderId, { type: 'prove-delivery', deliveryId, ...request }, idempotencyKey);
  }

  async returnOrder(ctx: CallContext, { orderId, idempotencyKey, request: { reason, lines } }: OfOrder & { request: ReturnRequest }): Promise<Answer<Order>> {
    await this.decimals.require(ctx, orderId, lines);
    return this.commands.send(ctx, orderId, { type: 'return', reason, lines }, idempotencyKey);
  }

  receiveReturnedGoods(ctx: CallContext, { orderId, idempotencyKey, returnId }: OfOrder & { returnId: string }): Promise<Answer<Order>> {
    return this.commands.send(ctx, orderId, { type: 'receive-return', returnId }, idempotencyKey);
  }

  async creditOrder(ctx: CallContext, { orderId, idempotencyKey, request: { invoiceId, reason, lines } }: OfOrder & { request: CreditNoteRequest }): Promise<Answer<Order>> {
    await this.decimals.require(ctx, orderId, lines);
    return this.commands.send(ctx, orderId, { type: 'credit', invoiceId: fromPublicId(invoiceId)?.key ?? '', reason, lines }, idempotencyKey);
  }

  /** The ERP issues the legal invoice; we pass its printed form on. It is asked about what is the caller's, as its order says. */
  async readOrderInvoicePdf(ctx: CallContext, { orderId, invoiceId }: { orderId: string; invoiceId: string }): Promise<Answer<InvoicePdf>> {
    const { order } = await this.reader.order(orderId, ctx.principal.dataScope);
    const native = fromPublicId(invoiceId);
    if (!native || !order.invoices.some((invoice) => invoice.invoiceId === invoiceId)) throw new StrataError('not-found', 'the order has no such invoice');
    return this.erp.readInvoicePdf(withoutDataScope(ctx), { systemId: native.systemId, invoiceId: native.key });
  }
}
