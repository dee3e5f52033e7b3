import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const COOKIE = 'SAP_SESSIONID_S4H_100';

/** What SAP ties a CSRF token to: a token is good only with the session cookie of the answer that brought it. */
export class CsrfSessions {
  private readonly tokens: LRUCache<string, string>;

  /** @param idleMs a session unused for so long is forgotten; SAP's default is half an hour */
  constructor(idleMs = 30 * 60_000) {
    this.tokens = new LRUCache({ max: 10_000, ttl: idleMs, updateAgeOnGet: true });
  }

  /** Answers `x-csrf-token: Fetch`: the token of the caller's session, or a new session. */
  fetch(cookies: string | undefined): Record<string, string | string[]> {
    const known = sessionId(cookies);
    const token = known === undefined ? undefined : this.tokens.get(known);
    if (token !== undefined) return { 'x-csrf-token': token };
    const id = randomBytes(18).toString('base64url');
    const fresh = `${randomBytes(16).toString('base64url')}==`;
    this.tokens.set(id, fresh);
    return { 'x-csrf-token': fresh, 'set-cookie': ['sap-usercontext=sap-client=100; path=/', `${COOKIE}=${id}; path=/; HttpOnly`] };
  }

  isValid(cookies: string | undefined, token: string | undefined): boolean {
    const id = sessionId(cookies);
    return id !== undefined && token !== undefined && this.tokens.get(id) === token;
  }

  /** Forgets every session, as a restart of the ERP does. */
  forgetAll(): void {
    this.tokens.clear();
  }
}

function sessionId(cookies: string | undefined): string | undefined {
  return cookies
    ?.split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
}
