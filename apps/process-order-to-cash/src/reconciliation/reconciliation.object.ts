import { Injectable } from '@nestjs/common';
import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { v7 as uuidv7 } from 'uuid';
import { objectOptions, tell } from '#durable';
import { Reconciler } from './reconciler.js';

export const reconciliationObjectName = 'o2c.Reconciliation';

/** ms after which a scheduled run is tried again whose systems did not all answer. */
const againMs = 15 * 60_000;

interface Schedule {
  generation: number;
  everyMs: number;
  /** ms since 1970 of the last scheduled run, or of the first start. */
  lastAt: number;
}

/** `Reconciliation/{system}`: compares our orders with the ERP and the CRM, one run at a time, on a schedule and when asked. */
@Injectable()
export class ReconciliationObject {
  readonly definition = object({
    name: reconciliationObjectName,
    handlers: {
      /** Begins, or goes on with another interval: a start does not put off the run that is due. */
      start: async (ctx: ObjectContext, { everyMs }: { everyMs: number }): Promise<void> => {
        const before = await ctx.get<Schedule>('schedule');
        const now = await ctx.date.now();
        const schedule = { generation: (before?.generation ?? 0) + 1, everyMs, lastAt: before?.lastAt ?? now };
        ctx.set('schedule', schedule);
        this.next(ctx, schedule.generation, Math.max(0, schedule.lastAt + everyMs - now));
      },
      tick: async (ctx: ObjectContext, { generation }: { generation: number }): Promise<void> => {
        const schedule = await ctx.get<Schedule>('schedule');
        if (!schedule || schedule.generation !== generation) return;
        const id = await ctx.run('id', () => uuidv7());
        const complete = await ctx.run('compare', () => this.reconciler.run(id, ctx.key));
        ctx.set('schedule', { ...schedule, lastAt: await ctx.date.now() } satisfies Schedule);
        this.next(ctx, generation, complete ? schedule.everyMs : Math.min(schedule.everyMs, againMs));
      },
      run: async (ctx: ObjectContext, { reconciliationId }: { reconciliationId: string }): Promise<void> => {
        await ctx.run('compare', () => this.reconciler.run(reconciliationId, ctx.key));
      },
    },
    // Many pages are read in one step.
    options: { ...objectOptions, inactivityTimeout: { minutes: 30 } },
  });

  constructor(private readonly reconciler: Reconciler) {}

  private next(ctx: ObjectContext, generation: number, delayMs: number): void {
    tell(ctx, { object: reconciliationObjectName, key: ctx.key, handler: 'tick', body: { generation }, delayMs });
  }
}
