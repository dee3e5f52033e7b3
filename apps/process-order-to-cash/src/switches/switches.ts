import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { everyOperation, StrataError, type SystemSwitch } from '#canonical';
import { SwitchBoard } from '#read-models';

/** How old what a process knows of the switches may be, in ms. */
const refreshEveryMs = 1_000;

/** What is paused, as this process knows it: asked before every call, so it is kept in memory. */
@Injectable()
export class Switches implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Switches');
  private paused = new Map<string, SystemSwitch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly board: SwitchBoard) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refreshOrKeep(), refreshEveryMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Why the operation must not be called now, for people; undefined when it may. `*` asks about the whole system alone. */
  pausedReason(systemId: string, operation: string): string | undefined {
    const found = this.paused.get(keyOf(systemId, everyOperation)) ?? this.paused.get(keyOf(systemId, operation));
    if (!found) return undefined;
    const what = found.operation === everyOperation ? systemId : `${found.operation} of ${systemId}`;
    return `${what} is paused since ${found.since}: ${found.reason}`;
  }

  /** Throws `unavailable` with the reason `paused` (503) for a write that nobody waits with: it is asked for again when the switch is back. */
  requireOn(systemId: string, operation: string): void {
    const pausedReason = this.pausedReason(systemId, operation);
    if (pausedReason !== undefined) throw switchedOff(systemId, operation, pausedReason);
  }

  async refresh(): Promise<void> {
    const all = await this.board.all();
    this.paused = new Map(all.map((each) => [keyOf(each.systemId, each.operation), each]));
  }

  /** Without the database what was known last holds: nothing that is paused starts by accident. */
  private async refreshOrKeep(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.log.warn(`the switches cannot be read, the last ones hold: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** What a write is answered that is not kept for later. */
export const switchedOff = (systemId: string, operation: string, pausedReason: string) => new StrataError('unavailable', pausedReason, { reason: 'paused', systemId, operation });

const keyOf = (systemId: string, operation: string): string => `${systemId}:${operation}`;
