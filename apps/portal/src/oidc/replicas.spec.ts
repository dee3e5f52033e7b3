import { randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '#edge';
import { MasterKey } from '#store';
import { emptyDatabase, migratedDatabase } from '#store/fixture';
import { askToken, basic, clientConfig, issuer, masterKey, operator, runPortal, type RunningPortal } from '../portal.fixture.js';
import { authorization, Browser, callback } from '../sign-in/browser.fixture.js';
import { Artifacts } from './artifacts.js';
import { Issuer } from './issuer.js';
import { SigningKeys } from './signing-keys.js';

const clients = [clientConfig({ id: 'acme' }), clientConfig({ id: 'app', kind: 'person', secret: undefined, redirectUris: [callback] })];
const asked = { grant_type: 'client_credentials' };
const kidsOf = async ({ url }: RunningPortal) => ((await (await fetch(`${url}/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
const tokenOf = async (portal: RunningPortal) => (await askToken(portal, asked, basic('acme'))).body['access_token']!;
const verifies = async (token: string, portal: RunningPortal) => jwtVerify(token, createRemoteJWKSet(new URL(`${portal.url}/jwks`)), { issuer }).then(() => true, () => false);

describe('two portals that start at once on an empty database', () => {
  let portals: [RunningPortal, RunningPortal];
  let url: string;
  beforeAll(async () => {
    url = await emptyDatabase();
    portals = (await Promise.all([1, 2].map(() => runPortal(url, clients)))) as typeof portals;
  });
  afterAll(() => Promise.all(portals.map((portal) => portal.close())));

  it('make one key, and each verifies what the other signed', async () => {
    const [one, two] = await Promise.all(portals.map(kidsOf));
    expect([one?.length, two]).toEqual([1, one]);
    expect(await Promise.all([verifies(await tokenOf(portals[0]), portals[1]), verifies(await tokenOf(portals[1]), portals[0])])).toEqual([true, true]);
  });

  it('know the people who signed in at the other one, and take its codes', async () => {
    const browser = new Browser(portals[0]);
    const { url: wanted, verifier } = authorization();
    await browser.open(wanted);
    await browser.submit(operator);
    browser.goTo(portals[1]);
    await browser.submit({ decision: 'allow' });
    const code = new URL(browser.page.url).searchParams.get('code')!;
    const { status } = await askToken(portals[0], { grant_type: 'authorization_code', client_id: 'app', redirect_uri: callback, code, code_verifier: verifier });
    expect(status).toBe(200);
    await browser.open(authorization().url);
    expect(new URL(browser.page.url).searchParams.has('code')).toBe(true);
  });

  it('still do after both have started again', async () => {
    const token = await tokenOf(portals[0]);
    const browser = new Browser(portals[0]);
    await browser.open(authorization().url);
    await browser.submit(operator);
    await browser.submit({ decision: 'allow' });
    await Promise.all(portals.map((portal) => portal.close()));
    portals = (await Promise.all([1, 2].map(() => runPortal(url, clients)))) as typeof portals;
    expect(await verifies(token, portals[0])).toBe(true);
    browser.goTo(portals[1]);
    await browser.open(authorization().url);
    expect(new URL(browser.page.url).searchParams.has('code')).toBe(true);
  });

  it('do not start under another master key, and say where it is wrong', async () => {
    const other = runPortal(url, clients, { masterKey: randomBytes(32).toString('base64') });
    await expect(other).rejects.toThrow('identity.masterKey: is not the one that this database was used with before');
    await expect(other).rejects.toBeInstanceOf(ConfigurationError);
  });
});

describe('a key that is thirty days old', () => {
  let db: DataSource;
  let portal: RunningPortal;
  beforeAll(async () => {
    const made = await migratedDatabase();
    db = made.db;
    portal = await runPortal(made.url, clients);
  });
  afterAll(() => Promise.all([portal.close(), db.destroy()]));

  it('gets a successor, which is published before it signs; what was signed goes on verifying; and it is forgotten in the end', async () => {
    const running = portal.app.get(Issuer);
    const [first] = await kidsOf(portal);
    const before = await tokenOf(portal);
    await db.query(`UPDATE oidc_signing_key SET created_at = now() - interval '31 d'`);
    await running.lookAtKeys();
    const [signing, waiting, ...rest] = await kidsOf(portal);
    expect([signing, rest]).toEqual([first, []]);
    expect(decodeProtectedHeader(await tokenOf(portal)).kid).toBe(first);

    await db.query(`UPDATE oidc_signing_key SET signs_from = now() WHERE kid = $1`, [waiting]);
    await running.lookAtKeys();
    expect(decodeProtectedHeader(await tokenOf(portal)).kid).toBe(waiting);
    expect(await kidsOf(portal)).toEqual([waiting, first]);
    expect(await verifies(before, portal)).toBe(true);

    await db.query(`UPDATE oidc_signing_key SET published_until = now() - interval '1 s' WHERE kid = $1`, [first]);
    await running.lookAtKeys();
    expect(await kidsOf(portal)).toEqual([waiting]);
    expect(await verifies(before, portal)).toBe(false);
  });

  it('is not to be read in the database', async () => {
    const rows: { private_jwk: Buffer; public_jwk: object }[] = await db.query('SELECT private_jwk, public_jwk FROM oidc_signing_key');
    expect(rows.every(({ private_jwk: sealed }) => !sealed.includes('"d"'))).toBe(true);
    expect(rows.map(({ public_jwk: published }) => Object.keys(published).includes('d'))).toEqual(rows.map(() => false));
  });

  it('gets one successor, however many look at once', async () => {
    const keys = new SigningKeys(db, MasterKey.fromBase64(masterKey));
    await db.query(`UPDATE oidc_signing_key SET created_at = now() - interval '31 d'`);
    const rings = await Promise.all([1, 2, 3].map(() => keys.ring()));
    expect(rings.map((ring) => ring.length)).toEqual([2, 2, 2]);
  });
});

describe('what the issuer remembers', () => {
  let db: DataSource;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
  });
  afterAll(() => db.destroy());

  it('shows who reads the table no id and nothing of what it is', async () => {
    const codes = new Artifacts(db, MasterKey.fromBase64(masterKey), 'AuthorizationCode');
    await codes.upsert('the-code', { accountId: 'somebody', jti: 'the-code', grantId: 'the-grant' }, 60);
    const [row] = await db.query('SELECT * FROM oidc_artifact');
    const text = JSON.stringify(row) + (row as { payload: Buffer }).payload.toString('latin1');
    expect(text).not.toMatch(/the-code|the-grant|somebody/);
    expect(await codes.find('the-code')).toMatchObject({ accountId: 'somebody' });
    await codes.revokeByGrantId('the-grant');
    expect(await codes.find('the-code')).toBeUndefined();
  });

  it('goes when it has expired, a thousand at once', async () => {
    await db.query(`INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) SELECT 'Session', n::text, '', now() - interval '1 s' FROM generate_series(1, 1500) AS n`);
    await db.query(`INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) VALUES ('Session', 'fresh', '', now() + interval '1 min'), ('Session', 'for good', '', NULL)`);
    expect([await Artifacts.sweep(db), await Artifacts.sweep(db)]).toEqual([true, false]);
    expect(await db.query('SELECT id_hash FROM oidc_artifact ORDER BY id_hash')).toEqual([{ id_hash: 'for good' }, { id_hash: 'fresh' }]);
  });
});
