import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { askToken, basic, clientConfig, issuer, runPortal, type RunningPortal } from '../portal.fixture.js';

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

  it('has it at once when the key before leaked, and nothing that was signed is accepted', async () => {
    const [before, token] = [await signerAt(portals[0]), await tokenOf(portals[0])];
    await rotate('--leaked');
    await expect.poll(async () => (await signers()).includes(before), { timeout: 5_000, interval: 200 }).toBe(false);
    expect(new Set(await signers()).size).toBe(1);
    expect(await Promise.all(portals.map((portal) => verifies(token, portal)))).toEqual([false, false]);
    expect(await db.query('SELECT count(*)::int AS keys FROM oidc_signing_key')).toEqual([{ keys: 1 }]);
  });
});
