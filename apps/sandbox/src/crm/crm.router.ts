import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, type Router } from 'express';
import type { DatabaseSync } from 'node:sqlite';
import { carryOut, type DecideFate, type Fate } from '../odata/exchange.fate.js';
import { CrmDatabase } from './crm.database.js';
import { RecordStore } from './record/record.store.js';
import { collectionResource } from './rest/collection.resource.js';
import { compositeResource } from './rest/composite.resource.js';
import { queryResource } from './rest/query.resource.js';
import { API_ROOT, API_VERSION, type RestReply, type RestRequest, type RestResource } from './rest/rest.message.js';
import { recordAddress, sobjectResource } from './rest/sobject.resource.js';
import { notFound, SalesforceError } from './salesforce.error.js';
import { INTEGRATION_USER, seedCrm } from './seed/crm.seed.js';
import { ORGANISATION_ID, refuseToken, Sessions, type OAuthClient } from './session.js';

export interface CrmOptions extends OAuthClient {
  /** How long an access token is good, in ms; two hours by default, as in a new organisation. */
  sessionMs?: number;
  /** Calls in 24 hours; what is above gets REQUEST_LIMIT_EXCEEDED. A million by default. */
  dailyRequests?: number;
  /** Asked once for every request that is signed in. Left out: everything is answered. */
  before?: DecideFate;
  /** What to name in `instance_url`; by default the address that the token was asked at. */
  instanceUrl?: string;
  now?(): number;
  /** Told of faults of the sandbox itself; by default they go to standard error. */
  onFault?(error: unknown): void;
}

const TWO_HOURS_MS = 7_200_000;
const BODY_LIMIT = '2mb';

/** The pretend Salesforce: `/services/oauth2/token` and `/services/data/v60.0`. Mount it at the root. */
export function crmRouter(database: DatabaseSync, options: CrmOptions): Router {
  const now = options.now ?? Date.now;
  const crm = new CrmDatabase(database);
  seedCrm(crm, now);
  const sessions = new Sessions(crm, options.sessionMs ?? TWO_HOURS_MS, now);
  const router = express.Router({ caseSensitive: true });
  router.use('/services', express.text({ type: () => true, limit: BODY_LIMIT }));
  router.post('/services/oauth2/token', signIn(sessions, options, now));
  router.get('/services/data', (_request, response) => void response.json([{ label: "Spring '24", url: API_ROOT, version: API_VERSION }]));
  router.use('/services/data', serve(crm, sessions, options, now));
  router.use('/services', sendFault(options.onFault ?? console.error));
  return router;
}

function signIn(sessions: Sessions, options: CrmOptions, now: () => number): RequestHandler {
  return (request, response) => {
    const refusal = refuseToken(new URLSearchParams(textOf(request)), request.headers.authorization, options);
    if (refusal) return void response.status(400).json(refusal);
    const instance = options.instanceUrl ?? `${request.protocol}://${request.get('host')}`;
    const id = `${instance}/id/${ORGANISATION_ID}/${INTEGRATION_USER}`;
    const issued_at = String(now());
    response.set('cache-control', 'no-store').json({ access_token: sessions.open(), signature: 'c2lnbmF0dXJl', scope: 'api', instance_url: instance, id, token_type: 'Bearer', issued_at });
  };
}

function serve(crm: CrmDatabase, sessions: Sessions, options: CrmOptions, now: () => number): RequestHandler {
  const answer = answerer(crm, now);
  const usage = new DailyUsage(options.dailyRequests ?? 1_000_000, now);
  return async (request, response) => {
    const token = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !sessions.isValid(token)) throw new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    const asked = restRequest(request);
    usage.count();
    response.set('sforce-limit-info', usage.header());
    if (usage.isUsedUp()) throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    const fate: Fate = (await options.before?.(exchangeOf(asked))) ?? { kind: 'answer' };
    await carryOut(response, fate, () => {
      const { status, headers, body } = replied(() => answer(asked));
      const text = body === undefined ? '' : JSON.stringify(body);
      return { status, headers: { ...(text && { 'content-type': 'application/json;charset=UTF-8' }), ...headers }, body: text };
    });
  };
}

/** Every resource there is, behind one function that also /composite calls. */
function answerer(crm: CrmDatabase, now: () => number): (request: RestRequest) => RestReply {
  const store = new RecordStore(crm, INTEGRATION_USER, now);
  const resources: RestResource[] = [
    queryResource({ database: crm, now, addressOf: recordAddress }),
    sobjectResource(store, now),
    collectionResource(store),
    compositeResource(crm, (request) => answer(request)),
  ];
  const answer = (request: RestRequest): RestReply => {
    for (const resource of resources) {
      const reply = resource(request);
      if (reply) return reply;
    }
    throw notFound();
  };
  return (request) => crm.atomically(() => answer(request));
}

function replied(work: () => RestReply): RestReply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return { status: error.status, body: error.body() };
  }
}

function restRequest(request: Request): RestRequest {
  const url = new URL(request.originalUrl, 'http://sandbox');
  const [version = '', ...path] = url.pathname.slice('/services/data/'.length).split('/').map(decodeURIComponent);
  if (version !== `v${API_VERSION}`) throw notFound();
  const text = textOf(request);
  return { method: request.method, path, query: url.searchParams, headers: request.headers as Record<string, string | undefined>, body: text === '' ? undefined : parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', `${(error as Error).message} at [line:1, column:1]`);
  }
}

function exchangeOf({ method, path }: RestRequest) {
  const operation = { method, path: path.join('/'), resource: path[0] === 'sobjects' ? (path[1] ?? '') : (path[0] ?? ''), isWrite: method !== 'GET' };
  return { service: 'salesforce', user: INTEGRATION_USER, isBatch: path[0] === 'composite', operations: [operation] };
}

function textOf(request: Request): string {
  return typeof request.body === 'string' ? request.body : '';
}

function sendFault(onFault: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response: Response, _next) => {
    const fault = error instanceof SalesforceError ? error : new SalesforceError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.');
    if (fault !== error) onFault(error);
    response.status(fault.status).json(fault.body());
  };
}

/** Calls of the last 24 hours, as far as this process has seen them. */
class DailyUsage {
  private used = 0;
  private day = 0;

  constructor(
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  count(): void {
    const day = Math.floor(this.now() / 86_400_000);
    if (day !== this.day) this.used = 0;
    this.day = day;
    this.used += 1;
  }

  isUsedUp(): boolean {
    return this.used > this.most;
  }

  header(): string {
    return `api-usage=${Math.min(this.used, this.most)}/${this.most}`;
  }
}
