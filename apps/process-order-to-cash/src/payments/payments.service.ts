import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fresh, unprocessable, type Answer, type CallContext, type CustomerPayment, type CustomerPaymentQuery, type Page } from '#canonical';
import type { AllocationsRequest, PaymentRequest, PaymentsApi, Reason } from '#contracts';
import { Payments, RequestLog, type OnceRequest } from '#read-models';
import { requirePastDay } from '../past-day.js';
import { AllocationRequests } from './allocation.requests.js';
import { PaymentBook } from './payment.book.js';
import { PaymentDoor } from './payment.door.js';
import { moneyFaults } from './payment.rules.js';

const source = 'strata';

/** Records of incoming payments, each request once, as the database has them. */
@Injectable()
export class PaymentsService implements PaymentsApi {
  constructor(
    private readonly requests: RequestLog,
    private readonly payments: Payments,
    private readonly book: PaymentBook,
    private readonly door: PaymentDoor,
    private readonly asks: AllocationRequests,
  ) {}

  async recordPayment(ctx: CallContext, { idempotencyKey, request }: { idempotencyKey: string; request: PaymentRequest }): Promise<Answer<CustomerPayment>> {
    const { allocations, customerId, amount, receivedOn, reference } = request;
    const faults = moneyFaults(amount, '/amount');
    if (faults.length > 0) throw unprocessable(faults);
    requirePastDay(receivedOn);
    const systemId = await this.door.systemOf(ctx, customerId);
    const allocator = await this.door.allocatorFor(ctx, systemId);
    const payment = { systemId, customerId, amount, receivedOn, reference: reference?.trim() || undefined, recordedBy: ctx.principal.id };
    return this.once(ctx, 'payment:record', idempotencyKey, request, async (tx) => this.book.record(payment, allocations, allocator, tx));
  }

  async listPayments({ principal }: CallContext, query: CustomerPaymentQuery): Promise<Answer<Page<CustomerPayment>>> {
    return fresh(source, await this.payments.list(query, principal.dataScope));
  }

  async readPayment({ principal }: CallContext, { paymentId }: { paymentId: string }): Promise<Answer<CustomerPayment>> {
    return fresh(source, await this.payments.readOwn(paymentId, principal.dataScope));
  }

  async allocatePayment(ctx: CallContext, { paymentId, idempotencyKey, request }: { paymentId: string; idempotencyKey: string; request: AllocationsRequest }): Promise<Answer<CustomerPayment>> {
    const { systemId } = await this.payments.readOwn(paymentId, ctx.principal.dataScope);
    const allocator = await this.door.allocatorFor(ctx, systemId);
    return this.once(ctx, 'payment:allocate', idempotencyKey, { paymentId, ...request }, (tx) => this.book.allocate(paymentId, request.allocations, allocator, tx));
  }

  async reverseCustomerPayment(ctx: CallContext, { paymentId, idempotencyKey, request }: { paymentId: string; idempotencyKey: string; request: Reason }): Promise<Answer<CustomerPayment>> {
    if (ctx.principal.dataScope) await this.payments.readOwn(paymentId, ctx.principal.dataScope);
    return this.once(ctx, 'payment:reverse', idempotencyKey, { paymentId, ...request }, (tx) => this.book.reverse(paymentId, request.reason, ctx.principal.id, tx));
  }

  /** Done once; a repeat is answered with the payment as it is now. */
  private async once(ctx: CallContext, operation: string, idempotencyKey: string, body: object, work: (tx: EntityManager) => Promise<CustomerPayment>): Promise<Answer<CustomerPayment>> {
    const request: OnceRequest = { client: ctx.principal.id, idempotencyKey, operation, body };
    const { paymentId } = await this.requests.once(request, async (tx) => ({ paymentId: (await work(tx)).paymentId }));
    await this.asks.askAll(paymentId);
    return fresh(source, await this.payments.read(paymentId));
  }
}
