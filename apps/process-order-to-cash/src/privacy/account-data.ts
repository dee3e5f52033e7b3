import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

const prefix = 'account:';
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Id of the account that a subject is, as the audit trail names it: `account:<id>`. Undefined for a customer. */
export function accountIn(subjectId: string): string | undefined {
  const id = subjectId.startsWith(prefix) ? subjectId.slice(prefix.length) : '';
  return uuid.test(id) ? id : undefined;
}

const ownApps = '(SELECT app_id FROM portal_app WHERE owner_id = $1)';
const ownClients = '(SELECT client_id FROM access_client WHERE owner_id = $1)';
const withoutHashes = `- '{password_hash,session_hash,secret_hash,previous_secret_hash}'::text[]`;
const rowsOf = (table: string, where: string) => `SELECT to_jsonb(t) ${withoutHashes} AS row FROM ${table} t WHERE ${where}`;

/** By table, what is kept of somebody who signs in at the portal. $1 is the id of the account. */
const exported: Readonly<Record<string, string>> = {
  portal_account: rowsOf('portal_account', 't.account_id = $1'),
  portal_session: rowsOf('portal_session', 't.account_id = $1'),
  portal_app: rowsOf('portal_app', 't.owner_id = $1'),
  production_request: rowsOf('production_request', `t.app_id IN ${ownApps}`),
  access_client: rowsOf('access_client', 't.owner_id = $1'),
  call_bucket: rowsOf('call_bucket', `t.client_id = '${prefix}' || $1`),
  access_key: rowsOf('access_key', `t.client_id IN ${ownClients}`),
};

/** In this order: what belongs to something goes before it. Revoked clients and keys stay, and say nothing of whose they were. */
const erased = [
  `UPDATE access_key SET name = 'erased', revoked_at = coalesce(revoked_at, now()) WHERE client_id IN ${ownClients}`,
  `DELETE FROM production_request WHERE app_id IN ${ownApps}`,
  `UPDATE access_client SET name = 'erased', revoked_at = coalesce(revoked_at, now()), owner_id = NULL, app_id = NULL WHERE owner_id = $1`,
  'DELETE FROM portal_app WHERE owner_id = $1',
  'DELETE FROM portal_session WHERE account_id = $1',
  `DELETE FROM call_bucket WHERE client_id = '${prefix}' || $1`,
  'UPDATE production_request SET decided_by = NULL WHERE decided_by = $1',
  'DELETE FROM portal_account WHERE account_id = $1',
];

/** What the tables of the portal keep of somebody who signs in there. */
@Injectable()
export class AccountData {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Rows by table; hashes of what they sign in with are not told. */
  async tables(accountId: string): Promise<[table: string, rows: object[]][]> {
    return Promise.all(
      Object.entries(exported).map(async ([table, text]): Promise<[string, object[]]> => {
        const rows: { row: object }[] = await this.db.query(text, [accountId]);
        return [table, rows.map(({ row }) => row)];
      }),
    );
  }

  /** With their apps, whose credentials are revoked. Again, it changes nothing. */
  async erase(accountId: string): Promise<void> {
    await this.db.transaction(async (manager) => {
      for (const text of erased) await manager.query(text, [accountId]);
    });
  }
}
