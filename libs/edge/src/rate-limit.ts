import type { SpentBudget } from '#canonical';

/**
 * RateLimit fields of a refusal: the policy of the system whose budget is spent, and what is left of it now
 * (draft-ietf-httpapi-ratelimit-headers-11). Ids of systems need no escaping in a structured string.
 */
export function rateLimitFields(systemId: string, { callsPerSecond, inFlight, left, resetMs }: SpentBudget): Record<string, string> {
  const concurrent = `"${systemId}-in-flight";q=${inFlight};qu="concurrent-requests"`;
  if (callsPerSecond === undefined) return { 'ratelimit-policy': concurrent, ratelimit: `"${systemId}-in-flight";r=0` };
  return {
    'ratelimit-policy': `"${systemId}";q=${callsPerSecond};w=1, ${concurrent}`,
    ratelimit: `"${systemId}";r=${Math.min(left, callsPerSecond)};t=${Math.max(1, Math.ceil(resetMs / 1_000))}`,
  };
}
