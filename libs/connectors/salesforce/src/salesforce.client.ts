import { remainingMs, StrataError, type CallContext } from '#canonical';
import { transportFailure, unreadableAnswer, type CallKind } from '#connector-kit';
import { eachRequest } from '#resilience';
import { salesforceFault, type SalesforceReply } from './salesforce.errors.js';
import { manifest, type SalesforceOperation } from './salesforce.manifest.js';
import { SalesforceSessions, type SalesforceSession, type SignIn } from './salesforce.session.js';
import { AnswerTypeError, isObject, recordsIn, type WireRecord } from './wire.record.js';

/** The operation that a request belongs to: its name in the manifest, and how long it may take. */
export interface SalesforceCall {
  ctx: CallContext;
  operation: SalesforceOperation;
}

export interface SalesforceRequest {
  method: 'GET' | 'PATCH';
  /** Below the version: `sobjects/Account/001...`, each segment already encoded. */
  path: string;
  /** Encoded: `fields=Id,Name`. */
  query?: string;
  body?: object;
}

/** Transport and sign-in: bearer token, one further sign-in when it has ended, deadlines, faults as StrataErrors. */
export class SalesforceClient {
  private readonly sessions: SalesforceSessions;

  constructor(
    signIn: SignIn,
    private readonly apiVersion: string,
    private readonly now: () => number,
  ) {
    this.sessions = new SalesforceSessions(signIn);
  }

  /** Records of a SOQL query: one batch, so the query must keep itself below 2,000 rows. */
  query<T>(call: SalesforceCall, soql: string, read: (record: WireRecord) => T): Promise<T[]> {
    return this.queryEncoded(call, encodeURIComponent(soql), read);
  }

  /** The same for a query that is encoded as an address wants it: of a long one the beginning is always the same. */
  queryEncoded<T>(call: SalesforceCall, soql: string, read: (record: WireRecord) => T): Promise<T[]> {
    return this.queried(call, 'query', soql, read, (records) => records);
  }

  /** The same with what lies in the recycle bin, and with the time by the system's own clock, in epoch ms. */
  queryAll<T>(call: SalesforceCall, soql: string, read: (record: WireRecord) => T): Promise<{ records: T[]; at: number }> {
    return this.queried(call, 'queryAll', encodeURIComponent(soql), read, (records, { headers }) => {
      const date = Date.parse(headers['date'] ?? '');
      return { records, at: Number.isNaN(date) ? this.now() : date };
    });
  }

  /** Sends one request and answers its success. Throws a StrataError for everything else. */
  send(call: SalesforceCall, request: SalesforceRequest): Promise<SalesforceReply> {
    return eachRequest(call.ctx, (ctx) => this.sendOnce({ ...call, ctx }, request));
  }

  private async sendOnce(call: SalesforceCall, request: SalesforceRequest): Promise<SalesforceReply> {
    const kind = { operation: call.operation, safe: request.method === 'GET' };
    timeLeft(call);
    const session = await this.sessions.get();
    let reply = await this.exchange(call, request, kind, session);
    if (reply.status === 401) reply = await this.exchange(call, request, kind, await this.sessions.get(session));
    if (reply.status >= 200 && reply.status < 300) return reply;
    throw salesforceFault(reply, kind);
  }

  close(): Promise<void> {
    return this.sessions.close();
  }

  /** An answer that cannot be read is no answer: its request is made again where a read is tried again. */
  private queried<T, R>(call: SalesforceCall, path: 'query' | 'queryAll', soql: string, read: (record: WireRecord) => T, answer: (records: T[], reply: SalesforceReply) => R): Promise<R> {
    return eachRequest(call.ctx, async (ctx) => {
      const reply = await this.send({ ...call, ctx }, { method: 'GET', path, query: `q=${soql}` });
      return answer(understood(reply, { operation: call.operation, safe: true }, (body) => recordsOf(path, body).map(read)), reply);
    });
  }

  private async exchange(call: SalesforceCall, request: SalesforceRequest, kind: CallKind, session: SalesforceSession): Promise<SalesforceReply> {
    const timeout = timeLeft(call);
    const headers: Record<string, string> = { authorization: `Bearer ${session.token}`, traceparent: call.ctx.traceparent };
    if (request.body) headers['content-type'] = 'application/json';
    try {
      return (await session.http.send({
        method: request.method,
        path: `/services/data/v${this.apiVersion}/${request.path}${request.query === undefined ? '' : `?${request.query}`}`,
        body: request.body && JSON.stringify(request.body),
        timeoutMs: timeout,
        headers,
      })) as SalesforceReply;
    } catch (error) {
      throw transportFailure(error, kind);
    }
  }
}

/** Milliseconds that a call may take. Throws `unavailable` when there are none: work past its deadline is not started. */
function timeLeft({ ctx, operation }: SalesforceCall): number {
  const ms = Math.min(manifest.operations[operation].timeoutMs ?? 15_000, remainingMs(ctx));
  if (ms <= 0) throw new StrataError('unavailable', 'no time was left for the call', { operation, reason: 'deadline' });
  return ms;
}

/** Where all rows are wanted, an answer that goes on elsewhere is half of one. */
function recordsOf(path: 'query' | 'queryAll', body: unknown): WireRecord[] {
  if (path === 'query' && isObject(body) && body['done'] === false) throw new AnswerTypeError('the query goes on in a further batch');
  return recordsIn(body, path);
}

/** The JSON of an answer, read; half of it or a wrong type in it is an unreadable answer. */
export function understood<T>({ body }: SalesforceReply, kind: CallKind, read: (body: unknown) => T): T {
  try {
    return read(JSON.parse(body));
  } catch (error) {
    if (error instanceof AnswerTypeError || error instanceof SyntaxError) throw unreadableAnswer(error.message, kind, error);
    throw error;
  }
}
