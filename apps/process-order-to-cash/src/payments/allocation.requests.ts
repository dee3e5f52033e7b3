import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { exact } from '#canonical';
import { DurableIngress } from '#durable';
import { PaymentRequests, Payments, type DueAllocation } from '#read-models';
import type { OrderCommand } from '../order/order.commands.js';
import { answerWithinMs, orderObjectName, type CommandAnswer } from '../order/order.object.js';
import { PaymentBook } from './payment.book.js';

const atOnce = 20;

/** Asks orders to have allocations posted in their ERP, each once under its own id, until the order has answered. */
@Injectable()
export class AllocationRequests {
  private readonly log = new Logger('Payments');

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly requests: PaymentRequests,
    private readonly payments: Payments,
    private readonly book: PaymentBook,
    private readonly ingress: DurableIngress,
  ) {}

  /** What is due, of one payment or of all. What cannot be asked now is asked later. */
  async askAll(paymentId?: string): Promise<void> {
    const due = await this.requests.due(atOnce, paymentId);
    await Promise.all(due.map((each) => this.ask(each)));
  }

  private async ask(due: DueAllocation): Promise<void> {
    const { allocationId, orderId } = due;
    // Whoever reverses the payment from here on waits for what becomes of this.
    if (!(await this.requests.ask(allocationId))) return;
    try {
      const answer = await this.ingress.call<CommandAnswer>(orderObjectName, orderId, 'command', commandOf(due), `payment:${allocationId}`, answerWithinMs);
      await ('refusal' in answer ? this.refused(due, answer.refusal.message) : this.requests.taken(allocationId));
    } catch (error) {
      this.log.warn(`allocation ${allocationId} waits for order ${orderId}: ${(error as Error).message}`);
    }
  }

  private async refused({ systemId, customerId, paymentId, allocationId }: DueAllocation, detail: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.payments.lockCustomer(systemId, customerId, tx);
      await this.requests.refused(allocationId, detail, tx);
      await this.book.settled(paymentId, tx);
    });
  }
}

function commandOf({ allocationId, allocatedBy, invoiceKey, amount, discount, currency, receivedOn }: DueAllocation): OrderCommand {
  return { type: 'pay', id: allocationId, actor: allocatedBy, invoiceId: invoiceKey, amount: { amount, currency }, ...(!exact.isZero(discount) && { discount: { amount: discount, currency } }), paidOn: receivedOn };
}
