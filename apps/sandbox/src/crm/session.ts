import { randomBytes } from 'node:crypto';
import type { CrmDatabase } from './crm.database.js';

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

export const ORGANISATION_ID = '00DSb0000000001MAA';

/** Access tokens. They outlive a restart, and end by their time or when they are revoked. */
export class Sessions {
  constructor(
    private readonly database: CrmDatabase,
    private readonly lifetimeMs: number,
    private readonly now: () => number,
  ) {}

  open(): string {
    this.database.run('DELETE FROM crm_session WHERE expires_at <= ?', this.now());
    const token = `${ORGANISATION_ID.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
    this.database.run('INSERT INTO crm_session VALUES (?, ?)', token, this.now() + this.lifetimeMs);
    return token;
  }

  isValid(token: string): boolean {
    const session = this.database.one<{ expires_at: number }>('SELECT expires_at FROM crm_session WHERE token = ?', token);
    return session !== undefined && session.expires_at > this.now();
  }

  revokeAll(): void {
    this.database.run('DELETE FROM crm_session');
  }
}

/** Why no token is given: the body of an OAuth error (RFC 6749, 5.2). */
export interface TokenRefusal {
  error: string;
  error_description: string;
}

/** The client-credentials grant, with id and secret in the form or as basic authentication. */
export function refuseToken(form: URLSearchParams, authorization: string | undefined, client: OAuthClient): TokenRefusal | undefined {
  if (form.get('grant_type') !== 'client_credentials') return { error: 'unsupported_grant_type', error_description: 'grant type not supported' };
  const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
  const [id, secret] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [form.get('client_id'), form.get('client_secret')];
  if (id !== client.clientId) return { error: 'invalid_client_id', error_description: 'client identifier invalid' };
  if (secret !== client.clientSecret) return { error: 'invalid_client', error_description: 'invalid client credentials' };
  return undefined;
}
