import { remainingMs, StrataError, type CallContext, type ErrorKind } from '#canonical';
import { createHttpOut, type HttpOut } from '#http-out';
import { transportFailure, unreadableAnswer } from '../../faults.js';

export interface PaperCall {
  ctx: CallContext;
  operation: string;
  safe: boolean;
}

const kinds: Record<number, ErrorKind> = { 400: 'invalid', 401: 'unauthenticated', 404: 'not-found', 409: 'conflict', 422: 'rejected', 429: 'rate-limited' };

/** Transport and sign-in of the paper ERP. */
export class PaperClient {
  private readonly http: HttpOut;
  private token?: Promise<string>;

  constructor(
    baseUrl: string,
    private readonly password: string,
  ) {
    this.http = createHttpOut({ baseUrl });
  }

  /** `check` refuses an answer that is not what it should be. */
  async send<T>(call: PaperCall, method: 'GET' | 'POST', path: string, check: (body: T) => boolean, body?: object): Promise<T> {
    const token = await (this.token ??= this.signIn(call));
    let reply = await this.exchange(call, method, path, body, token);
    if (reply.status === 401) {
      this.token = this.signIn(call);
      reply = await this.exchange(call, method, path, body, await this.token);
    }
    const { status } = reply;
    if (status >= 400) throw failure(call, status, reply.headers['retry-after'] as string | undefined, reasonIn(reply.data));
    const value = parse<T>(reply.data, call);
    if (!check(value)) throw unreadableAnswer('a value has a wrong type', call);
    return value;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async signIn({ ctx }: PaperCall): Promise<string> {
    try {
      const call = { ctx, operation: 'sign-in', safe: true };
      const { status, data } = await this.exchange(call, 'POST', '/token', { password: this.password });
      if (status >= 400) throw failure(call, status);
      return parse<{ token: string }>(data, call).token;
    } catch (error) {
      this.token = undefined;
      throw error;
    }
  }

  private async exchange(call: PaperCall, method: 'GET' | 'POST', url: string, data?: object, token?: string) {
    const timeout = Math.min(15_000, remainingMs(call.ctx));
    if (timeout <= 0) throw new StrataError('unavailable', 'no time was left for the call', { reason: 'deadline' });
    try {
      return await this.http.axios.request<string>({ url, method, data, timeout, responseType: 'text', transformResponse: [], headers: { ...(token && { authorization: token }) } });
    } catch (error) {
      throw transportFailure(error, call);
    }
  }
}

function failure(call: PaperCall, status: number, retryAfter?: string, reason?: string): StrataError {
  const kind = kinds[status] ?? (call.safe || retryAfter !== undefined ? 'unavailable' : 'unknown-outcome');
  return new StrataError(kind, `the paper ERP answered ${status}`, { operation: call.operation, reason, vendor: { status }, ...(retryAfter && { retryAfterMs: Number(retryAfter) * 1_000 }) });
}

function reasonIn(text: string): string | undefined {
  return /"reason":"([\w-]+)"/.exec(text)?.[1];
}

function parse<T>(text: string, call: PaperCall): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw unreadableAnswer('no JSON', call, error);
  }
}
