import { execFileSync } from 'node:child_process';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, writerDataSource } from '../data-source.js';
import { emptyDatabase } from '../spec-database.fixture.js';
import { AuditLog } from './audit-log.js';
import { AuditReader } from './audit-reader.js';
import { auditDatabase, placed, specMasterKey } from './audit-trail.fixture.js';
import { SubjectKeys } from './subject-keys.js';

let pool: Pool;
let keys: SubjectKeys;
let log: AuditLog;
let reader: AuditReader;
beforeAll(async () => {
  ({ pool } = await auditDatabase());
  keys = new SubjectKeys(pool, specMasterKey);
  log = new AuditLog({ pool, keys });
  reader = new AuditReader(pool, keys);
});
afterAll(async () => {
  await log.close();
  await pool.end();
});

const rows = async (text: string, of: Pool | Client = pool) => (await of.query<Record<string, unknown>>(text)).rows;

describe('what somebody did', () => {
  it('is durable before it is answered', async () => {
    await log.append(placed());
    expect(await rows('SELECT operation, principal, record_type, record_id, status FROM audit.entry')).toEqual([{ operation: 'web.placeOrder', principal: 'shop', record_type: 'order', record_id: '4711', status: 202 }]);
  });

  it('is numbered without a gap by however many write at once, each row following from the one before', async () => {
    const other = new AuditLog({ pool });
    await Promise.all(Array.from({ length: 1_200 }, (_, at) => (at % 2 === 0 ? log : other).append(placed({ record: { type: 'order', id: String(at) } }))));
    await other.close();
    const [found] = await rows(`SELECT count(*)::int AS rows, max(seq)::int AS last, bool_and(previous_hash = coalesce(before, decode(repeat('00', 32), 'hex'))) AS linked
      FROM (SELECT seq, previous_hash, lag(hash) OVER (ORDER BY seq) AS before FROM audit.entry) e`);
    expect(found).toEqual({ rows: 1_201, last: 1_201, linked: true });
  });

  it('goes in few statements when much comes at once', async () => {
    const texts: string[] = [];
    const counting = new Pool({ ...pool.options });
    const counted = new AuditLog({ pool: new Proxy(counting, { get: (target, name) => (name === 'query' ? (query: { text: string; values: [string] }) => (texts.push(query.text), target.query(query)) : Reflect.get(target, name)) }) });
    for (let at = 0; at < 1_000; at += 1) counted.note(placed());
    await Promise.all(Array.from({ length: 100 }, () => counted.append(placed())));
    await counted.close();
    await counting.end();
    expect(texts.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['a zero character', 'a\0b'],
    ['half a pair of surrogates', '\uD800'],
    ['more than is kept', 'x'.repeat(10_000)],
    ['what takes several bytes', 'ü€😀'],
  ])('may be named by any text: %s', async (_, id) => {
    await log.append(placed({ record: { type: 'order', id } }));
    const [last] = await reader.find({ limit: 1 });
    expect(last?.record?.id).toBe(id.slice(0, 300).toWellFormed().replace('\0', '\uFFFD'));
  });

  it('that nobody waits for is written soon, and at the end of the process at the latest', async () => {
    const ending = new AuditLog({ pool });
    ending.note(placed({ operation: 'web.readOrder' }));
    await ending.close();
    expect((await reader.find({ limit: 1 }))[0]?.operation).toBe('web.readOrder');
  });

  it('counts what it had no room for, and says so in a row of its own', async () => {
    const flooded = new AuditLog({ pool });
    for (let at = 0; at < 20_600; at += 1) flooded.note(placed({ operation: 'web.readOrder' }));
    await flooded.close();
    const dropped = await rows(`SELECT sum(count)::int AS count FROM audit.entry WHERE operation = 'audit.dropped'`);
    const kept = await rows(`SELECT count(*)::int AS count FROM audit.entry WHERE operation = 'web.readOrder'`);
    expect(Number(dropped[0]?.['count']) + Number(kept[0]?.['count'])).toBe(20_601);
    expect(Number(dropped[0]?.['count'])).toBeGreaterThan(0);
  });

  it('is refused while the database is away, if somebody waits; what nobody waits for is kept', async () => {
    const away = new Pool({ connectionString: 'postgresql://strata@127.0.0.1:1/strata' });
    const lost: number[] = [];
    const unwritten = new AuditLog({ pool: away, onLost: (_, count) => lost.push(count) });
    unwritten.note(placed());
    await expect(unwritten.append(placed())).rejects.toThrow('ECONNREFUSED');
    await unwritten.close();
    expect(lost).toEqual([1]);
  });

  it('that the database refuses as a row holds up no other', async () => {
    const lost: unknown[] = [];
    const mixed = new AuditLog({ pool, onLost: (error) => lost.push(error) });
    mixed.note(placed({ count: Number.MAX_SAFE_INTEGER }));
    await mixed.append(placed({ operation: 'web.cancelOrder' }));
    await mixed.close();
    expect([(await reader.find({ limit: 1 }))[0]?.operation, lost.length]).toEqual(['web.cancelOrder', 1]);
  });
});

describe('what was said of a person', () => {
  const personal = { subject: 'erp~C-1', said: { before: { name: 'Ada Lovelace' }, after: { name: 'Ada King' } } };

  it('is kept under a key of that person, and read by who holds the master key', async () => {
    await log.append(placed({ personal }));
    const [last] = await reader.find({ subject: 'erp~C-1', limit: 5 });
    expect(last?.personal).toEqual(personal.said);
    const stored = JSON.stringify(await rows(`SELECT e.*, encode(sealed, 'escape') AS text FROM audit.entry e WHERE sealed IS NOT NULL`));
    expect(stored).not.toMatch(/Lovelace|Ada/);
  });

  it('has one key, whoever makes it first', async () => {
    const others = [1, 2, 3, 4].map(() => new SubjectKeys(pool, specMasterKey));
    const sealed = await Promise.all(others.map((each) => each.seal({ subject: 'erp~C-2', said: {} })));
    expect(new Set(sealed.map(({ keyId }) => keyId)).size).toBe(1);
  });

  it('is read by nobody once it was erased, again and again; what others said stays, and so does that something was done', async () => {
    await log.append(placed({ personal: { subject: 'erp~C-3', said: { name: 'Grace' } } }));
    expect([await keys.erase('erp~C-1'), await keys.erase('erp~C-1')]).toEqual([1, 0]);
    expect((await reader.find({ subject: 'erp~C-1', limit: 5 })).map(({ personal: part, operation }) => [part, operation])).toEqual([['erased', 'web.placeOrder']]);
    expect((await reader.find({ subject: 'erp~C-3', limit: 5 }))[0]?.personal).toEqual({ name: 'Grace' });
    expect(await rows(`SELECT wrapped, erased_at IS NULL AS alive FROM audit.subject_key WHERE subject = 'erp~C-1'`)).toEqual([{ wrapped: null, alive: false }]);
  });

  it('gets a new key when something is said after an erasure', async () => {
    await log.append(placed({ personal }));
    expect((await reader.find({ subject: 'erp~C-1', limit: 5 })).map(({ personal: part }) => part)).toEqual([personal.said, 'erased']);
  });

  it('is not kept at all without a master key', async () => {
    const keyless = new AuditLog({ pool });
    await keyless.append(placed({ personal }));
    await keyless.close();
    expect((await reader.find({ limit: 1 }))[0]).not.toHaveProperty('personal');
  });
});

const rewrites = [
  `INSERT INTO audit.entry SELECT * FROM audit.entry`,
  `UPDATE audit.entry SET principal = 'somebody else'`,
  `DELETE FROM audit.entry`,
  `TRUNCATE audit.entry`,
  `UPDATE audit.head SET seq = 0`,
  `DELETE FROM audit.head`,
  `DELETE FROM audit.checkpoint`,
  `UPDATE audit.signing_key SET public_key = ''`,
  `DELETE FROM audit.subject_key`,
  `UPDATE audit.subject_key SET subject = 'somebody else'`,
];
const makings = ['ALTER TABLE audit.entry DISABLE TRIGGER only_added_to', 'DROP TABLE audit.entry', 'CREATE TABLE audit.other ()', 'DROP SCHEMA audit CASCADE', 'CREATE OR REPLACE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$', 'SET ROLE strata_audit'];

/** As the launcher does at each start: the database, and a login of the application that owns nothing of it. */
function loginOfLauncher(ownerUrl: string): URL {
  const url = new URL(ownerUrl);
  [url.username, url.password] = [`strata_${url.pathname.slice(1)}`, 'app'];
  execFileSync(process.execPath, ['scripts/launcher/ensure-database.mjs'], { env: { OWNER_URL: ownerUrl, LOGIN_URL: url.href } });
  return url;
}

describe('the login of the application that the launcher makes', () => {
  let client: Client;
  beforeAll(async () => {
    const ownerUrl = await emptyDatabase();
    const owner = await writerDataSource({ url: ownerUrl, connections: 2 }).initialize();
    // One that was there before, with one login for all.
    await migrate(owner);
    loginOfLauncher(ownerUrl);
    const url = loginOfLauncher(ownerUrl);
    await migrate(owner, url.username);
    await owner.destroy();
    client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(`SELECT audit.append($1)`, [JSON.stringify([{ at: new Date(), operation: 'web.placeOrder', outcome: 'ok', count: 1 }])]);
  });
  afterAll(() => client.end());

  it('adds to the trail and reads it', async () => {
    expect(await rows('SELECT seq::int, operation FROM audit.entry', client)).toEqual([{ seq: 1, operation: 'web.placeOrder' }]);
  });

  it.each([...rewrites, ...makings])('may not: %s', async (statement) => {
    await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    expect(await rows('SELECT count(*)::int AS rows FROM audit.entry', client)).toEqual([{ rows: 1 }]);
  });

  it('may not say which migrations were made', async () => {
    await expect(client.query('DELETE FROM migrations')).rejects.toThrow('permission denied');
  });

  it('does everything else that the application does', async () => {
    expect(await rows(`SELECT has_table_privilege('order_view', 'INSERT, UPDATE, DELETE') AS may, pg_has_role('strata_reader', 'SET') AS reads`, client)).toEqual([{ may: true, reads: true }]);
  });
});

describe('a superuser, who passes by every right', () => {
  it.each(rewrites.filter((each) => !/^(INSERT|UPDATE audit.head|UPDATE audit.subject)/.test(each)))('is stopped by a trigger: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toThrow('the audit trail is only ever added to');
    const [{ rows: left } = {}] = await rows(`SELECT count(*)::int AS rows FROM audit.entry`);
    expect(left).toBeGreaterThan(0);
  });

  it('is stopped as a replica of another server, too', async () => {
    const client = new Client({ ...pool.options });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    await expect(client.query('DELETE FROM audit.entry')).rejects.toThrow('the audit trail is only ever added to');
    await client.end();
  });
});
