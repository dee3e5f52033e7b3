import type { ServerResponse } from 'node:http';
import { StrataError } from '#canonical';
import { problemOf, retryAfter } from '#edge';
import { errorPage } from '../sign-in/pages.js';

interface Context {
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

const problemType = 'application/problem+json; charset=utf-8';

const unknownPath = () => problemOf(new StrataError('not-found', 'there is nothing at this path of the issuer'));

/** oidc-provider's own answer to a path that it does not know is the bare word of the status. */
export async function answerUnknownPath(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  await next();
  if (ctx.status !== 404 || ctx.body !== undefined) return;
  const problem = unknownPath();
  ctx.body = JSON.stringify(problem);
  ctx.status = problem.status;
  ctx.set('content-type', problemType);
}

/** Changes oidc-provider's answer to what it did not foresee: in our words, and with a word on whether to try again. */
export function answerServerError(ctx: Context, isAway: boolean): void {
  const said = isAway ? { error: 'temporarily_unavailable', error_description: 'our database cannot be reached' } : { error: 'server_error', error_description: 'something went wrong on our side' };
  if (isAway) {
    ctx.status = 503;
    ctx.set('retry-after', '1');
  }
  if (typeof ctx.body === 'object') ctx.body = said;
}

/** Where people sign in, whoever asks too often reads it on a page. */
export function answerTooMany(response: ServerResponse, { details: { retryAfterMs } }: StrataError): void {
  const { body, headers } = errorPage({ code: 'temporarily_unavailable', text: 'There were too many of these calls from this address. Come again later.' });
  response.writeHead(429, { ...headers, 'retry-after': retryAfter(retryAfterMs) }).end(body);
}

/** What nobody foresaw, in a word. */
export function answerFailure(response: ServerResponse, isAway: boolean): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  const problem = isAway
    ? problemOf(new StrataError('unavailable', 'our database cannot be reached', { retryAfterMs: 1_000 }))
    : { type: 'about:blank', title: 'internal error', status: 500, detail: 'something went wrong on our side' };
  response.writeHead(problem.status, { 'content-type': problemType, ...(isAway && { 'retry-after': '1' }) }).end(JSON.stringify(problem));
}
