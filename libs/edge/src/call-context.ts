import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CallContext } from '#canonical';
import { auditedAs } from './audit/audited-call.js';
import { beforeOf } from './audit/before-change.js';
import { admissionOf, type Admission } from './auth/admission.js';
import { absent } from './auth/refusals.js';
import { callOrigin, handlerOrigin } from './call-origin.js';
import { traceOf } from './request-trace.js';

const defaultTimeoutMs = 30_000;

const headerOf = (request: FastifyRequest, name: string): string | undefined => request.headers[name] as string | undefined;

/** Throws `unauthenticated` where nobody was asked who they are. */
function admitted(request: FastifyRequest): Admission {
  const admission = admissionOf(request);
  if (!admission) throw absent();
  return admission;
}

/** CallContext of an HTTP request: who was let in, the trace goes on, the caller's patience becomes a deadline. */
function contextOf(request: FastifyRequest, { principal, actor }: Admission): CallContext {
  const timeout = Number(headerOf(request, 'strata-timeout-ms'));
  return {
    principal,
    ...(actor && { actor }),
    traceparent: traceOf(request.raw),
    deadline: Date.now() + (timeout > 0 ? Math.min(timeout, 120_000) : defaultTimeoutMs),
  };
}

/** Parameter decorator: the CallContext of the request, with what its handler is for. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): CallContext => {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  const own = handlerOrigin(execution);
  const admission = admitted(request);
  const ctx: CallContext = { ...contextOf(request, admission), ...callOrigin(request.headers, own, admission) };
  auditedAs(request, { principal: ctx.principal, actor: ctx.actor, operation: own.origin, traceparent: ctx.traceparent, before: beforeOf(request), ...(ctx.principal.authority === 'session' && { subject: ctx.principal.id }) });
  return ctx;
});
