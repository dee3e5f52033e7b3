import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { remainingMs, StrataError, type CallContext } from '#canonical';
import { innerPass, problemOf, type Problem } from '#edge';

/** Marks a call that is made from within another one. */
export const innerHeader = 'strata-inner-call';
/** Who calls, and from where, is the same for what is called within. */
const passedOn = ['authorization', 'x-api-key', 'strata-principal', 'x-forwarded-for', 'accept-language'];
/** What a caller of many may want to know of each. */
const told = ['content-type', 'etag', 'location', 'retry-after', 'ratelimit', 'ratelimit-policy'];

/** The request within which others are made. */
export interface OuterCall {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of its connection: the audit tells it. */
  remoteAddress: string | undefined;
}

export interface InnerRequest {
  method: 'GET' | 'POST';
  /** With its query. */
  path: string;
  /** In lower case. */
  headers?: Record<string, string>;
  body?: unknown;
}

export interface InnerAnswer {
  status: number;
  headers: Record<string, string>;
  /** Of a refusal the problem; absent when there is none, as with 304. */
  body?: unknown;
}

/** Body as it was parsed, checked by nobody yet: parts of it are checked each by itself. */
export const RawBody = createParamDecorator((_: unknown, execution: ExecutionContext) => execution.switchToHttp().getRequest<FastifyRequest>().body);

export const Outer = createParamDecorator((_: unknown, execution: ExecutionContext): OuterCall => {
  const { headers, socket } = execution.switchToHttp().getRequest<FastifyRequest>();
  return { headers, remoteAddress: socket.remoteAddress };
});

/** Calls of this process's own API from within one of its handlers, through all that a call from outside goes through. */
@Injectable()
export class InnerCalls {
  constructor(private readonly host: HttpAdapterHost) {}

  /** @param outer the request within which it is called. Past the deadline it is answered 503. */
  async call(ctx: CallContext, { headers: outer, remoteAddress }: OuterCall, { method, path, headers, body }: InnerRequest): Promise<InnerAnswer> {
    const left = remainingMs(ctx);
    if (left <= 0) return tooLate();
    const own = Object.fromEntries(passedOn.flatMap((name) => (outer[name] === undefined ? [] : [[name, String(outer[name])]])));
    const answered = this.host.httpAdapter.getInstance<FastifyInstance>().inject({
      method,
      url: path,
      ...(remoteAddress !== undefined && { remoteAddress }),
      headers: {
        ...headers,
        ...own,
        ...innerPass,
        [innerHeader]: '1',
        traceparent: ctx.traceparent,
        'strata-timeout-ms': String(Math.ceil(left)),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), left)));
    const response = await Promise.race([answered, late]).finally(() => clearTimeout(timer));
    if (!response) return tooLate();
    const { statusCode, headers: all, body: text } = response;
    const kept = told.flatMap((name) => (all[name] === undefined ? [] : [[name, String(all[name])]]));
    const isJson = /\bjson\b/.test(String(all['content-type']));
    return { status: statusCode, headers: Object.fromEntries(kept) as Record<string, string>, ...(text !== '' && { body: isJson ? (JSON.parse(text) as unknown) : text }) };
  }
}

/** A call that is answered without being made. */
export function refusal(error: StrataError): InnerAnswer & { body: Problem } {
  const problem = problemOf(error);
  return { status: problem.status, headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: problem };
}

function tooLate(): InnerAnswer {
  return refusal(new StrataError('unavailable', 'the time for all of them was over before this one was answered', { retryAfterMs: 1_000 }));
}
