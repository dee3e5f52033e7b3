import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { isStrataError, newTraceparent } from '#canonical';
import { feedObject, type FeedPoll } from '#durable';
import { PaymentRequests, Payments, type PayingCustomer } from '#read-models';
import { AllocationRequests } from './allocation.requests.js';
import { PaymentBook, ruleActor } from './payment.book.js';
import { PaymentDoor } from './payment.door.js';

export const paymentWatchObjectName = 'o2c.PaymentWatch';

/** ms between two looks. */
export const paymentWatchEveryMs = 2_000;

/** Of the system's manifest alone. */
const askWithinMs = 5_000;

/**
 * `PaymentWatch/all`: asks orders what they were not asked yet, sees what became of what they were asked, and allocates
 * money that was waiting for its invoice.
 */
@Injectable()
export class PaymentWatch {
  private readonly log = new Logger('Payments');
  readonly definition = feedObject(paymentWatchObjectName, (_key, since) => this.poll(since));

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly requests: PaymentRequests,
    private readonly payments: Payments,
    private readonly book: PaymentBook,
    private readonly door: PaymentDoor,
    private readonly asks: AllocationRequests,
  ) {}

  /**
   * @param since ISO 8601 time of the last look
   * @returns since when the next look must look: of what could not be asked now, nothing is forgotten
   */
  async look(since: string): Promise<string> {
    const now = new Date().toISOString();
    await this.asks.askAll();
    for (const customer of await this.requests.underWay()) {
      await this.db.transaction(async (tx) => {
        await this.payments.lockCustomer(customer.systemId, customer.customerId, tx);
        for (const paymentId of await this.requests.settle(customer, tx)) await this.book.settled(paymentId, tx);
      });
    }
    let allLooked = true;
    for (const waiting of await this.requests.waitingFor(since)) allLooked = (await this.allocate(waiting)) && allLooked;
    return allLooked ? now : since;
  }

  /**
   * A system that is not configured any more keeps no other back.
   * @returns false for one that must be looked at again
   */
  private async allocate({ paymentId, systemId, customerId }: PayingCustomer & { paymentId: string }): Promise<boolean> {
    const ctx = { principal: { id: ruleActor, scopes: [] }, actor: { id: 'order-to-cash', scopes: ['erp:read'] }, traceparent: newTraceparent(), deadline: Date.now() + askWithinMs };
    try {
      const { commanded } = await this.door.allocatorFor(ctx, systemId);
      await this.db.transaction(async (tx) => {
        await this.payments.lockCustomer(systemId, customerId, tx);
        await this.book.allocateByReference(await this.payments.read(paymentId, tx), commanded, tx);
      });
      return true;
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`payment ${paymentId} still waits for its invoice: ${error.message}`);
      return !error.retryable;
    }
  }

  private async poll(since: string | undefined): Promise<FeedPoll> {
    return { messages: [], cursor: await this.look(since ?? new Date(0).toISOString()), more: false };
  }
}
