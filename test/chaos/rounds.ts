import { EventEmitter, once } from 'node:events';

/** Lets orders in round by round, so that some are under way whenever a process is killed. */
export class Rounds {
  private current = -1;
  /** Any number of clients waits for a round. */
  private readonly begins = new EventEmitter().setMaxListeners(0);

  begin(round: number): void {
    this.current = round;
    this.begins.emit('begin');
  }

  /** Resolves when the round has begun, or when `ended` aborts. */
  async begun(round: number, ended: AbortSignal): Promise<void> {
    while (this.current < round && !ended.aborted) await once(this.begins, 'begin', { signal: ended }).catch(() => undefined);
  }
}
