import type { FastifyReply, FastifyRequest } from 'fastify';
import { plans, StrataError, type Plan } from '#canonical';
import type { LeasedLimits } from '#store';
import type { Admission } from '../auth/admission.js';
import type { AdmissionCheck } from '../auth/door.js';
import { allowedBy, type PlanConfig, type PlansConfig } from '../config/plans.config.js';
import { ClientAllowance } from './client-allowance.js';
import { isCountedWithin } from './counted-within.js';
import { leftField, policyField, refusalOf } from './limit-fields.js';
import type { Ledger, Refused } from './limits.types.js';

/** What somebody is answered who is signed in in their browser and calls faster than such a person may, by default. */
export const tooFastForPerson = (): StrataError => refusalOf({ policy: 'burst', retryAfterMs: 500 }, undefined, leasedOf(allowedBy({}, 'person')));

/** How often what is not spent is given back. */
const restMs = 5_000;

interface PlanLimits extends LeasedLimits {
  policy: string;
}

interface Client {
  /** Undefined of a person. */
  plan: Plan | undefined;
  limits: PlanLimits;
  allowance: ClientAllowance;
}

/**
 * Keeps each client to its plan, whatever it calls and at whichever replica, and who is signed in in a browser to a burst. Who has
 * neither is not limited; nor is a call that one of our own processes makes on somebody's behalf: it was counted where it came in.
 */
export class RateLimiter implements AdmissionCheck {
  private readonly limits: ReadonlyMap<Plan, PlanLimits>;
  private readonly ofPeople: PlanLimits;
  private readonly clients = new Map<string, Client>();
  private readonly timer: NodeJS.Timeout;

  /** @param ledger undefined where there is no database: then nobody with limits is let in */
  constructor(
    config: PlansConfig,
    private readonly ledger: Ledger | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limits = new Map(plans.map((plan) => [plan, leasedOf(allowedBy(config, plan))] as const).filter(([, { policy }]) => policy !== ''));
    this.ofPeople = leasedOf(allowedBy(config, 'person'));
    this.timer = setInterval(() => this.rest(), restMs).unref();
  }

  /** Throws `rate-limited`, and `unavailable` when nobody can say what is left. At once while there are calls in hand. */
  check({ principal, actor, isPerson }: Admission, request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    const { plan } = principal;
    const limits = actor !== undefined ? undefined : plan !== undefined ? this.limits.get(plan) : isPerson ? this.ofPeople : undefined;
    if (!limits) return undefined;
    const client = this.clientOf(principal.clientId ?? principal.id, plan, limits);
    const refused = isCountedWithin(request) ? client.allowance.look() : client.allowance.take();
    return refused instanceof Promise ? refused.then((late) => answer(client, late, reply)) : answer(client, refused, reply);
  }

  /** What is not spent is given back. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.clients.values()].map(({ allowance }) => allowance.end()));
  }

  private clientOf(id: string, plan: Plan | undefined, limits: PlanLimits): Client {
    const known = this.clients.get(id);
    if (known?.limits === limits) return known;
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
function leasedOf({ perSecond, burst = perSecond, perDay }: PlanConfig): PlanLimits {
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
