import type { HealthState } from '#contracts';
import type { SystemEvent } from './system-metrics.js';

/** Outcomes that say something bad of the system; whatever else it answers, it answers. */
const bad = new Set(['unavailable', 'unknown-outcome', 'rate-limited', 'unauthenticated']);
/** So many failures in a row, and so many ms without an answer, are no moment's trouble. */
const downAfter = { failures: 3, ms: 3_000 };
/** Of the last minute, so many failures and such a share of all calls are trouble. */
const degradedAfter = { failures: 3, share: 0.1 };
const slotMs = 10_000;
const slots = 6;

interface Slot {
  /** Which ten seconds since the epoch. */
  at: number;
  good: number;
  bad: number;
}

/** What the calls to one system said of it. */
export class ObservedHealth {
  private readonly counted: Slot[] = Array.from({ length: slots }, () => ({ at: 0, good: 0, bad: 0 }));
  private failures = 0;
  private troubleSince: number | undefined;
  private lastAnswer: number | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  note({ type, outcome = '' }: SystemEvent): void {
    if (type !== 'attempt-ended') return;
    const now = this.now();
    if (bad.has(outcome)) {
      if (this.failures === 0 && this.recentFailures(now).bad === 0) this.troubleSince = now;
      this.slotAt(Math.floor(now / slotMs)).bad += 1;
      this.failures += 1;
    } else {
      // An outage that is over is told as nothing else.
      if (this.failures > 0 && this.isDown(now)) for (const slot of this.counted) slot.bad = 0;
      this.slotAt(Math.floor(now / slotMs)).good += 1;
      this.failures = 0;
      this.lastAnswer = now;
    }
  }

  /** @param openCircuits of its operations */
  state(openCircuits: readonly string[]): { state: HealthState; since?: string; answeredAt?: string } {
    const now = this.now();
    const state = this.stateAt(now, openCircuits.length > 0);
    return {
      state,
      ...(state !== 'operational' && this.troubleSince !== undefined && { since: new Date(this.troubleSince).toISOString() }),
      ...(this.lastAnswer !== undefined && { answeredAt: new Date(this.lastAnswer).toISOString() }),
    };
  }

  private stateAt(now: number, isAnyOpen: boolean): HealthState {
    if (this.isDown(now)) return 'down';
    const recent = this.recentFailures(now);
    const isTroubled = recent.bad >= degradedAfter.failures && recent.bad >= degradedAfter.share * (recent.bad + recent.good);
    return isAnyOpen || isTroubled || this.failures >= downAfter.failures ? 'degraded' : 'operational';
  }

  private isDown(now: number): boolean {
    return this.failures >= downAfter.failures && now - Math.max(this.lastAnswer ?? 0, this.troubleSince ?? 0) >= downAfter.ms;
  }

  private recentFailures(now: number): { good: number; bad: number } {
    const oldest = Math.floor(now / slotMs) - slots;
    const recent = { good: 0, bad: 0 };
    for (const slot of this.counted) {
      if (slot.at <= oldest) continue;
      recent.good += slot.good;
      recent.bad += slot.bad;
    }
    return recent;
  }

  private slotAt(at: number): Slot {
    const slot = this.counted[at % slots]!;
    if (slot.at !== at) Object.assign(slot, { at, good: 0, bad: 0 });
    return slot;
  }
}
