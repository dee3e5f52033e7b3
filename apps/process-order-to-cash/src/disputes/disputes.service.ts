import { Injectable } from '@nestjs/common';
import { fresh, isStrataError, type Answer, type CallContext, type Dispute, type DisputeFilter, type Order, type Page, type PageQuery } from '#canonical';
import type { DisputeRequest, DisputeResolutionRequest, DisputesApi } from '#contracts';
import { DisputeList } from '#read-models';
import { OrderCommands } from '../order-desk/order-commands.js';
import { orderUnknown } from './dispute.refusals.js';

/** Disputes live with their orders; what lists show, the orders have written. */
@Injectable()
export class DisputesService implements DisputesApi {
  constructor(
    private readonly disputes: DisputeList,
    private readonly commands: OrderCommands,
  ) {}

  async openDispute(ctx: CallContext, { idempotencyKey, request: { orderId, invoiceId, amount, code = 'other', reason } }: { idempotencyKey: string; request: DisputeRequest }): Promise<Answer<Dispute>> {
    const order = await this.order(orderId, this.commands.send(ctx, orderId, { type: 'dispute', invoiceId, amount, code, reason }, idempotencyKey));
    // The order as it was when it took the dispute: an invoice has one open at most.
    return fresh('strata', disputeOf(order, (each) => each.invoiceId === invoiceId && each.state === 'open'));
  }

  async listDisputes({ principal }: CallContext, query: DisputeFilter & PageQuery): Promise<Answer<Page<Dispute>>> {
    return fresh('strata', await this.disputes.find(query, principal.dataScope));
  }

  async readDispute({ principal }: CallContext, { disputeId }: { disputeId: string }): Promise<Answer<Dispute>> {
    return fresh('strata', await this.disputes.read(disputeId, principal.dataScope));
  }

  async resolveDispute(ctx: CallContext, { disputeId, idempotencyKey, request: { outcome, reason } }: { disputeId: string; idempotencyKey: string; request: DisputeResolutionRequest }): Promise<Answer<Dispute>> {
    const { orderId } = await this.disputes.read(disputeId, ctx.principal.dataScope);
    const { value: order } = await this.commands.send(ctx, orderId, { type: 'settle-disputes', disputeId, outcome, reason }, idempotencyKey);
    return fresh('strata', disputeOf(order, (each) => each.disputeId === disputeId));
  }

  /** The order stands in the body: one that is not there is a fault of the body. */
  private async order(orderId: string, asked: Promise<Answer<Order>>): Promise<Order> {
    try {
      return (await asked).value;
    } catch (error) {
      throw isStrataError(error, 'not-found') ? orderUnknown(orderId) : error;
    }
  }
}

function disputeOf({ orderId, disputes = [] }: Order, isMeant: (dispute: Dispute) => boolean): Dispute {
  const found = disputes.findLast(isMeant);
  if (!found) throw new Error(`order ${orderId} took a dispute and does not show it`);
  return found;
}
