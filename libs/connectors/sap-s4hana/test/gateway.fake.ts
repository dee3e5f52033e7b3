import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newTraceparent, type CallContext } from '#canonical';
import type { ConnectorDeps, SystemSettings } from '#connector-kit';

export interface GatewayRequest {
  method: string;
  /** Below the OData root, decoded, with its query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the gateway answers; `cut` closes the connection after so many characters of the body, `hang` never answers, `afterMs` waits. */
export interface GatewayAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  cut?: number;
  hang?: boolean;
  afterMs?: number;
}

/** Answers of S/4's gateway as they come over the wire, ugly ones too. Tokens are given out by itself. */
export class GatewayFake {
  readonly requests: GatewayRequest[] = [];
  tokens = 0;
  /** No token is good enough. */
  refusesTokens = false;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(private readonly answer: (request: GatewayRequest) => GatewayAnswer) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** As a restart of the application server does: the next write is told that its token is required. */
  forgetTokens(): void {
    this.tokens += 1000;
  }

  /** Requests other than those for a token. */
  get calls(): GatewayRequest[] {
    return this.requests.filter(({ headers }) => headers['x-csrf-token'] !== 'Fetch');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://gateway');
    const path = decodeURIComponent(url.pathname).replace('/sap/opu/odata/sap', '');
    const seen = { method: request.method ?? '', path, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    this.requests.push(seen);
    const answer = this.tokenAnswer(seen) ?? this.answer(seen);
    if (answer.afterMs !== undefined) await sleep(answer.afterMs);
    this.send(response, answer);
  }

  private tokenAnswer({ method, headers }: GatewayRequest): GatewayAnswer | undefined {
    if (headers['x-csrf-token'] === 'Fetch') {
      this.tokens += 1;
      const cookies = [`SAP_SESSIONID_S4H_100=session-${this.tokens}; path=/; HttpOnly`, 'sap-usercontext=sap-client=100; path=/'];
      return { headers: { 'x-csrf-token': `token-${this.tokens}`, 'set-cookie': cookies }, body: { d: {} } };
    }
    const valid = !this.refusesTokens && headers['x-csrf-token'] === `token-${this.tokens}` && headers.cookie?.includes(`SAP_SESSIONID_S4H_100=session-${this.tokens}`);
    return method === 'GET' || valid ? undefined : { status: 403, headers: { 'x-csrf-token': 'Required' }, body: 'CSRF token validation failed' };
  }

  private send(response: ServerResponse, { status = 200, headers = {}, body, cut, hang }: GatewayAnswer): void {
    if (hang) return;
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', 'content-length': String(Buffer.byteLength(text)), ...headers });
    if (cut === undefined) return void response.end(text);
    response.write(text.slice(0, cut), () => response.destroy());
  }
}

export function settingsOf(baseUrl: string, options: Record<string, unknown> = {}): SystemSettings {
  return { id: 'erp', baseUrl, credentials: { user: { value: 'STRATA' }, password: { value: 'secret' } }, options };
}

export const silentDeps: ConnectorDeps = {
  log: { warn: () => undefined },
  now: () => Date.now(),
  secret: (reference) => ('value' in reference ? reference.value : ''),
};

export function someContext(ms = 10_000): CallContext {
  return { principal: { id: 'test', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + ms };
}

/** SAP's error body. */
export function sapError(code: string, value: string, details: object[] = []): object {
  return { error: { code, message: { lang: 'en', value }, innererror: { transactionid: '5F3A', errordetails: details } } };
}
