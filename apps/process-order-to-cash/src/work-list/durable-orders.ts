import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { remainingMs, StrataError, within, type Answer, type CallContext, type Order, type ReplayPreview } from '#canonical';
import { ErpApi } from '#contracts';
import { DurableIngress } from '#durable';
import { OrderCommands } from '../order-desk/order-commands.js';
import { orderObjectName } from '../order/order.object.js';
import type { OrderState } from '../order/order.state.js';
import { flowContext } from '../order/steps/step-runner.js';
import { OrderDesk, type DeskCommand } from './order-desk.js';
import { previewOf } from './order.preview.js';

/** Longest wait for the state of an order in ms: it is read beside whatever runs. */
const stateWithinMs = 10_000;

/** The orders of the durable engine, as the work list needs them. */
@Injectable()
export class DurableOrders extends OrderDesk {
  constructor(
    private readonly commands: OrderCommands,
    private readonly ingress: DurableIngress,
    private readonly erp: ErpApi,
  ) {
    super();
  }

  act(ctx: CallContext, orderId: string, command: DeskCommand, { idempotencyKey }: { idempotencyKey: string }): Promise<Answer<Order>> {
    return this.commands.send(ctx, orderId, command, idempotencyKey);
  }

  /** The system is asked as the flow would ask it, on behalf of a person who may see the order. */
  async preview(ctx: CallContext, orderId: string, kind: string): Promise<ReplayPreview> {
    const state = await this.ingress.call<OrderState | null>(orderObjectName, orderId, 'inspect', {}, randomUUID(), stateWithinMs);
    if (!state) throw new StrataError('conflict', 'the order has not begun yet', { reason: 'not-begun', state: 'received', allowed: [] });
    return previewOf(state, kind, this.erp, within(flowContext(), remainingMs(ctx)));
  }
}
