import type { FastifyReply, FastifyRequest } from 'fastify';
import { plans, StrataError, type Plan } from '#canonical';
import type { LeasedLimits } from '#store';
import type { Admission } from '../auth/admission.js';
import type { AdmissionCheck } from '../auth/door.js';
import { allowedBy, type PlansConfig } from '../config/plans.config.js';
import { ClientAllowance } from './client-allowance.js';
import { isCountedWithin } from './counted-within.js';
import { leftField, policyField, refusalOf } from './limit-fields.js';
import type { Ledger, Refused } from './limits.types.js';

/** How often what is not spent is given back. */
const restMs = 5_000;

interface PlanLimits extends LeasedLimits {
  policy: string;
}

interface Client {
  plan: Plan;
  limits: PlanLimits;
  allowance: ClientAllowance;
}

/**
 * Keeps each client to its plan, whatever it calls and at whichever replica. Who has no plan is not limited; nor is a call that
 * one of our own processes makes on somebody's behalf: it was counted where it came in.
 */
export class RateLimiter implements AdmissionCheck {
  private readonly limits: ReadonlyMap<Plan, PlanLimits>;
  private readonly clients = new Map<string, Client>();
  private readonly timer: NodeJS.Timeout;

  /** @param ledger undefined where there is no database: then nobody with limits is let in */
  constructor(
    config: PlansConfig,
    private readonly ledger: Ledger | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limits = new Map(plans.map((plan) => [plan, limitsOf(config, plan)] as const).filter(([, { policy }]) => policy !== ''));
    this.timer = setInterval(() => this.rest(), restMs).unref();
  }

  /** Throws `rate-limited`, and `unavailable` when nobody can say what is left. At once while there are calls in hand. */
  check({ principal, actor }: Admission, request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    const limits = actor === undefined && principal.plan !== undefined ? this.limits.get(principal.plan) : undefined;
    if (!limits) return undefined;
    const client = this.clientOf(principal.clientId ?? principal.id, principal.plan!, limits);
    const refused = isCountedWithin(request) ? client.allowance.look() : client.allowance.take();
    return refused instanceof Promise ? refused.then((late) => answer(client, late, reply)) : answer(client, refused, reply);
  }

  /** What is not spent is given back. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.clients.values()].map(({ allowance }) => allowance.end()));
  }

  private clientOf(id: string, plan: Plan, limits: PlanLimits): Client {
    const known = this.clients.get(id);
    if (known?.plan === plan) return known;
    if (!this.ledger) throw new StrataError('unavailable', 'this process has no database to count calls in', { retryable: false });
    // A client whose plan was changed.
    void known?.allowance.end();
    const client = { plan, limits, allowance: new ClientAllowance(id, limits, this.ledger, this.now) };
    this.clients.set(id, client);
    return client;
  }

  private rest(): void {
    for (const [id, { allowance }] of this.clients) if (allowance.rest()) this.clients.delete(id);
  }
}

/** Blocks are a tenth of a burst and a hundredth of a day: small beside what they are of, and seldom asked for. */
function limitsOf(config: PlansConfig, plan: Plan): PlanLimits {
  const { perSecond, burst = perSecond, perDay } = allowedBy(config, plan);
  const limits: LeasedLimits = {
    ...(perSecond !== undefined && burst !== undefined && { rate: { perSecond, burst, block: Math.ceil(burst / 10) } }),
    ...(perDay !== undefined && { quota: { perDay, block: Math.ceil(perDay / 100) } }),
  };
  return { ...limits, policy: policyField(limits) };
}

function answer({ plan, limits, allowance }: Client, refused: Refused | undefined, reply: FastifyReply): void {
  void reply.header('ratelimit-policy', limits.policy);
  const left = leftField(allowance.left());
  if (left !== '') void reply.header('ratelimit', left);
  if (refused !== undefined) throw refusalOf(refused, plan, limits);
}
