import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { matches, type CannedAnswer, type Fault, type RequestMatch, type SeenRequest } from './fault.js';

/** A fault that waits for its requests. */
export interface InjectedFault {
  /** Requests it met. */
  readonly hits: number;
  /** No further request meets it; what it holds is let go. */
  remove(): void;
}

interface Upstream {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Stands between a connector and its system, passes everything on, and makes faults on command. */
export class FaultProxy {
  /** Every request that came, also those the system never saw. */
  readonly requests: SeenRequest[] = [];
  private readonly faults = new Set<ActiveFault>();
  private readonly agent = new Agent({ keepAlive: true });
  private port = 0;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
  ) {}

  /** @param targetUrl the system's base address, http only */
  static async start(targetUrl: string): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(new URL(targetUrl), server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // A reset in the middle is what the proxy is for; anything else shows as a reset to the connector under test.
      proxy.handle(request, response).catch(() => request.socket.destroy());
    });
    await proxy.comeUp();
    return proxy;
  }

  /** The target's address with the proxy's host and port, without a slash at its end. */
  get url(): string {
    return `${this.origin}${this.target.pathname.replace(/\/$/, '')}`;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param times how many matching requests it meets; default: until it is removed */
  inject(fault: Fault, match: RequestMatch = {}, times = Number.POSITIVE_INFINITY): InjectedFault {
    const active = new ActiveFault(fault, match, times, () => this.faults.delete(active));
    this.faults.add(active);
    return active;
  }

  /** Removes all faults and forgets the requests. */
  clear(): void {
    for (const fault of this.faults) fault.remove();
    this.requests.length = 0;
  }

  /** From now on connections are refused, open ones are cut. */
  async goDown(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
    // A client reads the end of its kept connections in its next turns; before that it would send into them.
    await sleep(20);
  }

  /** Listens again, at the same address as before. */
  async comeUp(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.clear();
    this.agent.destroy();
    if (this.server.listening) await this.goDown();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen: SeenRequest = { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers, body: await text(request) };
    this.requests.push(seen);
    const active = [...this.faults].find((each) => each.meets(seen));
    const fault = active?.fault;
    if (fault?.kind === 'cut') return reset(request);
    if (fault?.kind === 'answered') return send(response, canned(fault.answer));
    const upstream = await this.forward(seen);
    switch (fault?.kind) {
      case undefined:
        return send(response, upstream);
      case 'lost':
        return reset(request);
      case 'slow':
        await sleep(fault.ms, undefined, { ref: false });
        return send(response, upstream);
      case 'held':
        await active?.removed;
        return send(response, upstream);
      case 'half':
        if (upstream.body.length === 0) return reset(request);
        response.writeHead(upstream.status, { ...upstream.headers, 'content-length': upstream.body.length });
        response.write(upstream.body.subarray(0, Math.ceil(upstream.body.length / 2)), () => reset(request));
        return undefined;
      case 'half-text':
        return send(response, { ...upstream, body: upstream.body.subarray(0, Math.ceil(upstream.body.length / 2)) });
      case 'rewritten':
        return send(response, { ...upstream, body: Buffer.from(fault.text(upstream.body.toString())) });
    }
  }

  private async forward({ method, path, headers, body }: SeenRequest): Promise<Upstream> {
    const { connection: _, 'transfer-encoding': __, ...passed } = headers;
    // The host stays the proxy's and the text stays plain, so that addresses in answers lead back here.
    const outgoing = httpRequest({ host: this.target.hostname, port: this.target.port, agent: this.agent, method, path, headers: { ...passed, 'accept-encoding': 'identity' } });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const ownAddress = (value: string): string => value.replaceAll(this.target.origin, this.origin);
    const { connection: ___, 'keep-alive': ____, 'transfer-encoding': _____, 'content-length': ______, location, ...kept } = answer.headers;
    return {
      status: answer.statusCode ?? 502,
      headers: { ...kept, ...(location !== undefined && { location: ownAddress(location) }) },
      body: Buffer.from(ownAddress(await text(answer))),
    };
  }
}

class ActiveFault implements InjectedFault {
  hits = 0;
  readonly removed: Promise<void>;
  private letGo: () => void = () => undefined;

  constructor(
    readonly fault: Fault,
    private readonly match: RequestMatch,
    private readonly times: number,
    private readonly forget: () => void,
  ) {
    this.removed = new Promise((resolve) => (this.letGo = resolve));
  }

  meets(request: SeenRequest): boolean {
    if (this.hits >= this.times || !matches(request, this.match)) return false;
    this.hits += 1;
    return true;
  }

  remove(): void {
    this.forget();
    this.letGo();
  }
}

function canned({ status, headers, body = '' }: CannedAnswer): Upstream {
  const isJson = typeof body === 'object';
  return { status, headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers }, body: Buffer.from(isJson ? JSON.stringify(body) : body) };
}

function send(response: ServerResponse, { status, headers, body }: Upstream): void {
  const empty = status === 204 || status === 304;
  response.writeHead(status, { ...headers, ...(!empty && { 'content-length': body.length }) });
  response.end(empty ? undefined : body);
}

function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}
