import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyDatabase, migratedDatabase } from '../spec-database.fixture.js';
import { AccessClientRow } from './access-client.entity.js';
import { AccessDirectory } from './access-directory.js';
import { AccessKeyRow } from './access-key.entity.js';

const inAnHour = new Date(Date.now() + 3_600_000);
const anHourAgo = new Date(Date.now() - 3_600_000);
const client: AccessClientRow = {
  clientId: 'acme',
  name: 'Acme',
  kind: 'partner',
  ownerId: null,
  environment: 'sandbox',
  plan: 'free',
  scopes: ['orders:read'],
  customers: ['c1', 'c2'],
  secretHash: 'new',
  previousSecretHash: 'old',
  previousSecretUntil: inAnHour,
  jwks: null,
  redirectUris: [],
  dpopBound: false,
  createdAt: anHourAgo,
  revokedAt: null,
};
const key: AccessKeyRow = { keyId: 'k1', clientId: 'acme', name: 'first', secretHash: 'hash', scopes: ['orders:read'], lifetimeDays: 30, createdAt: anHourAgo, expiresAt: inAnHour, revokedAt: null, lastUsedAt: null };

let db: DataSource;
let directory: AccessDirectory;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  directory = new AccessDirectory(made.url);
  await db.getRepository(AccessClientRow).insert(client);
  await db.getRepository(AccessKeyRow).insert(key);
});
afterAll(() => Promise.all([directory.close(), db.destroy()]));

it('tells of a client what it may, with both secrets while one replaces the other', async () => {
  expect(await directory.client('acme')).toEqual({
    clientId: 'acme',
    name: 'Acme',
    kind: 'partner',
    environment: 'sandbox',
    plan: 'free',
    scopes: ['orders:read'],
    customers: ['c1', 'c2'],
    secretHashes: ['new', 'old'],
    redirectUris: [],
    dpopBound: false,
    revoked: false,
  });
  expect(await directory.client('nobody')).toBeUndefined();
});

it('forgets the old secret when its time is over', async () => {
  await db.getRepository(AccessClientRow).update('acme', { previousSecretUntil: anHourAgo });
  expect((await directory.client('acme'))?.secretHashes).toEqual(['new']);
});

it('tells of a client without a list of customers that it may see all', async () => {
  await db.getRepository(AccessClientRow).insert({ ...client, clientId: 'own', customers: null });
  expect((await directory.client('own'))?.customers).toBeUndefined();
});

it('tells of a key whose it is, and at once when either was revoked', async () => {
  expect(await directory.key('k1')).toMatchObject({ keyId: 'k1', secretHash: 'hash', scopes: ['orders:read'], expiresAt: inAnHour, revoked: false, client: { clientId: 'acme', revoked: false } });
  await db.getRepository(AccessKeyRow).update('k1', { revokedAt: new Date() });
  expect(await directory.key('k1')).toMatchObject({ revoked: true, client: { revoked: false } });
  await db.getRepository(AccessClientRow).update('acme', { revokedAt: new Date() });
  expect(await directory.key('k1')).toMatchObject({ revoked: true, client: { revoked: true } });
  expect(await directory.key('nothing')).toBeUndefined();
});

it('notes that a key was used, once a minute at most', async () => {
  const lastUsed = async () => (await db.getRepository(AccessKeyRow).findOneByOrFail({ keyId: 'k1' })).lastUsedAt;
  await directory.used(['k1', 'nothing']);
  const first = await lastUsed();
  await directory.used(['k1']);
  expect([first?.getTime(), await lastUsed()]).toEqual([expect.any(Number), first]);
  await db.getRepository(AccessKeyRow).update('k1', { lastUsedAt: anHourAgo });
  await directory.used(['k1']);
  expect((await lastUsed())?.getTime()).toBeGreaterThan(anHourAgo.getTime());
});

it('says so when it cannot ask', async () => {
  const schemaless = new AccessDirectory(await emptyDatabase());
  await expect(schemaless.client('acme')).rejects.toThrow('access_client');
  await schemaless.close();
  const away = new AccessDirectory('postgresql://nobody@127.0.0.1:1/none');
  await expect(away.key('k1')).rejects.toThrow('ECONNREFUSED');
  await away.close();
});
