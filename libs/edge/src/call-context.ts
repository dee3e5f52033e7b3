import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { newTraceparent, scopes, StrataError, type CallContext, type Principal } from '#canonical';
import { decodePrincipal } from '#contracts';
import { auditedAs } from './audit/audited-call.js';
import { beforeOf } from './audit/before-change.js';
import { callOrigin, handlerOrigin } from './call-origin.js';

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const defaultTimeoutMs = 30_000;

/** Until there is a sign-in, everybody may do everything. */
export const anonymous: Principal = {
  id: 'anonymous',
  scopes: Object.keys(scopes),
};

const headerOf = (request: FastifyRequest, name: string): string | undefined => request.headers[name] as string | undefined;

/** The trace of a request, or a new one. */
export function traceOf(request: FastifyRequest): string {
  const trace = headerOf(request, 'traceparent');
  return trace && traceparentPattern.test(trace) ? trace : newTraceparent();
}

/** CallContext of an HTTP request: the trace goes on, the caller's patience becomes a deadline. Throws `unauthenticated`. */
function contextOf(request: FastifyRequest): CallContext {
  const timeout = Number(headerOf(request, 'strata-timeout-ms'));
  const header = headerOf(request, 'strata-principal');
  const principal = header === undefined ? anonymous : decodePrincipal(header);
  if (!principal) throw new StrataError('unauthenticated', 'the header strata-principal is not readable');
  return {
    principal,
    traceparent: traceOf(request),
    deadline: Date.now() + (timeout > 0 ? Math.min(timeout, 120_000) : defaultTimeoutMs),
  };
}

/** Parameter decorator: the CallContext of the request, with what its handler is for. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): CallContext => {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  const own = handlerOrigin(execution);
  const ctx: CallContext = { ...contextOf(request), ...callOrigin(request.headers, own) };
  auditedAs(request, { principal: ctx.principal, actor: ctx.actor, operation: own.origin, traceparent: ctx.traceparent, before: beforeOf(request) });
  return ctx;
});
