import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PortalAnswer {
  status: number;
  // Whatever an answer holds: cases say what they expect of it.
  body: any;
}

/** Somebody at the portal, with the cookie of their browser. */
export class PortalClient {
  private cookie = '';
  private readonly origin: string;

  /** @param origin where the portal answers: `http://127.0.0.1:3000` */
  constructor(origin: string) {
    this.origin = origin;
  }

  /** The header by which a browser shows that somebody is signed in. */
  get session(): { cookie: string } {
    return { cookie: this.cookie };
  }

  async call(method: string, path: string, body?: object): Promise<PortalAnswer> {
    const answer = await fetch(`${this.origin}/portal/v1${path}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...(this.cookie && { cookie: this.cookie }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0]!;
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  get = (path: string) => this.call('GET', path);
  post = (path: string, body: object = {}) => this.call('POST', path, body);
  delete = (path: string) => this.call('DELETE', path);

  /** A write that a test builds on: answers what it made. Throws with the answer where it is refused. */
  async done(path: string, body?: object): Promise<any> {
    const answer = await this.post(path, body);
    if (answer.status >= 400) throw new Error(`POST ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Signs up as somebody new, and in. */
  async join(name: string): Promise<this> {
    const who = { email: `${name}-${crypto.randomUUID().slice(0, 8)}@partner.example`, password: crypto.randomUUID() };
    await this.done('/accounts', { ...who, name });
    await this.done('/session', who);
    return this;
  }

  /** Signs in as the operator of the demo. @param home of the launcher */
  async beOperator(home: string): Promise<this> {
    const { operatorPassword: password } = JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')) as { operatorPassword: string };
    await this.done('/session', { email: 'operator@strata.example', password });
    return this;
  }
}
