import { afterAll, afterEach, beforeAll } from 'vitest';
import { startStrata, type RunningStrata, type Topology } from '../harness/running-strata.js';

/** A start waits for nine processes on a busy machine. */
const startTimeoutMs = 150_000;

/** What the cases of one topology share: one running Strata, repaired after each case. */
export class TopologySuite {
  private running?: RunningStrata;

  constructor(readonly topology: Topology) {
    beforeAll(async () => {
      this.running = await startStrata({ topology });
    }, startTimeoutMs);
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') console.error(`${task.name}\n${this.running?.logs()}`);
      await this.running?.sandbox.repair();
    });
    afterAll(async () => {
      await this.running?.stop();
    }, startTimeoutMs);
  }

  get strata(): RunningStrata {
    if (!this.running) throw new Error('Strata starts before the first case');
    return this.running;
  }

  get web(): RunningStrata['web'] {
    return this.strata.web;
  }

  get sandbox(): RunningStrata['sandbox'] {
    return this.strata.sandbox;
  }

  /** Starts Strata again in the same home, after it was killed. */
  async startAgain(): Promise<RunningStrata> {
    const { home, topology } = this.strata;
    this.running = await startStrata({ topology, home });
    return this.running;
  }
}
