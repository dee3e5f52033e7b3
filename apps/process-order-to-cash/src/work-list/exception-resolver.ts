import { Injectable } from '@nestjs/common';
import { isStrataError, type CallContext, type WorkException, type WorkExceptionResolution } from '#canonical';
import { WorkList } from '#read-models';
import { isOrderAction, requireAction, type ActionPlace, type PersonsWish } from './exception-actions.js';
import { OrderActions } from './order.actions.js';
import { PausedWorkActions } from './paused-work.actions.js';
import { pausedWorkKind } from './paused-work.watch.js';

/** Does what an exception offers: at the place where it is done, or, for what was done elsewhere, by a note. */
@Injectable()
export class ExceptionResolver {
  constructor(
    private readonly list: WorkList,
    private readonly pausedWork: PausedWorkActions,
    private readonly orders: OrderActions,
  ) {}

  /**
   * Throws `not-found`, `conflict` with what is allowed, and what the place throws.
   * @returns the exception afterwards: open, with the wish in `resolution`, while its cause is still there
   */
  async resolve(ctx: CallContext, exceptionId: string, wish: PersonsWish): Promise<WorkException> {
    const exception = await this.list.read(exceptionId);
    if (isDoneBy(exception, wish)) return exception;
    requireAction(exception, wish.action);
    try {
      return await this.carryOut(ctx, exception, wish);
    } catch (error) {
      if (!isStrataError(error, 'conflict')) throw error;
      const now = await this.list.read(exceptionId);
      if (isDoneBy(now, wish)) return now;
      throw error;
    }
  }

  private async carryOut(ctx: CallContext, exception: WorkException, wish: PersonsWish): Promise<WorkException> {
    const { exceptionId } = exception;
    const resolution: WorkExceptionResolution = { action: wish.action, by: ctx.principal.id, reason: wish.reason, request: wish.idempotencyKey };
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

  /** Where the action is done; undefined when it is a note. */
  placeOf(exception: WorkException, action: string): ActionPlace | undefined {
    if (exception.kind === pausedWorkKind) return this.pausedWork;
    return isOrderAction(exception, action) ? this.orders : undefined;
  }
}

/** A repeat: the first answer was lost before it was kept, or the other of two at the same time was quicker. */
const isDoneBy = ({ state, resolution }: WorkException, { idempotencyKey }: PersonsWish): boolean => state === 'resolved' && resolution?.request === idempotencyKey;

const nothingHappened = (error: unknown): boolean => isStrataError(error) && error.kind !== 'unavailable' && error.kind !== 'unknown-outcome';
