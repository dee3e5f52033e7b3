import type { CallsLeased, LeasedLimits } from '#store';
import type { Ledger, Left, Refused } from './limits.types.js';

/** ms after which a ledger that did not answer is asked again. */
const awayMs = 500;
/** ms after which a spent day is asked about again: another replica may have given some of it back. */
const spentDayMs = 1_000;
/** ms without a call after which nothing is kept for it. */
const idleMs = 10_000;
/** ms for which leased calls of a day are kept at most: a clock that drifts from the database's does not carry them over midnight. */
const keptMs = 600_000;

/** Of so few nothing is leased ahead: see the function `lease_calls`. */
const fewLeft = 8;

type Answer = (refused: Refused | undefined) => void;

/**
 * What a replica may let through of a client's calls, leased in blocks from the ledger. While there are some in hand nobody
 * waits: the next block is asked for when half of one is spent. Who finds none waits for one question, with all others.
 *
 * A replica never holds more than one block of the burst for calls that have not come yet, so of R replicas in any w seconds at
 * most `burst + perSecond * w + R * block` calls are let through, and what a lease takes to arrive. A day's calls are deducted
 * before they are spent, and end with the day by the database's clock, measured from before it was asked: the quota holds.
 *
 * Times are of a clock that does not jump, in ms.
 */
export class ClientAllowance {
  private burst = 0;
  private day = 0;
  private dayName = '';
  private dayEnds = 0;
  private heldSince = 0;
  private told: { leased: CallsLeased; at: number } | undefined;
  private waiting: Answer[] = [];
  private asking: Promise<void> | undefined;
  private refusedUntil = { burst: 0, day: 0, away: 0 };
  private lastCall = 0;

  constructor(
    private readonly clientId: string,
    private readonly limits: LeasedLimits,
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {}

  /** One call. Undefined: it may be made. */
  take(): Refused | undefined | Promise<Refused | undefined> {
    const now = this.now();
    this.lastCall = now;
    if (this.spend(now)) {
      this.askAhead(now);
      return undefined;
    }
    return this.knownRefusal(now) ?? new Promise((resolve) => {
      this.waiting.push(resolve);
      this.ask();
    });
  }

  /** For who wants to see what is left without taking any: there is something to see once this is over. */
  look(): undefined | Promise<undefined> {
    this.lastCall = this.now();
    if (this.told && this.lastCall < this.dayEnds) return undefined;
    if (this.lastCall >= this.refusedUntil.away) this.ask();
    return this.asking?.then(() => undefined);
  }

  /** The one with least left first; none before the ledger was asked. */
  left(): Left[] {
    if (!this.told) return [];
    const now = this.now();
    const { leased: { burst, day }, at } = this.told;
    const { rate, quota } = this.limits;
    const left: Left[] = [];
    if (rate) {
      const refilled = (Math.max(0, now - at) * rate.perSecond) / 1_000;
      const tokens = Math.min(rate.burst, this.burst + Math.floor(burst.left + refilled));
      left.push({ policy: 'burst', left: tokens, ...(tokens < rate.burst && { moreInMs: 1_000 / rate.perSecond }) });
    }
    if (quota) left.push({ policy: 'day', left: Math.min(quota.perDay, this.day + day.left), moreInMs: Math.max(0, this.dayEnds - now) });
    return left.length === 2 && left[1]!.left < left[0]!.left ? [left[1]!, left[0]!] : left;
  }

  /** Gives back what is not likely to be spent here. True: nothing is kept any more, and nobody waits. */
  rest(): boolean {
    const now = this.now();
    const isIdle = now - this.lastCall >= idleMs && !this.asking;
    if (isIdle || now - this.heldSince >= keptMs) void this.giveBack();
    return isIdle;
  }

  /** At the end of the process. */
  async end(): Promise<void> {
    await this.asking;
    await this.giveBack();
  }

  private spend(now: number): boolean {
    const { rate, quota } = this.limits;
    if (quota && now >= this.dayEnds) this.day = 0;
    if ((rate && this.burst === 0) || (quota && this.day === 0)) return false;
    if (rate) this.burst -= 1;
    if (quota) this.day -= 1;
    return true;
  }

  /** What the ledger said lately needs no asking again. */
  private knownRefusal(now: number): Refused | undefined {
    if (now < this.refusedUntil.away) return 'away';
    if (this.limits.quota && this.day === 0 && now < this.refusedUntil.day) return { policy: 'day', retryAfterMs: this.dayEnds - now };
    if (this.limits.rate && this.burst === 0 && now < this.refusedUntil.burst) return { policy: 'burst', retryAfterMs: this.refusedUntil.burst - now };
    return undefined;
  }

  private askAhead(now: number): void {
    const { rate, quota } = this.limits;
    const { burst, day, away } = this.refusedUntil;
    const isLow = (rate && this.burst * 2 <= rate.block && now >= burst) || (quota && this.day * 2 <= quota.block && (this.told?.leased.day.left ?? 0) > fewLeft);
    if (isLow && now >= away && now >= day) this.ask();
  }

  private ask(): void {
    this.asking ??= this.lease().finally(() => {
      this.asking = undefined;
      if (this.waiting.length > 0) this.ask();
    });
  }

  private async lease(): Promise<void> {
    const began = this.now();
    const held = { burst: this.burst, day: began < this.dayEnds ? this.day : 0 };
    try {
      this.receive(await this.ledger.lease({ clientId: this.clientId, limits: this.limits, waiting: this.waiting.length, held }), began);
      this.answer();
    } catch {
      // Whatever it was, nobody can say what is left: what is in hand is spent, and then nothing.
      this.refusedUntil.away = this.now() + awayMs;
      for (const answer of this.waiting.splice(0)) answer('away');
    }
  }

  private receive(leased: CallsLeased, began: number): void {
    const { burst, day } = leased;
    if (this.dayName !== day.name) this.day = 0;
    if (this.day === 0) this.heldSince = began;
    this.burst += burst.given;
    this.day += day.given;
    this.dayName = day.name;
    this.dayEnds = began + day.endsMs;
    this.told = { leased, at: began };
    this.refusedUntil.burst = burst.left === 0 ? began + Math.max(burst.nextMs, this.halfBlockMs()) : 0;
    this.refusedUntil.day = day.left === 0 ? Math.min(this.dayEnds, began + spentDayMs) : 0;
  }

  /** Of an empty bucket half a block is waited for: asked about each token, the ledger would be asked for each call. */
  private halfBlockMs(): number {
    const { rate } = this.limits;
    return rate ? (rate.block / 2 / rate.perSecond) * 1_000 : 0;
  }

  /** Those for whom nothing is left are told; what came while the ledger was asked, and a day that ended meanwhile, is asked about next. */
  private answer(): void {
    const now = this.now();
    while (this.waiting.length > 0 && this.spend(now)) this.waiting.shift()!(undefined);
    const refused = this.knownRefusal(now);
    if (refused) for (const tell of this.waiting.splice(0)) tell(refused);
  }

  /** Of the burst nothing is: it is full again as soon. */
  private async giveBack(): Promise<void> {
    const { day } = this;
    this.day = 0;
    this.burst = 0;
    this.heldSince = this.now();
    if (day === 0 || this.heldSince >= this.dayEnds) return;
    // Whether it was done is unknown then; done twice it would be too much.
    await this.ledger.giveBack(this.clientId, this.dayName, day).catch(() => undefined);
  }
}
