import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audience, SpecIssuer } from './issuer.fixture.js';
import { ServiceTokens } from './service-tokens.js';

let issuer: SpecIssuer;
let now: number;
let granted: number;
beforeEach(async () => {
  issuer = await new SpecIssuer().start();
  [now, granted] = [0, 0];
  issuer.tokenAnswer = () => ({ status: 200, body: { access_token: `token-${(granted += 1)}`, token_type: 'Bearer', expires_in: 600 } });
});
afterEach(() => issuer.stop());

const tokens = () => new ServiceTokens({ issuer: issuer.issuer, clientId: 'process:1', clientSecret: 's/c+t', audience }, () => now);
const away = { kind: 'unavailable', details: { retryAfterMs: 1_000 } };

describe('what our processes show to each other', () => {
  it('is fetched once for all who wait, by the client credentials of the process', async () => {
    const own = tokens();
    expect(await Promise.all([own.current(), own.current(), own.current()])).toEqual(['token-1', 'token-1', 'token-1']);
    expect(own.current()).toBe('token-1');
    const [{ form, authorization }] = issuer.forms as [(typeof issuer.forms)[0]];
    expect(Object.fromEntries(form)).toEqual({ grant_type: 'client_credentials', resource: audience });
    expect(Buffer.from(authorization!.slice(6), 'base64').toString()).toBe('process%3A1:s%2Fc%2Bt');
  });

  it('is fetched anew a minute before its end, while the one before is shown', async () => {
    const own = tokens();
    await own.current();
    now = 539_000;
    expect(own.current()).toBe('token-1');
    now = 541_000;
    expect([own.current(), own.current()]).toEqual(['token-1', 'token-1']);
    await expect.poll(() => own.current()).toBe('token-2');
    expect(granted).toBe(2);
  });

  it('is shown to its end when no other can be had, and not beyond', async () => {
    const own = tokens();
    await own.current();
    issuer.isAway = true;
    now = 560_000;
    expect(own.current()).toBe('token-1');
    now = 600_000;
    await expect(own.current()).rejects.toMatchObject(away);
  });

  it('is another one after it was refused', async () => {
    const own = tokens();
    own.refused(await own.current());
    own.refused('token-0');
    expect(await own.current()).toBe('token-2');
  });
});

describe('while none can be had', () => {
  it.each<[string, () => void]>([
    ['the issuer is away', () => (issuer.isAway = true)],
    ['the secret is not ours', () => (issuer.tokenAnswer = () => ({ status: 401, body: { error: 'invalid_client' } }))],
    ['the answer is none', () => (issuer.tokenAnswer = () => ({ status: 200, body: { access_token: 7 } }))],
  ])('since %s, calls wait for later, and the issuer is asked once a second', async (_, fail) => {
    fail();
    const own = tokens();
    for (let count = 0; count < 5; count += 1) await expect(own.current()).rejects.toMatchObject(away);
    expect(issuer.asked['/oidc/.well-known/openid-configuration']).toBe(1);
    now = 1_000;
    await expect(own.current()).rejects.toMatchObject(away);
    expect(issuer.asked['/oidc/.well-known/openid-configuration']).toBe(2);
  });
});
