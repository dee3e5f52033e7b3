import { createHash, randomBytes } from 'node:crypto';
import { issuer, type RunningPortal } from '../portal.fixture.js';

interface Seen {
  status: number;
  headers: Headers;
  text: string;
  /** Where it ended: the issuer's address, or that of an app which the issuer leads to. */
  url: string;
}

/** A browser as far as signing in needs one: keeps cookies by their paths, follows redirects, sends forms. */
export class Browser {
  private readonly cookies = new Map<string, { value: string; path: string }>();
  /** The page that it is on. */
  page: Seen = { status: 0, headers: new Headers(), text: '', url: '' };

  constructor(
    private portal: RunningPortal,
    /** Further headers of every request. */
    private readonly headers: Record<string, string> = {},
  ) {}

  /** Its next request meets another replica. */
  goTo(portal: RunningPortal): void {
    this.portal = portal;
  }

  async open(url: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Seen> {
    let [target, body] = [url, form && new URLSearchParams(form)];
    for (let hops = 0; hops < 10; hops += 1) {
      if (!target.startsWith(issuer)) return (this.page = { ...this.page, text: '', url: target });
      const response = await fetch(target.replace(issuer, this.portal.url), { method: body ? 'POST' : 'GET', ...(body && { body }), headers: { accept: 'text/html', ...this.headers, ...headers, cookie: this.cookiesFor(target) }, redirect: 'manual' });
      this.keep(response.headers.getSetCookie());
      this.page = { status: response.status, headers: response.headers, text: await response.text(), url: target };
      const location = response.headers.get('location');
      if (location === null) return this.page;
      [target, body] = [new URL(location, target).href, undefined];
    }
    throw new Error(`too many redirects: ${target}`);
  }

  /** Sends the form of the page that it is on. */
  async submit(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Seen> {
    const action = /action="([^"]+)"/.exec(this.page.text)?.[1];
    if (action === undefined) throw new Error(`there is no form: ${this.page.text}`);
    return this.open(new URL(action, this.page.url).href, fields, headers);
  }

  /** What it sends along to the page that it is on. */
  cookieHeader(): string {
    return this.cookiesFor(this.page.url);
  }

  private cookiesFor(url: string): string {
    const { pathname } = new URL(url);
    return [...this.cookies].filter(([, { path }]) => pathname.startsWith(path)).map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  private keep(set: string[]): void {
    for (const cookie of set) {
      const [pair = '', ...attributes] = cookie.split(/; ?/);
      const name = pair.slice(0, pair.indexOf('='));
      const attribute = (wanted: string) => attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      if (attribute('expires')?.startsWith('Thu, 01 Jan 1970')) this.cookies.delete(name);
      else this.cookies.set(name, { value: pair.slice(name.length + 1), path: attribute('path') ?? '/' });
    }
  }
}

export const callback = 'https://app.example.com/callback';

/** A request of an app to sign somebody in, with the secret half of its proof (RFC 7636). */
export function authorization(changes: Record<string, string | undefined> = {}): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const params = { client_id: 'app', response_type: 'code', redirect_uri: callback, scope: 'openid orders:read', state: 'of the app', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...changes };
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { url: `${issuer}/auth?${new URLSearchParams(given).toString()}`, verifier };
}
