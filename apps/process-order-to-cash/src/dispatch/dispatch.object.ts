import { Injectable } from '@nestjs/common';
import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { objectOptions, tell } from '#durable';
import { orderObjectName } from '../order/order.object.js';
import { ProcessSettings } from '../process.settings.js';
import { Dispatcher, firstLook, type DispatchState } from './dispatcher.js';

export const dispatchObjectName = 'o2c.Dispatch';

/**
 * `Dispatch/{systemId}`: how a backlog drains. Orders whose system is not available wait without a timer of their own;
 * this object looks at them by delayed sends to itself and tells them to try again, within the system's budget.
 */
@Injectable()
export class DispatchObject {
  readonly definition = object({
    name: dispatchObjectName,
    handlers: {
      /** Begins, or goes on after a restart; the chain of looks that ran before ends. */
      start: async (ctx: ObjectContext): Promise<void> => {
        const generation = ((await ctx.get<number>('generation')) ?? 0) + 1;
        ctx.set('generation', generation);
        this.again(ctx, generation, 0);
      },
      look: async (ctx: ObjectContext, { generation }: { generation: number }): Promise<void> => {
        if ((await ctx.get<number>('generation')) !== generation) return;
        const erp = this.settings.erps.find(({ systemId }) => systemId === ctx.key);
        if (!erp) return;
        const before = (await ctx.get<DispatchState>('state')) ?? firstLook;
        const { state, orderIds, againInMs } = await ctx.run('look', () => this.dispatcher.look(erp, before, Date.now()));
        ctx.set('state', state);
        for (const key of orderIds) tell(ctx, { object: orderObjectName, key, handler: 'dispatch', body: {} });
        this.again(ctx, generation, againInMs);
      },
    },
    options: objectOptions,
  });

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly settings: ProcessSettings,
  ) {}

  private again(ctx: ObjectContext, generation: number, delayMs: number): void {
    tell(ctx, { object: dispatchObjectName, key: ctx.key, handler: 'look', body: { generation }, delayMs });
  }
}
