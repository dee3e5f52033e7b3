import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { isStrataError } from '#canonical';
import { feedObject, PausedWork, type FeedPoll, type PausedInvocation } from '#durable';
import { WorkList, type RaisedException } from '#read-models';
import { orderObjectName } from '../order/order.object.js';

export const pausedWorkObjectName = 'o2c.PausedWork';
export const pausedWorkKind = 'paused-work';

/** ms between two looks: what is paused was tried for hours before. */
export const pausedWorkEveryMs = 15_000;

/** Of one look. Where more than these are paused, none is taken for ended. */
export const pausedAtMost = 1_000;

/** `PausedWork/all`: what the engine has put aside is on the work list, for as long as it is. */
@Injectable()
export class PausedWorkWatch {
  readonly definition = feedObject(pausedWorkObjectName, () => this.poll());

  constructor(
    private readonly paused: PausedWork,
    private readonly list: WorkList,
  ) {}

  /** Throws `unavailable`. */
  async look(): Promise<void> {
    const before = await this.list.openSubjects(pausedWorkKind);
    const now = await this.paused.list({ limit: pausedAtMost });
    await this.list.raise(now.map(exceptionOf));
    const still = new Set(now.map(({ id }) => id));
    const gone = before.filter((id) => !still.has(id));
    if (now.length < pausedAtMost) await this.list.settle(gone.map(keyOf), 'strata:paused-work');
  }

  private async poll(): Promise<FeedPoll | undefined> {
    try {
      await this.look();
    } catch (error) {
      if (isStrataError(error, 'unavailable')) return undefined;
      throw error;
    }
    return { messages: [], cursor: '', more: false };
  }
}

const keyOf = (invocationId: string): string => `${pausedWorkKind}:${invocationId}`;

/** What a failure says may be a system's own words: those are read at the engine. */
function exceptionOf({ id, object, key, handler, createdAt, pausedAt, failure }: PausedInvocation): RaisedException {
  const step = failure?.step === undefined ? '' : ` in ${failure.step}`;
  return {
    key: keyOf(id),
    kind: pausedWorkKind,
    reason: `${handler} of ${object} ${key} does not get through: it fails${step}, and what comes after it for the same key waits`,
    since: pausedAt,
    owner: 'platform',
    actions: ['resume', 'give-up'],
    tried: [`${createdAt} began`, `${pausedAt} put aside after the last try${failure ? ` (code ${failure.code})` : ''}`],
    subject: id,
    ...(object === orderObjectName && isUuid(key) && { orderId: key }),
  };
}
