import { Injectable, Optional } from '@nestjs/common';
import { StrataError, type CallContext, type ReplayPreview, type WorkException } from '#canonical';
import type { ActionPlace, PersonsWish } from './exception-actions.js';
import { OrderDesk, type DeskCommand } from './order-desk.js';

/** What a person wants done about an exception of an order is done by the order, which ends the exception when it no longer has it. */
@Injectable()
export class OrderActions implements ActionPlace {
  constructor(@Optional() private readonly desk?: OrderDesk) {}

  async act(ctx: CallContext, { orderId = '', kind }: WorkException, { action, reason, idempotencyKey }: PersonsWish): Promise<void> {
    await this.orders(action).act(ctx, orderId, commandOf(action, kind, reason), { idempotencyKey });
  }

  async preview(ctx: CallContext, { orderId = '', kind }: WorkException): Promise<ReplayPreview> {
    return this.orders('retry').preview(ctx, orderId, kind);
  }

  private orders(action: string): OrderDesk {
    if (this.desk) return this.desk;
    throw new StrataError('conflict', `${action} is done at the order: its exceptions end with their cause`, { state: 'open', allowed: [], reason: 'done-at-the-order' });
  }
}

function commandOf(action: string, kind: string, reason: string): DeskCommand {
  switch (action) {
    case 'release-hold':
    case 'reject-hold':
      return { type: action, hold: kind, reason };
    case 'cancel':
      return { type: action, reason };
    case 'retry':
      return { type: action, kind, reason };
    default:
      throw new Error(`an order knows no ${action}`);
  }
}
