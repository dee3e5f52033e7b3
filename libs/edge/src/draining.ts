import { Injectable, Logger } from '@nestjs/common';

/** Parts of a process say here what they bring to an end once no more traffic is taken, and before anything is closed. */
@Injectable()
export class Draining {
  private readonly log = new Logger('Draining');
  private readonly parts = new Map<string, () => Promise<void>>();

  /** `finish` keeps a bound of its own: the process waits for it. */
  require(name: string, finish: () => Promise<void>): void {
    this.parts.set(name, finish);
  }

  /** A part that fails holds up nothing: the process goes all the same. */
  async finish(): Promise<void> {
    const finished = [...this.parts].map(([name, finish]) => finish().catch((error: unknown) => this.log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)));
    await Promise.all(finished);
  }
}
