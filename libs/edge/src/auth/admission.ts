import type { FastifyRequest } from 'fastify';
import type { Actor, Principal } from '#canonical';

/** Who a request was let in as. */
export interface Admission {
  principal: Principal;
  /** Our own process that calls on the principal's behalf. Left out: the principal calls by itself. */
  actor?: Actor;
  /** One of our own processes calls: it is believed how urgent the call is, and what for. */
  isOurs?: boolean;
  /** Somebody who is signed in in their browser: has no plan, and a burst of their own. */
  isPerson?: boolean;
}

const key = Symbol('strata:admission');
type Admitted = FastifyRequest & { [key]?: Admission };

export function admit(request: FastifyRequest, admission: Admission): void {
  (request as Admitted)[key] = admission;
}

/** Undefined of a request that the door did not look at: of a public handler. */
export function admissionOf(request: FastifyRequest): Admission | undefined {
  return (request as Admitted)[key];
}
