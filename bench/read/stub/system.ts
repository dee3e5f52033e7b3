import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Answers, readAddress } from './answers.js';
import { drawsFrom, fateOf, healthy, type Behaviour, type Fate } from './fate.js';

export interface Counters {
  /** Calls about customers, by what became of them. */
  answer: number;
  error: number;
  hang: number;
  /** Customers that they named: one call may ask for several. */
  customers: number;
  /** Further calls: sign-in, feeds. */
  further: number;
}

/** A way in which the system was asked about a customer. */
export interface AskedFor {
  /** With `{customer}` for the seven digits of the number. */
  path: string;
  headers: Record<string, string>;
}

const noCalls = (): Counters => ({ answer: 0, error: 0, hang: 0, customers: 0, further: 0 });

/** One system of the stub, on a port of its own. It answers whatever it is asked with as little work as it can. */
export class StubSystem {
  private readonly answers = new Answers();
  private readonly server: Server;
  private readonly hanging = new Set<ServerResponse>();
  private behaviour = healthy;
  private counters = noCalls();
  private dispatched: number[] = [];
  private readonly askedFor = new Map<string, AskedFor>();
  private draw = drawsFrom(1);
  private port = 0;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => this.take(request, response));
  }

  async listen(): Promise<string> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async behave(behaviour: Partial<Behaviour>): Promise<void> {
    const before = this.behaviour;
    this.behaviour = { ...healthy, ...behaviour };
    this.draw = drawsFrom(1);
    if (before.dead !== 'refused' && this.behaviour.dead === 'refused') {
      this.server.close();
      this.server.closeAllConnections();
    }
    if (before.dead === 'refused' && this.behaviour.dead !== 'refused') await this.listen();
    // What hangs has been given up by its caller, or is to be: nothing of it may reach into the next measurement.
    if (this.behaviour.dead === 'no') for (const response of this.hanging) response.destroy();
    this.hanging.clear();
  }

  /** Counts since the last look, and when each of the calls came, in epoch ms. */
  look(): { counters: Counters; dispatched: number[]; askedFor: AskedFor[] } {
    const seen = { counters: this.counters, dispatched: this.dispatched, askedFor: [...this.askedFor.values()] };
    this.counters = noCalls();
    this.dispatched = [];
    this.askedFor.clear();
    return seen;
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    this.dispatched.push(performance.timeOrigin + performance.now());
    const url = request.url ?? '';
    if (url === '/services/oauth2/token') return this.signIn(response);
    const asked = readAddress(url);
    if (asked.customers.length === 0) {
      this.counters.further += 1;
      this.end(response, 200, this.answers.to(asked), asked.template);
      return;
    }
    if (!this.askedFor.has(asked.template)) this.askedFor.set(asked.template, { path: asked.template, headers: request.headers as Record<string, string> });
    const fate = fateOf(this.behaviour, this.draw());
    this.counters[fate] += 1;
    this.counters.customers += asked.customers.length;
    if (fate === 'hang') this.hanging.add(response);
    else if (this.behaviour.latencyMs > 0) setTimeout(() => this.answer(response, asked, fate), this.behaviour.latencyMs);
    else this.answer(response, asked, fate);
  }

  private answer(response: ServerResponse, asked: ReturnType<typeof readAddress>, fate: Fate): void {
    if (fate === 'error') this.end(response, 503, '{"error":{"code":"503","message":{"lang":"en","value":"Service unavailable"}}}', asked.template);
    else this.end(response, 200, this.answers.to(asked), asked.template);
  }

  private end(response: ServerResponse, status: number, body: string, address: string): void {
    const headers = { 'content-type': 'application/json;charset=utf-8', 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, address.startsWith('/sap/') ? { ...headers, dataserviceversion: '2.0' } : headers);
    response.end(body);
  }

  private signIn(response: ServerResponse): void {
    this.counters.further += 1;
    const instance = `http://127.0.0.1:${this.port}`;
    const token = { access_token: '00DStub!token', scope: 'api', instance_url: instance, token_type: 'Bearer', issued_at: String(Date.now()) };
    this.end(response, 200, JSON.stringify(token), '');
  }
}
