import express, { type Request, type Response, type Router } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from './basic.auth.js';
import { CsrfSessions } from './csrf.session.js';
import { metadata as generated } from './metadata.generated.js';
import { WireError, errorBody } from './odata.error.js';
import { ServiceHandler } from './service.handler.js';
import { serviceModel } from './service.model.js';
import type { DecideFate, Fate, Operation } from './exchange.fate.js';
import type { ServiceMetadata } from './metadata.types.js';
import type { ODataRequest, ODataResponse } from './odata.message.js';
import type { ServiceSource } from './source.js';

export interface ODataOptions {
  /** Password by user name. */
  users: Readonly<Record<string, string>>;
  /** Sessions and CSRF tokens; pass your own to forget them from outside. */
  sessions?: CsrfSessions;
  /** Asked once for every request that is signed in and has a valid token. Left out: everything is answered. */
  before?: DecideFate;
  /** Most rows in one answer, 1000 by default; what is more comes behind `__next`. */
  pageSize?: number;
  /** The metadata to serve by; by default the extract of SAP's EDMX. */
  metadata?: readonly ServiceMetadata[];
  /** Told of faults of the sandbox itself; by default they go to standard error. */
  onFault?(error: unknown): void;
}

/** Largest body that is read, in bytes: SAP's own limit is far higher, no order of ours comes near. */
const BODY_LIMIT = '4mb';

/**
 * The OData v2 front of the pretend ERP. Mount it where SAP has it: `app.use('/sap/opu/odata/sap', odataRouter(...))`.
 * @throws Error when a source has what the metadata has not
 */
export function odataRouter(services: readonly ServiceSource[], options: ODataOptions): Router {
  const sessions = options.sessions ?? new CsrfSessions();
  const handlerOptions = { pageSize: options.pageSize ?? 1000, onFault: options.onFault ?? console.error };
  const handlers = new Map(
    services.map((source) => [source.path, new ServiceHandler(serviceModel(source, options.metadata ?? generated), handlerOptions)]),
  );

  const router = express.Router({ caseSensitive: true });
  router.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
  router.use(async (request, response) => {
    const user = signIn(request.headers.authorization, options.users);
    if (user === undefined) return sendSignInRequest(response);
    const [, segment = '', path = ''] = request.path.match(/^\/([^/]*)\/?(.*)$/) ?? [];
    const handler = handlers.get(decodeURIComponent(segment));
    if (!handler) return send(response, noService(segment));
    const inner = innerRequest(request, `${request.baseUrl}/${segment}`, decodeURIComponent(path));
    if (handler.isWrite(inner) && !sessions.isValid(request.headers.cookie, request.get('x-csrf-token'))) return sendTokenRequest(response);
    if (request.get('x-csrf-token')?.toLowerCase() === 'fetch') response.set(sessions.fetch(request.headers.cookie));

    const exchange = { service: handler.service.source.path, user, isBatch: false, operations: [operationOf(handler, inner)] };
    await carryOut(response, (await options.before?.(exchange)) ?? { kind: 'answer' }, () => handler.answer(inner));
  });
  return router;
}

async function carryOut(response: Response, fate: Fate, work: () => ODataResponse): Promise<void> {
  switch (fate.kind) {
    case 'answer': {
      const answer = work();
      if (fate.holdMs) await sleep(fate.holdMs);
      return send(response, answer);
    }
    case 'refuse':
      if (fate.retryAfterSeconds !== undefined) response.set('retry-after', String(fate.retryAfterSeconds));
      return send(response, refusal(fate.status));
    case 'cut':
      response.socket?.destroy();
      return;
    case 'lose':
      work();
      response.socket?.destroy();
      return;
    case 'commit-late':
      response.socket?.destroy();
      await sleep(fate.afterMs);
      work();
  }
}

function innerRequest(request: Request, servicePath: string, path: string): ODataRequest {
  const { searchParams } = new URL(request.originalUrl, 'http://sandbox');
  const tunneled = request.method === 'POST' ? request.get('x-http-method') : undefined;
  return {
    method: (tunneled ?? request.method).toUpperCase(),
    path,
    query: searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
    base: `${request.protocol}://${request.get('host')}${servicePath}`,
  };
}

function operationOf(handler: ServiceHandler, { method, path }: ODataRequest): Operation {
  return { method, path, resource: path.replace(/[(/].*$/s, ''), isWrite: handler.isWrite({ method }) };
}

function send(response: Response, answer: ODataResponse): void {
  response.status(answer.status).set(answer.headers).end(answer.body);
}

function sendSignInRequest(response: Response): void {
  response.status(401).set({ 'www-authenticate': 'Basic realm="SAP NetWeaver Application Server"', 'content-type': 'text/plain;charset=utf-8' }).end('Logon failed');
}

function sendTokenRequest(response: Response): void {
  response.status(403).set({ 'x-csrf-token': 'Required', 'content-type': 'text/plain;charset=utf-8' }).end('CSRF token validation failed');
}

function noService(segment: string): ODataResponse {
  const error = new WireError(404, `No service found for namespace '', name '${segment}', version '0001'`, '/IWFND/MED/170');
  return { status: 404, headers: { 'content-type': 'application/json;charset=utf-8' }, body: errorBody(error) };
}

/** A system that is down answers from its web dispatcher, so the body is HTML, not OData. */
function refusal(status: number): ODataResponse {
  return { status, headers: { 'content-type': 'text/html;charset=utf-8' }, body: `<html><body><h1>${status}</h1><p>The server is not available.</p></body></html>` };
}
