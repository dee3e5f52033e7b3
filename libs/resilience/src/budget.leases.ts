import { randomUUID } from 'node:crypto';
import { windowMs, type RateShare } from './budget.share.js';
import { reachOf, type Demand, type LeaseGrant, type PermitLedger, type Permits, type Rank } from './budget.types.js';

/** How long leased permits may be used: long enough to need the ledger a few times a second, short enough that little lies idle. */
const validMs = 200;
/** A ledger that is silent for so long counts as away. */
const patienceMs = 1_000;
/** How often one that is away is looked for, while there are calls. */
const probeMs = 500;
const soonestMs = 5;
/** Leases that were used up at once are told together so soon after: from then on they count a second, not the rest of their validity too. */
const tellMs = 10;

interface Lease {
  id: string;
  rank: Rank;
  left: number;
  used: number;
  /** By the clock of `performance.now`. */
  until: number;
}

/**
 * Permits that replicas lease in blocks from one ledger. A lease granted at T is used until T + `validMs` and counts against
 * the budget until a second later, so the calls of any second are of leases that counted at one moment, and those never
 * exceed the rate. Validity is measured from before the question was sent: whatever the answer takes, it ends in time.
 *
 * While permits are at hand nobody waits for the ledger: under load the next block is fetched when half of one is used.
 */
export class LeasedPermits implements Permits {
  private readonly reach: readonly number[];
  private readonly block: number;
  private readonly holder = randomUUID();
  private leases: Lease[] = [];
  private closed: { id: string; used: number; until: number }[] = [];
  /** Permits used since the ledger was asked, by rank. */
  private recent = [0, 0, 0];
  private recentBefore: readonly number[] = [0, 0, 0];
  private askedAt = Number.NEGATIVE_INFINITY;
  private lastBlock = 0;
  private asking = false;
  private timer: NodeJS.Timeout | undefined;
  private telling: NodeJS.Timeout | undefined;
  /** Set while the ledger is away: when to look for it. */
  private probeAt: number | undefined;
  /** Until then leases of ours and others' may still be in use or counted. */
  private shareFrom = 0;
  private known = { left: 0, until: 0 };

  constructor(
    private readonly systemId: string,
    callsPerSecond: number,
    private readonly ledger: PermitLedger,
    private readonly share: RateShare,
    private readonly demand: Demand,
  ) {
    this.reach = reachOf(callsPerSecond);
    this.block = Math.max(1, Math.floor((callsPerSecond * validMs) / 1_000));
  }

  take(rank: Rank): boolean {
    const now = performance.now();
    this.closeExpired(now);
    const lease = this.leases.find((each) => each.rank >= rank);
    if (!lease) return this.takeShare(rank, now);
    lease.left -= 1;
    lease.used += 1;
    this.recent[rank]! += 1;
    if (lease.left === 0) this.usedUp(lease);
    // A single call now and then asks when it needs one: what is fetched ahead and not used is kept from others.
    if (this.recent[rank]! > 1 && this.held() * 2 <= this.lastBlock) this.ask();
    return true;
  }

  expect(): void {
    if (this.probeAt !== undefined && performance.now() >= this.shareFrom) this.share.expect();
    if (this.timer === undefined) this.ask();
  }

  left(): number {
    return this.probeAt === undefined ? this.held() + this.known.left : this.share.left();
  }

  resetMs(): number {
    return Math.max(0, this.probeAt === undefined ? this.known.until - performance.now() : this.share.resetMs());
  }

  private takeShare(rank: Rank, now: number): boolean {
    if (this.probeAt === undefined || now < this.shareFrom) return false;
    if (now >= this.probeAt) this.ask();
    return this.share.take(rank);
  }

  private held(): number {
    return this.leases.reduce((sum, { left }) => sum + left, 0);
  }

  private closeExpired(now: number): void {
    while (this.leases[0] && this.leases[0].until <= now) this.close(this.leases[0]);
  }

  /** It will not be used again; the ledger is told when it is asked next, as long as that frees anything. */
  private close(lease: Lease): void {
    this.leases = this.leases.filter((each) => each !== lease);
    this.closed.push({ id: lease.id, used: lease.used, until: lease.until + windowMs });
  }

  private usedUp(lease: Lease): void {
    this.close(lease);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      if (this.closed.length > 0 && this.demand.waiting().some((count) => count > 0)) this.ask();
    }, tellMs);
  }

  private ask(): void {
    if (this.asking) return;
    this.asking = true;
    void this.fetch().finally(() => {
      this.asking = false;
      this.demand.advance();
    });
  }

  private async fetch(): Promise<void> {
    const began = performance.now();
    this.closeExpired(began);
    this.closed = this.closed.filter(({ until }) => until > began);
    const told = this.closed;
    const waiting = this.short();
    const wanted = this.wantedAhead(began).map((ahead, rank) => Math.min(this.reach[rank]!, waiting[rank]! + ahead));
    try {
      const unleased = this.probeAt === undefined ? 0 : this.share.used();
      const grant = await withinPatience(this.ledger.lease({ systemId: this.systemId, holder: this.holder, reach: this.reach, waiting, wanted, validMs, windowMs, closed: told.map(({ id, used }) => ({ id, used })), unleased }));
      this.closed = this.closed.filter((each) => !told.includes(each));
      this.probeAt = undefined;
      this.shareFrom = began + validMs + windowMs;
      this.receive(grant, wanted, began + validMs);
    } catch {
      // Whatever it was, the ledger does not lease now, and the share stands in: there is nothing else to do about it.
      const now = performance.now();
      this.probeAt = now + probeMs;
      this.later(Math.max(soonestMs, Math.min(probeMs, this.shareFrom - now)));
    }
  }

  /** Calls that wait, by rank, beyond the permits at hand. */
  private short(): number[] {
    let unclaimed = this.held();
    return this.demand.waiting().map((count, rank) => {
      const usable = this.leases.reduce((sum, lease) => sum + (lease.rank >= rank ? lease.left : 0), 0);
      const served = Math.min(count, usable, unclaimed);
      unclaimed -= served;
      return count - served;
    });
  }

  /** Twice what was used lately, when that goes on: a single burst fetches nothing ahead, since what lies idle is kept from others. */
  private wantedAhead(now: number): number[] {
    const isSteady = now - this.askedAt < 2 * validMs;
    const ahead = this.recent.map((used, rank) => (isSteady ? Math.min(this.block, 2 * Math.min(used, this.recentBefore[rank]!)) : 0));
    this.recentBefore = isSteady ? this.recent : [0, 0, 0];
    this.recent = [0, 0, 0];
    this.askedAt = now;
    return ahead;
  }

  private receive({ leases, left, nextMs }: LeaseGrant, wanted: readonly number[], until: number): void {
    this.known = { left, until: performance.now() + nextMs };
    this.lastBlock = 0;
    leases.forEach(({ id, permits }, rank) => {
      if (id === undefined || permits === 0) return;
      this.lastBlock += permits;
      this.leases.push({ id, rank: rank as Rank, left: permits, used: 0, until });
    });
    if (wanted.some((count, rank) => (leases[rank]?.permits ?? 0) < count)) this.later(Math.max(soonestMs, nextMs));
  }

  /** Looks again then, when somebody still waits. */
  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.demand.advance();
    }, ms);
  }
}

function withinPatience<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the ledger does not answer')), patienceMs);
  });
  return Promise.race([asked, silent]).finally(() => clearTimeout(timer));
}
