import { Injectable } from '@nestjs/common';
import { isStrataError, StrataError, type CallContext, type WorkException, type WorkExceptionResolution } from '#canonical';
import { WorkList } from '#read-models';
import { isOrderAction, requireAction, type ActionPlace, type PersonsWish } from './exception-actions.js';
import { PausedWorkActions } from './paused-work.actions.js';
import { pausedWorkKind } from './paused-work.watch.js';

/** Does what an exception offers: at the place where it is done, or, for what was done elsewhere, by a note. */
@Injectable()
export class ExceptionResolver {
  constructor(
    private readonly list: WorkList,
    private readonly pausedWork: PausedWorkActions,
  ) {}

  /**
   * Throws `not-found`, `conflict` with what is allowed, and what the place throws.
   * @returns the exception afterwards: open, with the wish in `resolution`, while its cause is still there
   */
  async resolve(ctx: CallContext, exceptionId: string, wish: PersonsWish): Promise<WorkException> {
    const exception = await this.list.read(exceptionId);
    const resolution: WorkExceptionResolution = { action: wish.action, by: ctx.principal.id, reason: wish.reason, request: wish.idempotencyKey };
    // A repeat whose first answer was lost before it was kept.
    if (exception.state === 'resolved' && exception.resolution?.request === wish.idempotencyKey) return exception;
    requireAction(exception, wish.action);
    const place = this.placeOf(exception, wish.action);
    if (!place) return this.list.resolve(exceptionId, resolution);
    await this.list.intend(exceptionId, resolution);
    try {
      await place.act(ctx, exception, wish);
    } catch (error) {
      if (nothingHappened(error)) await this.list.takeBack(exceptionId);
      throw error;
    }
    return this.list.read(exceptionId);
  }

  private placeOf(exception: WorkException, action: string): ActionPlace | undefined {
    if (exception.kind === pausedWorkKind) return this.pausedWork;
    if (isOrderAction(exception, action)) throw new StrataError('conflict', `${action} is done at the order: its exceptions end with their cause`, { state: exception.state, allowed: [], reason: 'done-at-the-order' });
    return undefined;
  }
}

const nothingHappened = (error: unknown): boolean => isStrataError(error) && error.kind !== 'unavailable' && error.kind !== 'unknown-outcome';
