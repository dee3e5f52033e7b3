import { setTimeout as sleep } from 'node:timers/promises';
import { remainingMs, StrataError, type CallContext } from '#canonical';
import { transportFailure, unreadableAnswer, withFreshSecrets, type CallKind, type ConnectorDeps, type SystemSettings } from '#connector-kit';
import { createHttpOut, type HttpOut } from '#http-out';
import { eachRequest } from '#resilience';
import { readBatch, writeBatch, type BatchPart, type BatchReply } from './odata/batch.message.js';
import type { Service } from './odata/edm.property.js';
import { queryText } from './odata/query.js';
import type { SapS4HanaSettings } from './sap-s4hana.config.js';
import { sapFault, type SapReply } from './sap-s4hana.errors.js';
import { manifest, type SapOperation } from './sap-s4hana.manifest.js';
import { SapSignIn } from './sap-s4hana.sign-in.js';
import { SapSessions, type SapSession, type SessionAnswer } from './sap-s4hana.session.js';

/** The operation that a request belongs to: its name in the manifest, and how long it may take. */
export interface SapCall {
  ctx: CallContext;
  operation: SapOperation;
}

export interface SapRequest {
  service: Service;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the service: `A_SalesOrder('0000000001')`. */
  path: string;
  /** Encoded, without the parameters of the system itself: `$select=SalesOrder&$top=1`. */
  query?: string;
  body?: string;
  contentType?: string;
  etag?: string;
  /** True when it changes nothing although it is no GET: a simulation, a $batch of reads. */
  safe?: boolean;
}

/** Client and language: parameters of every address. */
export const systemParameters = ['sap-client', 'sap-language'] as const;

const odataRoot = '/sap/opu/odata/sap';
const versions: Partial<Record<Service, string>> = { API_OUTBOUND_DELIVERY_SRV: ';v=0002', API_CUSTOMER_RETURNS_DELIVERY_SRV: ';v=0002' };
const tokenTimeoutMs = 15_000;

/** Transport and sign-in: basic authentication, CSRF token with its cookies, deadlines, faults as StrataErrors. */
export class SapClient {
  private readonly http: HttpOut;
  /** Parameters of each query, as they stand in it. */
  private readonly ownText: string;
  private readonly sessions: SapSessions;
  private readonly signIn: SapSignIn;
  private readonly shown = (): string => this.signIn.authorization();

  constructor(
    settings: SystemSettings,
    { sapClient, sapLanguage }: SapS4HanaSettings,
    private readonly deps: ConnectorDeps,
  ) {
    this.ownText = queryText({ 'sap-client': sapClient, 'sap-language': sapLanguage } satisfies Record<(typeof systemParameters)[number], string | undefined>);
    this.signIn = new SapSignIn(settings.credentials, deps, () => (this.sessions.known = undefined));
    this.http = createHttpOut({
      baseUrl: rootOf(settings.baseUrl),
      connections: settings.maxConnections,
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    });
    this.sessions = new SapSessions((service) => this.fetchSession(service));
  }

  /** Sends one request and answers its success. Throws a StrataError for everything else. */
  send(call: SapCall, request: SapRequest): Promise<SapReply> {
    return eachRequest(call.ctx, (ctx) => withFreshSecrets(this.deps, this.shown, (authorization) => this.sendSignedIn({ ...call, ctx }, request, authorization)));
  }

  private async sendSignedIn(call: SapCall, request: SapRequest, authorization: string): Promise<SapReply> {
    const kind = kindOf(call, request);
    const reply = request.method === 'GET' ? await this.exchange(call, request, kind, this.sessions.known, authorization) : await this.exchangeWithToken(call, request, kind);
    if (reply.status >= 200 && reply.status < 300) return reply;
    throw sapFault(reply, kind);
  }

  /** Sends several requests in one; a failure of one part is its own reply. `safe` when all of them only read. */
  async batch(call: SapCall, service: Service, parts: readonly BatchPart[], safe: boolean): Promise<BatchReply[][]> {
    const message = writeBatch(parts);
    const request: SapRequest = { service, method: 'POST', path: '$batch', body: message.body, contentType: message.contentType, safe };
    const reply = await this.send(call, request);
    const kind = kindOf(call, request);
    try {
      const replies = await readBatch(reply.headers['content-type'] ?? '', Buffer.from(reply.body));
      if (replies.length !== parts.length || replies.some((each) => each.length === 0)) throw new Error(`${replies.length} answers to ${parts.length} parts`);
      return replies;
    } catch (error) {
      throw unreadableAnswer(String(error), kind, error);
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async exchangeWithToken(call: SapCall, request: SapRequest, kind: CallKind): Promise<SapReply> {
    const session = this.sessions.known ?? (await beforeDeadline(call, () => this.sessions.get(request.service)));
    const reply = await this.exchange(call, request, kind, session);
    if (!wantsToken(reply)) return reply;
    return this.exchange(call, request, kind, await beforeDeadline(call, () => this.sessions.get(request.service, session)));
  }

  private exchange(call: SapCall, request: SapRequest, kind: CallKind, session: SapSession | undefined, authorization = this.signIn.authorization()): Promise<SapReply> {
    const timeoutMs = timeLeft(call);
    const { service, method, path, query, body, contentType = 'application/json', etag } = request;
    const headers: Record<string, string> = { authorization, traceparent: call.ctx.traceparent };
    if (session) headers['cookie'] = session.cookie;
    if (session && method !== 'GET') headers['x-csrf-token'] = session.token;
    if (body !== undefined) headers['content-type'] = contentType;
    if (etag !== undefined) headers['if-match'] = etag;
    const sent = this.http.send({ method, path: this.address(service, path, query), body, timeoutMs, headers }) as Promise<SapReply>;
    return sent.catch((error: unknown) => {
      throw transportFailure(error, kind);
    });
  }

  /** Shared by every caller that waits for it, so no caller's deadline cuts it. */
  private async fetchSession(service: Service): Promise<SessionAnswer> {
    const kind = { operation: 'sign-in', safe: true };
    const url = this.address(service, '');
    const answer = await this.http.axios
      .request<string>({ url, timeout: tokenTimeoutMs, responseType: 'text', transformResponse: [], headers: { authorization: this.signIn.authorization(), 'x-csrf-token': 'Fetch' } })
      .catch((error: unknown) => {
        throw transportFailure(error, kind);
      });
    if (answer.status >= 400) throw sapFault({ status: answer.status, headers: answer.headers as Record<string, string>, body: answer.data }, kind);
    return { token: answer.headers['x-csrf-token'] as string | undefined, setCookie: answer.headers['set-cookie'] ?? [] };
  }

  private address(service: Service, path: string, query = ''): string {
    return `${pathOf(service)}/${path}?${query === '' ? '' : `${query}&`}${this.ownText}`;
  }
}

/** Time for the next request, in ms. Work past its deadline is not started. */
function timeLeft({ ctx, operation }: SapCall): number {
  const ms = Math.min(manifest.operations[operation].timeoutMs ?? 15_000, remainingMs(ctx));
  if (ms <= 0) throw noTimeLeft(operation);
  return ms;
}

/** Waits for work that others wait for as well, and which goes on without us. */
async function beforeDeadline<T>(call: SapCall, work: () => Promise<T>): Promise<T> {
  const late = new AbortController();
  const over = sleep(timeLeft(call), undefined, { signal: late.signal, ref: false }).then(() => {
    throw noTimeLeft(call.operation);
  });
  over.catch(() => undefined);
  try {
    return await Promise.race([work(), over]);
  } finally {
    late.abort();
  }
}

function noTimeLeft(operation: string): StrataError {
  return new StrataError('unavailable', 'no time was left for the call', { operation, reason: 'deadline' });
}

function wantsToken({ status, headers }: SapReply): boolean {
  return status === 403 && headers['x-csrf-token']?.toLowerCase() === 'required';
}

function pathOf(service: Service): string {
  return `/${service}${versions[service] ?? ''}`;
}

function kindOf(call: SapCall, { method, safe }: SapRequest): CallKind {
  return { operation: call.operation, safe: safe ?? method === 'GET' };
}

/** A bare host gets SAP's own path; an address with a path (behind a gateway) is taken as it is. */
function rootOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  return url.pathname === '/' ? `${url.origin}${odataRoot}` : baseUrl.replace(/\/$/, '');
}
