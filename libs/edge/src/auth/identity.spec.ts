import { plainToInstance } from 'class-transformer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePrincipal } from '#contracts';
import { StrataConfig } from '../config/strata-config.js';
import { GuardedApp } from './door.fixture.js';
import { Identity, serviceTokensOf } from './identity.js';
import { issuerKey, SpecIssuer } from './issuer.fixture.js';

const web = { id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read'] };
const configOf = (identity: object) => plainToInstance(StrataConfig, { systems: [], identity });

let own: SpecIssuer;
let theirs: SpecIssuer;
beforeAll(async () => {
  own = await new SpecIssuer().start(await issuerKey('own'));
  theirs = await new SpecIssuer().start(await issuerKey('theirs'));
});
afterAll(() => Promise.all([own.stop(), theirs.stop()]));

describe('an issuer of others', () => {
  const claims = { strata_customers: ['c1'], strata_plan: 'internal', strata_environment: 'sandbox', sub: 'app', client_id: 'app' };

  it('knows its clients itself: what its tokens say of them counts', async () => {
    const app = await GuardedApp.open({ identity: { issuers: [{ issuer: theirs.issuer }] } });
    const { status, body } = await app.with(await theirs.token(claims));
    expect([status, body.principal]).toEqual([200, { id: 'app', clientId: 'app', scopes: ['orders:read'], plan: 'internal', environment: 'sandbox', dataScope: { customers: ['c1'] }, authority: 'token:token-1' }]);
    await app.close();
  });

  it('has words of its own for it, an audience of its own, and another claim for the client', async () => {
    const app = await GuardedApp.open({ identity: { issuers: [{ issuer: theirs.issuer, audience: 'api://strata', claims: { customers: 'accounts', kind: 'role' } }] } });
    const token = await theirs.token({ aud: ['api://strata', 'other'], client_id: undefined, azp: 'app', sub: 'app', scope: undefined, scp: ['orders:read'], accounts: ['c2'], role: 'service' });
    expect((await app.with(token)).body.principal).toMatchObject({ id: 'app', dataScope: { customers: ['c2'] }, environment: 'production' });
    const behalf = await app.with(token, { 'strata-principal': encodePrincipal({ id: 'flow', scopes: ['orders:read'] }) });
    expect(behalf.body).toMatchObject({ principal: { id: 'flow' }, actor: { id: 'app' } });
    expect((await app.with(await theirs.token(claims))).status).toBe(401);
    await app.close();
  });

  it('beside ours never speaks of our clients: those of the same name are others', async () => {
    const app = await GuardedApp.open({ identity: { embedded: { issuer: own.issuer }, issuers: [{ issuer: theirs.issuer }], clients: [web] } });
    expect((await app.with(await own.token())).body.principal).toMatchObject({ id: 'web', plan: 'internal' });
    const other = (await app.with(await theirs.token())).body.principal;
    expect([other.id, other.clientId, other.plan]).toEqual([`web@${theirs.issuer}`, `web@${theirs.issuer}`, undefined]);
    expect((await app.with(await theirs.token({ sub: 'anna' }))).body.principal.id).toBe(`web@${theirs.issuer}/anna`);
    expect((await app.with(await own.token({ iss: theirs.issuer }))).status).toBe(401);
    await app.close();
  });
});

describe('an issuer that our own processes reach at another address', () => {
  it('is asked for keys and tokens there alone; tokens name the address that everybody has', async () => {
    const inside = await new SpecIssuer().start(await issuerKey('inside'));
    inside.tokenAnswer = () => ({ status: 200, body: { access_token: 'ours', expires_in: 600 } });
    const identity = { embedded: { issuer: 'https://strata.example.com/oidc', url: inside.issuer }, clients: [web], service: { clientId: 'process', clientSecret: 's'.repeat(32) } };
    const app = await GuardedApp.open({ identity });
    expect((await app.with(await inside.token({ iss: identity.embedded.issuer }))).status).toBe(200);
    expect((await app.with(await inside.token())).status).toBe(401);
    expect(await serviceTokensOf(configOf(identity))!.current()).toBe('ours');
    expect(inside.asked).toEqual({ '/oidc/jwks': 1, '/oidc/token': 1 });
    await Promise.all([app.close(), inside.stop()]);
  });
});

describe('a configuration', () => {
  it('that names nobody whose tokens are taken is refused: nobody could come in', () => {
    expect(() => new Identity(configOf({}))).toThrow('identity: expected an issuer under issuers, or embedded.issuer');
  });

  it('of a process that calls our others says what it signs in with', () => {
    expect(() => serviceTokensOf(configOf({ embedded: { issuer: own.issuer } }))).toThrow('identity.service: expected clientId and clientSecret');
    const config = configOf({ embedded: { issuer: own.issuer }, service: { clientId: 'process', clientSecret: 's'.repeat(32) } });
    expect(serviceTokensOf(config)).toBe(serviceTokensOf(config));
    expect(serviceTokensOf(plainToInstance(StrataConfig, { systems: [] }))).toBeUndefined();
  });
});
