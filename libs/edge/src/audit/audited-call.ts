import type { FastifyRequest } from 'fastify';
import type { Actor, Principal } from '#canonical';

/** Whose a request is, as its handler was told. */
export interface AuditedCall {
  principal: Principal;
  actor?: Actor;
  /** `<api>.<handler>`, of the handler that answers. */
  operation: string;
  /** W3C trace context. */
  traceparent: string;
  /** What was there before, of a call that may change it. */
  before?: Promise<object | undefined>;
  /** Whose key seals what was said, where the request does not say. */
  subject?: string;
}

const key = Symbol('strata:audited-call');
type Audited = FastifyRequest & { [key]?: AuditedCall };

/** Says whose a request is, once it has got through to its handler. */
export function auditedAs(request: FastifyRequest, call: AuditedCall): void {
  (request as Audited)[key] = call;
}

/** Undefined of a request that reached no handler which asks whose it is. */
export function auditedCallOf(request: FastifyRequest): AuditedCall | undefined {
  return (request as Audited)[key];
}

/** Says whose key seals what a request said and was answered: of a call about somebody else than its caller. */
export function sealFor(request: FastifyRequest, subject: string): void {
  const call = auditedCallOf(request);
  if (call) call.subject = subject;
}
