import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isStrataError, StrataError, type ErrorKind, type FieldFault } from '#canonical';
import { isDatabaseAway } from '#store';
import { traceOf } from './call-context.js';

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
  const { fields, retryAfterMs, reason, attempts, systemId, operation, state, allowed, existing } = error.details;
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
    ...(attempts?.length && { attempts }),
  };
}

/** What a reader is told while PostgreSQL cannot be reached. */
export const databaseAway = () => new StrataError('unavailable', 'our database cannot be reached', { retryAfterMs: 1_000 });

/** Every error leaves as a problem detail; what is not ours is a bug, logged with its trace and told as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    if (isStrataError(error)) {
      this.say(error, response);
      return;
    }
    if (isDatabaseAway(error)) {
      this.log.warn(`the database cannot be asked: ${(error as Error).message}`);
      this.say(databaseAway(), response);
      return;
    }
    const known = fromFramework(error);
    if (known) {
      response.status(known.status).type('application/problem+json').send(JSON.stringify(known));
      return;
    }
    const traceparent = traceOf(host.switchToHttp().getRequest<Request>());
    this.log.error(`${traceparent} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    response
      .status(500)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: 'internal error', status: 500, detail: 'something went wrong on our side', traceparent }));
  }

  private say(error: StrataError, response: Response): void {
    const problem = problemOf(error);
    if (error.details.retryAfterMs !== undefined || problem.status === 503) {
      response.setHeader('retry-after', Math.max(1, Math.ceil((error.details.retryAfterMs ?? 1000) / 1000)));
    }
    if (error.details.vendor) this.log.warn(`${error.kind} ${error.details.systemId ?? ''} ${error.details.operation ?? ''} ${JSON.stringify(error.details.vendor)}`);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** Errors of Nest and of the body parser, which carry their own status. Nest wraps those of the parser. */
function fromFramework(error: unknown): (Record<string, unknown> & { status: number }) | undefined {
  const { type, message } = (error instanceof HttpException && error.cause ? error.cause : error) as { type?: string; message?: string };
  if (type === 'entity.parse.failed') return invalidBody(400, 'broken JSON', `the body is not JSON: ${message ?? ''}`, 'expected a JSON document');
  if (type === 'entity.too.large') return bodyTooLarge();
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
