import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { askToken, basic, clientConfig, issuer, runPortal, type RunningPortal } from '../portal.fixture.js';
import { Issuer } from './issuer.js';

const script = join(import.meta.dirname, '../../../../scripts/keys-rotate.mjs');
const tokenOf = async (portal: RunningPortal) => (await askToken(portal, { grant_type: 'client_credentials' }, basic('acme'))).body['access_token']!;
const signerAt = async (portal: RunningPortal) => decodeProtectedHeader(await tokenOf(portal)).kid!;
const verifies = async (token: string, portal: RunningPortal) => jwtVerify(token, createRemoteJWKSet(new URL(`${portal.url}/jwks`)), { issuer }).then(() => true, () => false);

describe('an operator who wants another signing key', () => {
  let db: DataSource;
  let url: string;
  let portals: [RunningPortal, RunningPortal];
  beforeAll(async () => {
    ({ db, url } = await migratedDatabase());
    portals = (await Promise.all([1, 2].map(() => runPortal(url, [clientConfig({ id: 'acme' })])))) as typeof portals;
  });
  afterAll(() => Promise.all([...portals.map((portal) => portal.close()), db.destroy()]));

  const rotate = async (...args: string[]) => (await promisify(execFile)(process.execPath, [script, '--database', url, ...args])).stdout;
  const signers = () => Promise.all(portals.map(signerAt));

  it('has it within seconds at every replica; what the key before signed is accepted everywhere until it ends', async () => {
    const [before, token] = [await signerAt(portals[0]), await tokenOf(portals[0])];
    const startedAt = Date.now();
    const said = await rotate();
    const after = /^(\S+) signs from now on/.exec(said)?.[1];
    await expect.poll(signers, { timeout: 5_000, interval: 200 }).toEqual([after, after]);
    expect([after === before, Date.now() - startedAt < 20_000]).toEqual([false, true]);
    expect(await Promise.all(portals.map((portal) => verifies(token, portal)))).toEqual([true, true]);
    const [{ rest }]: [{ rest: number }] = await db.query(`SELECT extract(epoch FROM published_until - now())::int AS rest FROM oidc_signing_key WHERE kid = $1`, [before]);
    // Longer than what it signed last is good.
    expect(rest).toBeGreaterThan(600 + 60);
  });

  it('has one more and no others while a key of a routine rotation waits, which signs no more then', async () => {
    await db.query(`UPDATE oidc_signing_key SET created_at = now() - interval '31 d'`);
    await portals[0].app.get(Issuer).lookAtKeys();
    const keys = async () => (await db.query('SELECT kid FROM oidc_signing_key ORDER BY created_at')).map(({ kid }: { kid: string }) => kid) as string[];
    const before = await keys();
    const after = /^(\S+) signs from now on/.exec(await rotate())?.[1];
    for (let look = 0; look < 3; look += 1) await portals[0].app.get(Issuer).lookAtKeys();
    expect(await keys()).toEqual([...before, after]);
    await db.query('UPDATE oidc_signing_key SET signs_from = now() WHERE signs_from > now()');
    await portals[0].app.get(Issuer).lookAtKeys();
    expect(await signerAt(portals[0])).toBe(after);
  });

  it('has it at once when the key before leaked, and nothing that was signed is accepted', async () => {
    const [before, token] = [await signerAt(portals[0]), await tokenOf(portals[0])];
    await rotate('--leaked');
    await expect.poll(async () => (await signers()).includes(before), { timeout: 5_000, interval: 200 }).toBe(false);
    await expect.poll(async () => new Set(await signers()).size, { timeout: 5_000, interval: 200 }).toBe(1);
    expect(await Promise.all(portals.map((portal) => verifies(token, portal)))).toEqual([false, false]);
    expect(await db.query('SELECT count(*)::int AS keys FROM oidc_signing_key')).toEqual([{ keys: 1 }]);
  });
});
