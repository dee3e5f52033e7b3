import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { newTraceparent, StrataError, type CallContext, type Principal } from '#canonical';
import { decodePrincipal } from '#contracts';
import { callOrigin, handlerOrigin } from './call-origin.js';

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const defaultTimeoutMs = 30_000;

/** Until there is a sign-in, everybody may do everything. */
export const anonymous: Principal = {
  id: 'anonymous',
  scopes: ['orders:read', 'orders:write', 'erp:read', 'erp:write', 'crm:read', 'crm:write', 'web'],
};

/** The trace of a request, or a new one. */
export function traceOf(request: Request): string {
  const trace = request.header('traceparent');
  return trace && traceparentPattern.test(trace) ? trace : newTraceparent();
}

/** CallContext of an HTTP request: the trace goes on, the caller's patience becomes a deadline. Throws `unauthenticated`. */
export function contextOf(request: Request): CallContext {
  const timeout = Number(request.header('strata-timeout-ms'));
  const header = request.header('strata-principal');
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
  const request = execution.switchToHttp().getRequest<Request>();
  return { ...contextOf(request), ...callOrigin(request.headers, handlerOrigin(execution)) };
});
