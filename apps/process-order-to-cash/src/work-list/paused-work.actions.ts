import { Injectable } from '@nestjs/common';
import { isStrataError, StrataError, type CallContext, type WorkException } from '#canonical';
import { PausedWork } from '#durable';
import type { ActionPlace, PersonsWish } from './exception-actions.js';
import { PausedWorkWatch } from './paused-work.watch.js';

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
      await this.watch.look();
      throw new StrataError('conflict', `${subject} is not paused any more`, { state: 'not-paused', allowed: [], reason: 'not-paused', cause: error });
    }
    await this.watch.look();
  }
}
