import type { FastifyReply, FastifyRequest } from 'fastify';
import { StrataError, type CallContext } from '#canonical';
import { Refusal, SessionAuthenticator, type Admission, type AuditTrail, type SessionRole } from '#edge';
import type { CallerAddress } from '../limits/caller-address.js';
import { subjectOfAccount } from '../sign-in/accounts.js';
import type { PortalSessions, SessionAccount } from './portal-sessions.js';
import type { SessionCookie } from './session-cookie.js';

export const sessionChallenge = 'Session realm="Strata portal"';
export const notSignedIn = () => new Refusal('unauthenticated', 'sign in first', sessionChallenge);
export const notOperator = () => new StrataError('forbidden', 'this is for operators');

/** Who is signed in in the browser that sends a request, by its cookie. */
export class BrowserSessions extends SessionAuthenticator {
  constructor(
    private readonly sessions: PortalSessions,
    private readonly cookie: SessionCookie,
    private readonly address: CallerAddress,
    private readonly trail?: AuditTrail,
  ) {
    super();
  }

  /** Undefined for nobody. */
  async account(request: FastifyRequest): Promise<SessionAccount | undefined> {
    const value = this.cookie.read(request);
    return value === undefined ? undefined : this.sessions.account(value);
  }

  async authenticate(request: FastifyRequest, role: SessionRole): Promise<Admission> {
    const account = await this.account(request);
    if (!account) throw notSignedIn();
    if (role === 'operator' && account.role !== 'operator') throw notOperator();
    return { principal: { id: subjectOfAccount(account.accountId), scopes: [], authority: 'session' }, isPerson: true };
  }

  /** From now on this is who is signed in in that browser, and nobody else. */
  async begin(request: FastifyRequest, reply: FastifyReply, accountId: string): Promise<void> {
    const before = this.cookie.read(request);
    if (before !== undefined) await this.sessions.close(before);
    this.cookie.set(reply, await this.sessions.open(accountId));
  }

  /** From now on nobody is. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const account = await this.account(request);
    const value = this.cookie.read(request);
    if (value !== undefined) await this.sessions.close(value);
    this.cookie.clear(reply);
    if (!account) return;
    await this.trail?.append({ at: new Date(), operation: 'identity.sign-out', outcome: 'ok', principal: subjectOfAccount(account.accountId), authority: 'session', remote: this.address.of(request) });
  }
}

/** Id of the account that a call is of, which was let in by its session. */
export const accountOf = ({ principal }: CallContext): string => principal.id.slice(subjectOfAccount('').length);
