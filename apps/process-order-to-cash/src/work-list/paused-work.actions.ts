import { Injectable } from '@nestjs/common';
import { isStrataError, StrataError, type CallContext, type ReplayPreview, type WorkException } from '#canonical';
import { PausedWork } from '#durable';
import type { ActionPlace, PersonsWish } from './exception-actions.js';
import { pausedAtMost, PausedWorkWatch } from './paused-work.watch.js';

/** Lets work that the engine has put aside go on (`resume`), or gives it up (`give-up`): its effects so far stay, the rest is never done. */
@Injectable()
export class PausedWorkActions implements ActionPlace {
  constructor(
    private readonly paused: PausedWork,
    private readonly watch: PausedWorkWatch,
  ) {}

  async act(_ctx: CallContext, { subject = '' }: WorkException, { action }: PersonsWish): Promise<void> {
    try {
      await (action === 'resume' ? this.paused.resume(subject) : this.paused.kill(subject));
    } catch (error) {
      if (!isStrataError(error, 'not-found') && !isStrataError(error, 'conflict')) throw error;
      throw new StrataError('conflict', `${subject} is not paused any more`, { state: 'not-paused', allowed: [], reason: 'not-paused', cause: error });
    }
    await this.watch.look();
  }

  async preview(_ctx: CallContext, { subject = '' }: WorkException): Promise<ReplayPreview> {
    const found = (await this.paused.list({ limit: pausedAtMost })).find(({ id }) => id === subject);
    const detail = found ? `put aside at ${found.pausedAt}` : 'it is not put aside any more';
    return {
      wouldDo: found ? `let ${found.handler} of ${found.object} ${found.key} go on by the newest build` : 'nothing',
      probe: { system: 'engine', operation: 'paused-work', found: found !== undefined, detail },
    };
  }
}
