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
}

/** The most specific fault that a write meets. */
export type WriteFault = { kind: 'lose' } | { kind: 'commit-late'; afterMs: number };

/** The switches for technical failures. They are kept in the ledger, so a restart does not repair anything. */
export class Faults {
  private state: FaultState;

  constructor(
    private readonly ledger: Ledger,
    private readonly random: () => number = Math.random,
  ) {
    const kept = ledger.setting('faults');
    this.state = kept ? (JSON.parse(kept) as FaultState) : { autoBill: true, autoPay: true, rules: [] };
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
    this.keep({ autoBill: true, autoPay: true, rules: [] });
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
      if (rule.lateCommit && this.hits(rule.lateCommit)) return { kind: 'commit-late', afterMs: rule.lateCommit.afterMs };
      if (rule.loseAnswer && this.hits(rule.loseAnswer)) return { kind: 'lose' };
    }
    return undefined;
  }

  private matching(system: FaultySystem, path: string): FaultRule[] {
    return this.state.rules
      .filter((rule) => rule.system === system && (rule.operation === undefined || path.startsWith(rule.operation)))
      .toSorted((one, other) => (other.operation?.length ?? 0) - (one.operation?.length ?? 0));
  }

  private hits(chance: Chance): boolean {
    if ('share' in chance) return this.random() < chance.share;
    if (chance.next <= 0) return false;
    chance.next -= 1;
    this.keep(this.state);
    return true;
  }

  private keep(state: FaultState): void {
    this.state = state;
    this.ledger.keepSetting('faults', JSON.stringify(state));
  }
}
