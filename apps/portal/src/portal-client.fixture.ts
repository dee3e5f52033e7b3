import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { PortalAccountRow, type AccountRole } from '#store';
import { PortalSessions } from './session/portal-sessions.js';

export interface Answered {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever an answer holds: specs say what they expect of it
  body: any;
}

/** A browser at the portal, as far as its API is concerned: keeps the cookie, sends JSON. */
export class PortalClient {
  cookie = '';
  accountId = '';

  /** @param origin `http://127.0.0.1:<port>` @param headers of every request */
  constructor(
    private readonly origin: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  async call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answered> {
    const response = await fetch(`${this.origin}/portal/v1${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), 'sec-fetch-site': 'same-origin', ...(this.cookie && { cookie: this.cookie }), ...this.headers, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? '' : set.split(';')[0]!;
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  get = (path: string) => this.call('GET', path);
  post = (path: string, body: object = {}) => this.call('POST', path, body);
  delete = (path: string) => this.call('DELETE', path);

  async signIn(email: string, password: string): Promise<Answered> {
    return this.post('/session', { email, password });
  }

  /** Somebody who is signed in, without a password: those cost a tenth of a second each. */
  static async of(db: DataSource, origin: string, email: string, role: AccountRole = 'developer'): Promise<PortalClient> {
    const client = new PortalClient(origin);
    client.accountId = randomUUID();
    await db.getRepository(PortalAccountRow).insert({ accountId: client.accountId, email, name: email.split('@')[0]!, role, passwordHash: 'none', createdAt: new Date(), disabledAt: null });
    client.cookie = `strata_session=${await new PortalSessions(db).open(client.accountId)}`;
    return client;
  }
}
