import { setTimeout as pause } from 'node:timers/promises';
import type { AuditTrail } from '#edge';
import type { AuditEntry } from '#store';
import { subjectOfAccount, type Accounts, type SignedInAccount } from './accounts.js';
import type { Sender, SignInAttempts } from './attempts.js';

export interface SignInTry extends Sender {
  password: string;
  /** Where they sign in. */
  at: 'portal' | 'issuer';
}

export type SignInOutcome = { account: SignedInAccount } | { refused: 'wrong' } | { refused: 'too-many'; retryAfterMs: number };

/** Signing in by password, at the portal as at the issuer: counted, compared and told to the audit trail. */
export class SignIns {
  constructor(
    private readonly accounts: Accounts,
    private readonly attempts: SignInAttempts,
    private readonly trail?: AuditTrail,
  ) {}

  /** Rejects with `unavailable` when who signed in cannot be told to the trail. */
  async signIn({ email, password, address, at }: SignInTry): Promise<SignInOutcome> {
    const sender = { email, address };
    const admitted = await this.attempts.begin(sender);
    if ('retryAfterMs' in admitted) {
      this.trail?.noteRefusal(429, address, () => ({ ...entryOf(address), outcome: 'rate-limited', status: 429 }));
      return { refused: 'too-many', retryAfterMs: admitted.retryAfterMs };
    }
    if (admitted.waitMs > 0) await pause(admitted.waitMs);
    const account = await this.accounts.signIn(email, password);
    if (!account) {
      await this.noteFailure(email, address, at);
      return { refused: 'wrong' };
    }
    await this.attempts.succeeded(sender);
    const subject = subjectOfAccount(account.accountId);
    await this.trail?.append({ ...entryOf(address), outcome: 'ok', principal: subject, authority: 'password', personal: { subject, said: { at, email: account.email } } });
    return { account };
  }

  /** What was typed is kept only of an address that has an account: else nobody knows whose it is, and it may be a password. */
  private async noteFailure(email: string, address: string, at: SignInTry['at']): Promise<void> {
    if (!this.trail) return;
    const accountId = await this.accounts.idOf(email);
    const known = accountId !== undefined && { record: { type: 'account', id: accountId }, personal: { subject: subjectOfAccount(accountId), said: { at, email } } };
    this.trail.note({ ...entryOf(address), outcome: 'unauthenticated', ...known });
  }
}

const entryOf = (remote: string): Pick<AuditEntry, 'at' | 'operation' | 'remote'> => ({ at: new Date(), operation: 'identity.sign-in', remote });
