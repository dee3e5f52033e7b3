import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { AccountRole } from '#store';
import { hashOf } from '../hash-of.js';

/** Who is signed in. */
export interface SessionAccount {
  accountId: string;
  email: string;
  name: string;
  role: AccountRole;
}

/** A session ends so long after it was used last. */
const idleHours = 8;
/** Its end is moved when it has become so near: at most a write a minute. */
const movedBelow = `interval '${idleHours} h' - interval '1 min'`;
/** Values that a cookie of ours has: what is none is looked up nowhere. */
const pattern = /^[\w-]{43}$/;

/** The browsers in which people are signed in. Asked anew with each request: who signed out or was disabled is out at once, at every replica. */
export class PortalSessions {
  constructor(private readonly db: DataSource) {}

  /** Opens a session of its own for each sign-in. Answers the value of its cookie, which is kept nowhere. */
  async open(accountId: string): Promise<string> {
    const value = randomBytes(32).toString('base64url');
    await this.db.query(`INSERT INTO portal_session (session_hash, account_id, created_at, expires_at) VALUES ($1, $2, now(), now() + interval '${idleHours} h')`, [hashOf(value), accountId]);
    await this.sweep();
    return value;
  }

  /** Undefined for what is no session, or no longer. Its use moves its end. */
  async account(value: string): Promise<SessionAccount | undefined> {
    if (!pattern.test(value)) return undefined;
    const [row]: SessionAccount[] = await this.db.query(
      `WITH found AS (
         SELECT s.session_hash, s.expires_at, a.account_id, a.email, a.name, a.role FROM portal_session s JOIN portal_account a USING (account_id)
         WHERE s.session_hash = $1 AND s.expires_at > now() AND a.disabled_at IS NULL
       ), moved AS (
         UPDATE portal_session SET expires_at = now() + interval '${idleHours} h' WHERE session_hash IN (SELECT session_hash FROM found WHERE expires_at < now() + ${movedBelow})
       )
       SELECT account_id AS "accountId", email, name, role FROM found`,
      [hashOf(value)],
    );
    return row;
  }

  async close(value: string): Promise<void> {
    await this.db.query('DELETE FROM portal_session WHERE session_hash = $1', [hashOf(value)]);
  }

  private async sweep(): Promise<void> {
    await this.db.query('DELETE FROM portal_session WHERE ctid IN (SELECT ctid FROM portal_session WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)');
  }
}
