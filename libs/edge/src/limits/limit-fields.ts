import { StrataError, type Plan } from '#canonical';
import type { LeasedLimits } from '#store';
import type { Left, Refused } from './limits.types.js';

/**
 * `ratelimit-policy` of a plan (draft-ietf-httpapi-ratelimit-headers-11): the burst over the time in which it comes back, the
 * day over a day.
 */
export function policyField({ rate, quota }: LeasedLimits): string {
  return [...(rate ? [`"burst";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`] : []), ...(quota ? [`"day";q=${quota.perDay};w=86400`] : [])].join(', ');
}

/** `ratelimit`: what is left, the least first, and in how many seconds there is more. */
export function leftField(left: readonly Left[]): string {
  return left.map(({ policy, left: count, moreInMs }) => `"${policy}";r=${count}${moreInMs === undefined ? '' : `;t=${Math.max(1, Math.ceil(moreInMs / 1_000))}`}`).join(', ');
}

/**
 * What a call is answered that a plan does not allow now. Throws nothing itself.
 * @param plan undefined of a person, who has none
 */
export function refusalOf(refused: Refused, plan: Plan | undefined, { rate, quota }: LeasedLimits): StrataError {
  if (refused === 'away') return new StrataError('unavailable', 'how many calls are left cannot be asked now', { retryAfterMs: 1_000 });
  const { policy, retryAfterMs } = refused;
  const spent = policy === 'day' ? `the ${quota?.perDay} calls of this UTC day are spent` : `calls came faster than ${rate?.perSecond} a second, ${rate?.burst} at once`;
  if (plan === undefined) return new StrataError('rate-limited', `${spent}: nobody who is signed in makes more`, { retryAfterMs: Math.ceil(retryAfterMs) });
  return new StrataError('rate-limited', `${spent}: the plan ${plan} allows no more`, { retryAfterMs: Math.ceil(retryAfterMs), limit: { plan, policy } });
}
