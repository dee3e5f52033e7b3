import { Injectable } from '@nestjs/common';
import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { objectOptions, tell } from '#durable';
import { OrderProjection, Reservations } from '#read-models';
import { orderObjectName } from '../order/order.object.js';
import { ProcessSettings } from '../process.settings.js';

export const sweeperObjectName = 'o2c.PlacementSweeper';

const everyMs = 5_000;
const atMost = 200;

/** Longer than any reading of credit or stock is used, and than any order is on its way into its system without an answer. */
const reservationsKeptMs = 60_000;
const unansweredKeptMs = 30 * 60_000;

/** `PlacementSweeper/all`: starts what was placed and never reached the engine, and forgets keys whose window is over. */
@Injectable()
export class PlacementSweeper {
  readonly definition = object({
    name: sweeperObjectName,
    handlers: {
      start: async (ctx: ObjectContext): Promise<void> => {
        const generation = ((await ctx.get<number>('generation')) ?? 0) + 1;
        ctx.set('generation', generation);
        this.again(ctx, generation);
      },
      sweep: async (ctx: ObjectContext, { generation }: { generation: number }): Promise<void> => {
        if ((await ctx.get<number>('generation')) !== generation) return;
        const unsent = await ctx.run('unsent', async () => {
          await this.projection.expirePlacements(this.settings.idempotencyWindowMs);
          await this.reservations.expire(reservationsKeptMs, unansweredKeptMs);
          return this.projection.unsentPlacements(everyMs, atMost);
        });
        for (const { orderId, message } of unsent) tell(ctx, { object: orderObjectName, key: orderId, handler: 'accept', body: message });
        this.again(ctx, generation);
      },
    },
    options: objectOptions,
  });

  constructor(
    private readonly projection: OrderProjection,
    private readonly reservations: Reservations,
    private readonly settings: ProcessSettings,
  ) {}

  private again(ctx: ObjectContext, generation: number): void {
    tell(ctx, { object: sweeperObjectName, key: ctx.key, handler: 'sweep', body: { generation }, delayMs: everyMs });
  }
}
