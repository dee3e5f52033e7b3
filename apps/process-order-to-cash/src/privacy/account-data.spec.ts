import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DurableIngress } from '#durable';
import { AuditTrail } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { AccountData } from './account-data.js';
import { PersonalData } from './personal-data.js';
import { PrivacyService } from './privacy.service.js';

const dana = '0198f3a0-0000-7000-8000-0000000000a1';
const eve = '0198f3a0-0000-7000-8000-0000000000a2';
const subject = `account:${dana}`;

let db: DataSource;
let trail: AuditTrail;
let privacy: PrivacyService;

/** Rows of somebody in every table of the portal, with a word that only they say. */
async function remember(accountId: string, word: string): Promise<void> {
  await db.query(`INSERT INTO portal_account (account_id, email, name, role, password_hash, created_at) VALUES ($1, $2, $2, 'developer', 'hash-of-a-password', now())`, [accountId, word]);
  await db.query(`INSERT INTO portal_session (session_hash, account_id, created_at, expires_at) VALUES ($2, $1, now(), now() + interval '1 h')`, [accountId, `hash-${word}`]);
  await db.query(`INSERT INTO call_bucket (client_id, tokens, filled_at) VALUES ('account:' || $1, 1, now())`, [accountId]);
  await db.query(`INSERT INTO portal_app (app_id, owner_id, name, description, created_at) VALUES ($1, $1, $2, $2, now())`, [accountId, word]);
  await db.query(`INSERT INTO production_request (app_id, status, purpose, requested_at) VALUES ($1, 'pending', $2, now())`, [accountId, word]);
  await db.query(
    `INSERT INTO access_client (client_id, name, kind, owner_id, app_id, environment, plan, scopes, secret_hash, redirect_uris, dpop_bound, created_at) VALUES ('sbx-' || $1::text, $2, 'partner', $1::uuid, $1::uuid, 'sandbox', 'free', '{}', 'hash', '{}', false, now())`,
    [accountId, word],
  );
  await db.query(`INSERT INTO access_key (key_id, client_id, name, secret_hash, scopes, created_at, expires_at) VALUES ($1, 'sbx-' || $1, $2, 'hash', '{}', now(), now() + interval '1 h')`, [accountId, word]);
  await trail.append({ at: new Date(), operation: 'identity.sign-up', outcome: 'ok', principal: `account:${accountId}`, personal: { subject: `account:${accountId}`, said: { email: word } } });
}

const told = async () => {
  let text = '';
  for await (const piece of privacy.export(subject)) text += piece;
  return JSON.parse(text) as { subjectId: string; tables: Record<string, object[]> };
};
const everything = async () => JSON.stringify(await Promise.all(['portal_account', 'portal_session', 'portal_app', 'production_request', 'access_client', 'access_key', 'call_bucket'].map((table) => db.query(`SELECT t::text FROM ${table} t`))));

beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  trail = new AuditTrail({ databaseUrl: made.url, masterKey: Buffer.alloc(32, 5).toString('base64'), trustedProxies: 0 });
  privacy = new PrivacyService(new PersonalData(db), new AccountData(db), {} as DurableIngress, trail);
  await remember(dana, 'canary-dana');
  await remember(eve, 'canary-eve');
});
afterAll(async () => {
  await trail.onApplicationShutdown();
  await db.destroy();
});

describe('somebody who signs in at the portal', () => {
  it('is told all that is kept of them, and no hash of what they sign in with', async () => {
    const { subjectId, tables } = await told();
    expect(subjectId).toBe(subject);
    expect(Object.entries(tables).filter(([, rows]) => rows.length !== 1).map(([table]) => table)).toEqual([]);
    const silent = Object.entries(tables).filter(([, rows]) => !JSON.stringify(rows).includes('canary-dana')).map(([table]) => table);
    expect(silent).toEqual(['portal_session', 'call_bucket']);
    expect(JSON.stringify(tables)).not.toMatch(/canary-eve|hash/);
  });

  it('is erased with their apps, whose credentials are revoked, and others stand where they stood', async () => {
    expect(await privacy.erase(subject)).toMatchObject({ subjectId: subject, orders: 0 });
    const left = await everything();
    expect([left.includes('canary-dana'), left.split('canary-eve').length]).toEqual([false, 9]);
    expect(await db.query(`SELECT c.revoked_at IS NOT NULL AS client, k.revoked_at IS NOT NULL AS key FROM access_client c JOIN access_key k USING (client_id) WHERE client_id = 'sbx-' || $1`, [dana])).toEqual([{ client: true, key: true }]);
    expect(await db.query('SELECT client_id FROM call_bucket')).toEqual([{ client_id: `account:${eve}` }]);
    expect(await trail.reader.find({ subject, limit: 5 })).toMatchObject([{ operation: 'identity.sign-up', personal: 'erased' }]);
  });

  it('is erased again without harm, and nothing is left to tell', async () => {
    const before = await everything();
    await privacy.erase(subject);
    expect(await everything()).toBe(before);
    expect(JSON.stringify((await told()).tables)).not.toContain('canary');
  });

  it('is nobody when the id is none', () => {
    expect(() => privacy.export('account:nobody')).toThrow('there is nobody with this id');
  });
});
