import { StrataError } from '#canonical';
import type { Service } from './odata/edm.property.js';

export interface SapSession {
  token: string;
  cookie: string;
}

/** What brings a session: an answer to `x-csrf-token: Fetch`. */
export interface SessionAnswer {
  token: string | undefined;
  setCookie: readonly string[];
}

/**
 * The CSRF token and the cookies it is valid with, fetched once. Callers that find none, or a stale one, share one
 * fetch.
 */
export class SapSessions {
  /** The session in use; reads send its cookies, or the system would open a session for each of them. */
  known: SapSession | undefined;
  private fetching: Promise<SapSession> | undefined;

  constructor(private readonly fetch: (service: Service) => Promise<SessionAnswer>) {}

  /** The session, asked of `service` when there is none. `stale` is one that the system has refused. */
  async get(service: Service, stale?: SapSession): Promise<SapSession> {
    if (this.known && this.known !== stale) return this.known;
    this.fetching ??= this.open(service).finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async open(service: Service): Promise<SapSession> {
    const { token, setCookie } = await this.fetch(service);
    if (!token) throw new StrataError('unavailable', 'the system gave no token for writes', { vendor: { text: 'no x-csrf-token in the answer' } });
    this.known = { token, cookie: setCookie.map((each) => each.split(';')[0]).join('; ') };
    return this.known;
  }
}
