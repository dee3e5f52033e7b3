import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, type Router } from 'express';
import { signIn } from './basic.auth.js';
import { answerBatch } from './batch.answer.js';
import { decodePath, innerRequest, parseBatch } from './batch.parse.js';
import { CsrfSessions } from './csrf.session.js';
import { carryOut, type DecideFate, type Operation } from './exchange.fate.js';
import { metadata as generated } from './metadata.generated.js';
import { WireError, errorBody } from './odata.error.js';
import { ServiceHandler } from './service.handler.js';
import { serviceModel } from './service.model.js';
import type { ServiceMetadata } from './metadata.types.js';
import type { ODataRequest } from './odata.message.js';
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

/** Largest body that is read: SAP's own limit is far higher, no order of ours comes near. */
const BODY_LIMIT = '4mb';

/**
 * The OData v2 front of the pretend ERP. Mount it where SAP has it: `app.use('/sap/opu/odata/sap', odataRouter(...))`.
 * @throws Error when a source has what the metadata has not
 */
export function odataRouter(services: readonly ServiceSource[], options: ODataOptions): Router {
  const handlerOptions = { pageSize: options.pageSize ?? 1000, onFault: options.onFault ?? console.error };
  const handlers = new Map(
    services.map((source) => [source.path, new ServiceHandler(serviceModel(source, options.metadata ?? generated), handlerOptions)]),
  );
  const router = express.Router({ caseSensitive: true });
  router.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
  router.use(serve(handlers, options, options.sessions ?? new CsrfSessions()));
  router.use(sendFault(handlerOptions.onFault));
  return router;
}

function serve(handlers: ReadonlyMap<string, ServiceHandler>, options: ODataOptions, sessions: CsrfSessions): RequestHandler {
  return async (request, response) => {
    const user = signIn(request.headers.authorization, options.users);
    if (user === undefined) return sendSignInRequest(response);
    const [, segment = '', path = ''] = request.path.match(/^\/([^/]*)\/?(.*)$/) ?? [];
    const handler = handlers.get(decodePath(segment));
    if (!handler) throw new WireError(404, `No service found for namespace '', name '${segment}', version '0001'`, '/IWFND/MED/170');
    const asked = odataRequest(request, `${request.baseUrl}/${segment}`, decodePath(path));
    if (handler.isWrite(asked) && !sessions.isValid(request.headers.cookie, request.get('x-csrf-token'))) return sendTokenRequest(response);
    if (request.get('x-csrf-token')?.toLowerCase() === 'fetch') response.set(sessions.fetch(request.headers.cookie));

    const isBatch = asked.path === '$batch' && asked.method === 'POST';
    const parts = isBatch ? await parseBatch(bodyOf(request), request.headers['content-type']) : [];
    const inner = parts.flatMap((part) => ('changeset' in part ? part.changeset : [part.request]));
    const operations = isBatch
      ? inner.map((embedded) => operationOf(handler, innerRequest(embedded, asked, new Map())))
      : [operationOf(handler, asked)];
    const exchange = { service: handler.service.source.path, user, isBatch, operations };
    const work = () => (isBatch ? answerBatch(handler, parts, asked) : handler.answer(asked));
    await carryOut(response, (await options.before?.(exchange)) ?? { kind: 'answer' }, work);
  };
}

function odataRequest(request: Request, servicePath: string, path: string): ODataRequest {
  const { searchParams } = new URL(request.originalUrl, 'http://sandbox');
  // Clients behind proxies that know no MERGE send a POST that names it.
  const tunneled = request.method === 'POST' ? request.get('x-http-method') : undefined;
  return {
    method: (tunneled ?? request.method).toUpperCase(),
    path,
    query: searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body: bodyOf(request).toString('utf8'),
    base: `${request.protocol}://${request.get('host')}${servicePath}`,
  };
}

function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function operationOf(handler: ServiceHandler, { method, path }: ODataRequest): Operation {
  return { method, path, resource: path.replace(/[(/].*$/s, ''), isWrite: handler.isWrite({ method }) };
}

function sendSignInRequest(response: Response): void {
  response.set('www-authenticate', 'Basic realm="SAP NetWeaver Application Server"');
  sendText(response, 401, 'Logon failed');
}

function sendTokenRequest(response: Response): void {
  response.set('x-csrf-token', 'Required');
  sendText(response, 403, 'CSRF token validation failed');
}

function sendText(response: Response, status: number, text: string): void {
  response.status(status).set('content-type', 'text/plain;charset=utf-8').end(text);
}

/** Faults before a service has the request: a broken address, a body too large, a service that is not there. */
function sendFault(onFault: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
    if (status >= 500) onFault(error);
    const fault =
      error instanceof WireError
        ? error
        : new WireError(status, error instanceof Error ? error.message : 'An internal server error occurred', 'SY/530');
    response.status(status).set('content-type', 'application/json;charset=utf-8').end(errorBody(fault));
  };
}
