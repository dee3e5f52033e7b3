import { Injectable } from '@nestjs/common';
import { invalidField, isStrataError, remainingMs, type CallContext, type CohortReplay, type ExceptionReplay, type WorkException, type WorkListFilter } from '#canonical';
import { alreadyResolved, WorkList } from '#read-models';
import { actionRefused, replayActionOf } from './exception-actions.js';
import { ExceptionResolver } from './exception-resolver.js';

/** Exceptions of one request, and those at the same time: each may ask a system. */
const atMost = 200;
const atOnce = 8;

/** What is begun later than this before the deadline would not be answered. */
const leastMs = 2_000;

const replayed = 'replayed';

/** Tries exceptions again, or says what that would do. */
@Injectable()
export class ExceptionReplays {
  constructor(
    private readonly list: WorkList,
    private readonly resolver: ExceptionResolver,
  ) {}

  /** Throws `not-found`, `conflict`, and what the place of the exception throws. */
  async preview(ctx: CallContext, exceptionId: string): Promise<ExceptionReplay> {
    return this.previewOf(ctx, await this.list.read(exceptionId));
  }

  /** Once per key. Throws as `preview`. */
  async replay(ctx: CallContext, exceptionId: string, idempotencyKey: string): Promise<ExceptionReplay> {
    const before = await this.list.read(exceptionId);
    const exception = await this.resolver.resolve(ctx, exceptionId, { action: actionFor(before), reason: replayed, idempotencyKey });
    return { exceptionId, outcome: 'replayed', exception };
  }

  /** All that the filter names, the oldest first; what does not work is said of each. Throws `invalid` for a filter that names nothing. */
  async cohort(ctx: CallContext, filter: Omit<WorkListFilter, 'state'>, dryRun: boolean, idempotencyKey: string): Promise<CohortReplay> {
    const waiting = await this.replayable(ctx, filter);
    const items: ExceptionReplay[] = [];
    while (items.length < Math.min(waiting.length, atMost) && remainingMs(ctx) > leastMs) {
      const next = waiting.slice(items.length, Math.min(items.length + atOnce, atMost));
      items.push(...(await Promise.all(next.map((exception) => this.one(ctx, exception, dryRun, `${idempotencyKey}:${exception.exceptionId}`)))));
    }
    return { dryRun, items, left: waiting.length - items.length };
  }

  private async one(ctx: CallContext, exception: WorkException, dryRun: boolean, idempotencyKey: string): Promise<ExceptionReplay> {
    const { exceptionId } = exception;
    try {
      return await (dryRun ? this.previewOf(ctx, exception) : this.replay(ctx, exceptionId, idempotencyKey));
    } catch (error) {
      if (!isStrataError(error)) throw error;
      const mayBeDone = !dryRun && (error.kind === 'unavailable' || error.kind === 'unknown-outcome');
      return { exceptionId, outcome: mayBeDone ? 'failed' : 'refused', detail: error.message };
    }
  }

  private async previewOf(ctx: CallContext, exception: WorkException): Promise<ExceptionReplay> {
    if (exception.state === 'resolved') throw alreadyResolved(exception);
    const preview = await this.resolver.placeOf(exception, actionFor(exception))?.preview(ctx, exception);
    return { exceptionId: exception.exceptionId, outcome: 'would-replay', preview: preview ?? { wouldDo: 'note that it was tried again' } };
  }

  private async replayable({ principal }: CallContext, filter: Omit<WorkListFilter, 'state'>): Promise<WorkException[]> {
    if (Object.values(filter).every((value) => value === undefined)) throw invalidField('/filter', 'filter must name at least one of kind, orderId, systemId, owner');
    const open = await this.list.allOpen(filter, principal.dataScope);
    return open.filter((exception) => replayActionOf(exception) !== undefined).toReversed();
  }
}

function actionFor(exception: WorkException): string {
  const action = replayActionOf(exception);
  if (action === undefined) throw exception.state === 'resolved' ? alreadyResolved(exception) : actionRefused(exception, 'replay');
  return action;
}
