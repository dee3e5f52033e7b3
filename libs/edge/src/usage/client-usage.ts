import { CallCounts } from '#store';
import type { StrataConfig } from '../config/strata-config.js';
import { UsageMeter } from './usage-meter.js';
import { UsageRecorder } from './usage-recorder.js';

/** What clients call of a process, where it has a database to count it in. As it stands, for specs, nothing is counted. */
export class ClientUsage {
  readonly meter?: UsageMeter;
  private readonly recorder?: UsageRecorder;

  constructor(databaseUrl?: string) {
    if (databaseUrl === undefined) return;
    this.meter = new UsageMeter();
    this.recorder = new UsageRecorder(this.meter, new CallCounts(databaseUrl));
  }

  static of({ database, identity }: StrataConfig): ClientUsage {
    // Where everybody may do everything there are no clients.
    return new ClientUsage(identity && database.url);
  }

  /** No request is under way any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.recorder?.end();
  }
}
