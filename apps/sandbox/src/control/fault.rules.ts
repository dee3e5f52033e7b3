import { createHash } from 'node:crypto';
import type { Ledger } from '../ledger/ledger.js';

export type FaultySystem = 'erp' | 'crm';

/** How often a fault strikes: a share of the writes, from 0 to 1, or the next so many. */
export type Chance = { share: number } | { next: number };

/** What is wrong with a system, or with one operation of it. */
export interface FaultRule {
  system: FaultySystem;
  /** Path prefix below the system's base, as `API_SALES_ORDER_SRV/A_SalesOrder`; absent for all of the system. */
  operation?: string;
  /** Every request waits so long before it is worked on. */
  slow?: { ms: number };
  /** Every request is answered 503. */
  down?: boolean;
  /** A write is done and kept, and its answer never arrives. */
  loseAnswer?: Chance;
  /** A write's connection is closed at once, and the write is done later. */
  lateCommit?: Chance & { afterMs: number };
}

export interface FaultState {
  /** Whether the ERP bills and is paid by itself. */
  autoBill: boolean;
  autoPay: boolean;
  rules: FaultRule[];
  /** Start of the draws of `share`; null when they are left to chance. */
  seed: number | null;
}

/** What became of writes so far, since the books were opened or reset; repairing a system does not forget it. */
export interface FaultCounters {
  /** Writes that were done, and whose answer was lost. */
  answersLost: number;
  /** Connections that were cut with a write still to be done. */
  lateCommitsPromised: number;
  /** Of those, the writes that were done. The others wait, or the process was killed: then they are never made. */
  lateCommitsMade: number;
}

/** The most specific fault that a write meets. */
export type WriteFault = { kind: 'lose' } | { kind: 'commit-late'; afterMs: number };

const SYSTEMS: readonly FaultySystem[] = ['erp', 'crm'];
const NO_FAULTS: FaultState = { autoBill: true, autoPay: true, rules: [], seed: null };

/** The switches for technical failures. They are kept in the ledger, so a restart does not repair anything. */
export class Faults {
  private state: FaultState;

  constructor(private readonly ledger: Ledger) {
    const kept = ledger.setting('faults');
    this.state = { ...NO_FAULTS, ...(kept ? (JSON.parse(kept) as Partial<FaultState>) : {}) };
  }

  get(): FaultState {
    return structuredClone(this.state);
  }

  /** Replaces the rule of its system and operation; a rule without any fault takes it away. */
  setRule(rule: FaultRule): void {
    const others = this.state.rules.filter(({ system, operation }) => system !== rule.system || operation !== rule.operation);
    const isFaulty = rule.slow || rule.down || rule.loseAnswer || rule.lateCommit;
    this.keep({ ...this.state, rules: isFaulty ? [...others, rule] : others });
  }

  setAutomatic(change: { autoBill?: boolean; autoPay?: boolean }): void {
    this.keep({ ...this.state, autoBill: change.autoBill ?? this.state.autoBill, autoPay: change.autoPay ?? this.state.autoPay });
  }

  clear(): void {
    this.keep({ ...NO_FAULTS, rules: [] });
  }

  /** Draws of `share` start again from `seed`: the n-th write that a system is asked for meets the same fate each time. */
  setSeed(seed: number): void {
    this.keep({ ...this.state, seed });
    for (const system of SYSTEMS) this.ledger.keepSetting(drawsOf(system), '0');
  }

  count(system: FaultySystem, what: keyof FaultCounters): void {
    this.ledger.run(
      'INSERT INTO fault_count (system, what, count) VALUES (?, ?, 1) ON CONFLICT (system, what) DO UPDATE SET count = count + 1', system, what,
    );
  }

  counters(): Record<FaultySystem, FaultCounters> {
    const counters = { erp: noneCounted(), crm: noneCounted() };
    const rows = this.ledger.all<{ system: FaultySystem; what: keyof FaultCounters; count: number }>('SELECT system, what, count FROM fault_count');
    for (const { system, what, count } of rows) counters[system][what] = count;
    return counters;
  }

  isDown(system: FaultySystem, path: string): boolean {
    return this.matching(system, path).some((rule) => rule.down);
  }

  /** Milliseconds that a request waits: the longest of the rules that match. */
  delay(system: FaultySystem, path: string): number {
    return Math.max(0, ...this.matching(system, path).map((rule) => rule.slow?.ms ?? 0));
  }

  /** Draws whether a write meets a fault, and counts it. Call it once for every write. */
  strike(system: FaultySystem, path: string): WriteFault | undefined {
    for (const rule of this.matching(system, path)) {
      if (rule.lateCommit && this.hits(rule.lateCommit, system)) return { kind: 'commit-late', afterMs: rule.lateCommit.afterMs };
      if (rule.loseAnswer && this.hits(rule.loseAnswer, system)) return { kind: 'lose' };
    }
    return undefined;
  }

  private matching(system: FaultySystem, path: string): FaultRule[] {
    return this.state.rules
      .filter((rule) => rule.system === system && (rule.operation === undefined || path.startsWith(rule.operation)))
      .toSorted((one, other) => (other.operation?.length ?? 0) - (one.operation?.length ?? 0));
  }

  private hits(chance: Chance, system: FaultySystem): boolean {
    if ('share' in chance) return this.draw(system) < chance.share;
    if (chance.next <= 0) return false;
    chance.next -= 1;
    this.keep(this.state);
    return true;
  }

  /** From 0 to 1. How many were drawn is kept, so that a process that was killed goes on in the sequence. */
  private draw(system: FaultySystem): number {
    const { seed } = this.state;
    if (seed === null) return Math.random();
    const drawn = Number(this.ledger.setting(drawsOf(system)) ?? 0);
    this.ledger.keepSetting(drawsOf(system), String(drawn + 1));
    return createHash('sha256').update(`${seed}/${system}/${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  }

  private keep(state: FaultState): void {
    this.state = state;
    this.ledger.keepSetting('faults', JSON.stringify(state));
  }
}

/** The systems draw apart, so that the calls to one do not shift the faults of the other. */
function drawsOf(system: FaultySystem): string {
  return `fault-draws-${system}`;
}

function noneCounted(): FaultCounters {
  return { answersLost: 0, lateCommitsPromised: 0, lateCommitsMade: 0 };
}
