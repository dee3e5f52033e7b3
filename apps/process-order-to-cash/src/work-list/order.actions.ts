import { Injectable } from '@nestjs/common';
import type { CallContext, ReplayPreview, WorkException } from '#canonical';
import type { ActionPlace, PersonsWish } from './exception-actions.js';
import { OrderDesk, type DeskCommand } from './order-desk.js';

/** What a person wants done about an exception of an order is done by the order, which ends the exception when it no longer has it. */
@Injectable()
export class OrderActions implements ActionPlace {
  constructor(private readonly desk: OrderDesk) {}

  async act(ctx: CallContext, { orderId = '', kind }: WorkException, { action, reason, idempotencyKey }: PersonsWish): Promise<void> {
    await this.desk.act(ctx, orderId, commandOf(action, kind, reason), { idempotencyKey });
  }

  preview(ctx: CallContext, { orderId = '', kind }: WorkException): Promise<ReplayPreview> {
    return this.desk.preview(ctx, orderId, kind);
  }
}

function commandOf(action: string, kind: string, reason: string): DeskCommand {
  switch (action) {
    case 'release-hold':
    case 'reject-hold':
      return { type: action, hold: kind, reason };
    case 'cancel':
      return { type: action, reason };
    case 'accept-dispute':
      return { type: 'settle-disputes', outcome: 'accepted', reason };
    case 'reject-dispute':
      return { type: 'settle-disputes', outcome: 'rejected', reason };
    case 'retry':
      return { type: action, kind, reason };
    default:
      throw new Error(`an order knows no ${action}`);
  }
}
