import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultText, isStrataError, StrataError, type ErrorKind, type FieldFault } from '#canonical';
import { isDatabaseAway } from '#store';
import { rateLimitFields } from './rate-limit.js';
import { BrokenJson, notJson } from './request-body.js';
import { traceOf } from './request-trace.js';

const statusOf: Record<ErrorKind, number> = {
  'not-found': 404,
  gone: 410,
  invalid: 400,
  conflict: 409,
  rejected: 422,
  unavailable: 503,
  'rate-limited': 429,
  unauthenticated: 401,
  forbidden: 403,
  'unknown-outcome': 504,
};

/** RFC 9457 problem details. `kind`, `retryable` and `errors` are our extension members. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  kind: ErrorKind;
  retryable: boolean;
  errors?: FieldFault[];
  [extension: string]: unknown;
}

/** A system that refuses *our* sign-in has nothing to do with the caller's. */
function statusFor({ kind, details: { reason, systemId } }: StrataError): number {
  if (systemId !== undefined && (kind === 'unauthenticated' || kind === 'forbidden')) return 502;
  // What a system does not offer is no rule of its business: the request does not fit its state of things.
  if (reason === 'operation-absent') return 409;
  return kind === 'invalid' && reason === 'unprocessable' ? 422 : statusOf[kind];
}

/** What a reader is told of an error. What a vendor said stays inside. */
export function problemOf(error: StrataError): Problem {
  const { fields, retryAfterMs, reason, attempts, systemId, operation, state, allowed, existing, budget, limit } = error.details;
  return {
    type: `urn:strata:problem:${error.kind}`,
    title: error.kind,
    status: statusFor(error),
    detail: error.message,
    kind: error.kind,
    retryable: error.retryable,
    ...(fields && { errors: fields }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(reason && { reason }),
    ...(systemId && { system: systemId }),
    ...(operation && { operation }),
    ...(state && { state }),
    ...(allowed && { allowed }),
    ...(existing !== undefined && { existing }),
    ...(budget && { budget }),
    ...limit,
    ...(attempts?.length && { attempts }),
  };
}

/** `Retry-After` of a wait in ms, or of an unknown one: whole seconds, at least one (RFC 9110, 10.2.3). */
export const retryAfter = (ms = 1_000): string => String(Math.max(1, Math.ceil(ms / 1_000)));

/** What a reader is told while PostgreSQL cannot be reached. */
export const databaseAway = () => new StrataError('unavailable', 'our database cannot be reached', { retryAfterMs: 1_000 });

/** What a reader is told of a bug, beside its trace. */
export const ourFault = { type: 'about:blank', title: 'internal error', status: 500, detail: 'something went wrong on our side' } as const;

/** Every error leaves as a problem detail; what is not ours is a bug, logged with its trace and told as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    if (isStrataError(error)) {
      this.say(error, reply);
      return;
    }
    if (isDatabaseAway(error)) {
      this.log.warn(`the database cannot be asked: ${(error as Error).message}`);
      this.say(databaseAway(), reply);
      return;
    }
    const known = fromFramework(error);
    if (known) {
      send(reply, known.status, known);
      return;
    }
    const traceparent = traceOf(host.switchToHttp().getRequest<FastifyRequest>().raw);
    this.log.error(`${traceparent} ${faultText(error)}`);
    send(reply, 500, { ...ourFault, traceparent });
  }

  private say(error: StrataError, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (error.details.retryAfterMs !== undefined || problem.status === 503) reply.header('retry-after', retryAfter(error.details.retryAfterMs));
    const { budget, systemId } = error.details;
    if (budget && systemId !== undefined) addRateLimits(reply, rateLimitFields(systemId, budget));
    const { vendor, systemId: of, operation } = error.details;
    // What the vendor said may name people: the timeline of the order has it, the log has its code.
    if (vendor) this.log.warn(`${error.kind} ${of ?? ''} ${operation ?? ''} ${JSON.stringify({ status: vendor.status, code: vendor.code })}`);
    send(reply, problem.status, problem);
  }
}

/** Beside what the caller's own plan says, which is not what was spent. */
function addRateLimits(reply: FastifyReply, fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields)) {
    const own = reply.getHeader(name);
    void reply.header(name, own === undefined ? value : `${value}, ${String(own)}`);
  }
}

/** A body that was not read to its end is let run out, and the connection stays: closing it would cut off the answer. */
function send(reply: FastifyReply, status: number, problem: object): void {
  reply.removeHeader('connection');
  void reply.code(status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

/** Errors of Nest and of Fastify, which carry their own status. Nest wraps those of Fastify. */
function fromFramework(error: unknown): (Record<string, unknown> & { status: number }) | undefined {
  if (error instanceof BrokenJson) return invalidBody(400, 'broken JSON', `the body is not JSON: ${error.message}`, 'expected a JSON document');
  const { code } = (error instanceof HttpException && error.cause ? error.cause : error) as { code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge();
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return problemOf(notJson());
  if (error instanceof HttpException) {
    const body = error.getResponse();
    const status = error.getStatus();
    return { type: 'about:blank', title: STATUS_CODES[status] ?? error.name, status, detail: error.message, ...(typeof body === 'object' && { ...body, statusCode: undefined, error: undefined, message: undefined }) };
  }
  return undefined;
}

/** What a body beyond the limit is answered. */
export const bodyTooLarge = () => invalidBody(413, 'body too large', 'the body is larger than 256 kB', 'at most 256 kB');

function invalidBody(status: number, title: string, detail: string, expected: string) {
  return { type: 'about:blank', title, status, detail, kind: 'invalid' as const, retryable: false, errors: [{ pointer: '', detail: expected }] };
}
