import { StrataError } from '#canonical';
import { networkOf } from './network.js';
import type { WindowCounts } from './window-counts.js';

/** Calls that a network may make, whatever becomes of them: many people may be behind one. */
const allowed = {
  'sign-up': { calls: 60, minutes: 60 },
  /** At the portal and at the issuer together. */
  'sign-in': { calls: 300, minutes: 15 },
  /** Of the issuer, around the form and to sign out: some six to a sign-in. */
  'sign-in-pages': { calls: 1_800, minutes: 15 },
  /** New apps, secrets and keys. */
  credentials: { calls: 120, minutes: 60 },
} as const;

export type LimitedCall = keyof typeof allowed;

export const tooManyCalls = (retryAfterMs: number) => new StrataError('rate-limited', 'there were too many of these calls from this address', { retryAfterMs });

/** What a network may ask of the calls that let somebody in or give something out, over all replicas. */
export class AddressLimits {
  constructor(private readonly counts: WindowCounts) {}

  /** Throws `rate-limited` for a call too many. @param address IP address */
  async take(call: LimitedCall, address: string): Promise<void> {
    const { calls, minutes } = allowed[call];
    const { count, endsInMs } = await this.counts.add(`${call} ${networkOf(address)}`, minutes);
    if (count > calls) throw tooManyCalls(endsInMs);
  }
}
