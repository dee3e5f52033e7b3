import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClaimNames } from '../config/identity-config.js';
import { audience, issuerKey, SpecIssuer } from './issuer.fixture.js';
import { IssuerKeys, type KeyTimes } from './issuer-keys.js';
import { TokenVerifier } from './token-verifier.js';

let issuer: SpecIssuer;
beforeEach(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
});
afterEach(() => issuer.stop());

function verifier(times: Partial<KeyTimes> = {}, jwksUri?: string) {
  return new TokenVerifier([{ issuer: issuer.issuer, audience, clockSkew: 5, claims: new ClaimNames(), keys: new IssuerKeys(issuer.issuer, jwksUri, times), isEmbedded: true }]);
}

const asked = () => issuer.asked['/oidc/jwks'] ?? 0;
const away = { kind: 'unavailable', details: { retryAfterMs: 1_000 } };
const refused = { kind: 'unauthenticated', message: 'the credential is not accepted' };

describe('the keys of an issuer', () => {
  it('are read once for all tokens, from where its metadata says', async () => {
    const tokens = verifier();
    await Promise.all([1, 2, 3].map(async (jti) => tokens.verify(await issuer.token({ jti: String(jti) }))));
    expect(issuer.asked).toEqual({ '/oidc/.well-known/openid-configuration': 1, '/oidc/jwks': 1 });
  });

  it('are read from where the configuration says', async () => {
    await verifier({}, `${issuer.issuer}/jwks`).verify(await issuer.token());
    expect(issuer.asked).toEqual({ '/oidc/jwks': 1 });
  });

  it('are taken as they become: a new one is known without a restart, an old one goes', async () => {
    const tokens = verifier({ cooldown: 50, renewAfter: 50, keep: 200 });
    const before = issuer.keys[0]!;
    await tokens.verify(await issuer.token());
    await delay(60);
    issuer.keys = [await issuerKey('key-2')];
    await tokens.verify(await issuer.token({}, {}, issuer.keys[0]));
    await delay(250);
    await expect(tokens.verify(await issuer.token({ jti: 'later' }, {}, before))).rejects.toMatchObject(refused);
  });

  it('are not read for every name that somebody makes up', async () => {
    const tokens = verifier({ cooldown: 300 });
    const token = await issuer.token();
    await tokens.verify(token);
    const tries = await Promise.allSettled(Array.from({ length: 30 }, async (_, index) => tokens.verify(await issuer.token({}, { kid: `made-up-${index}` }))));
    expect([tries.every(({ status }) => status === 'rejected'), asked()]).toEqual([true, 1]);
    await delay(320);
    await expect(tokens.verify(await issuer.token({}, { kid: 'made-up' }))).rejects.toMatchObject(refused);
    await expect(tokens.verify(await issuer.token({}, { kid: 'made-up' }))).rejects.toMatchObject(refused);
    expect(asked()).toBe(2);
  });
});

describe('while an issuer is away', () => {
  it('what cannot be checked is not let in and not refused: it may try again', async () => {
    issuer.isAway = true;
    const tokens = verifier({ cooldown: 40 });
    const token = await issuer.token();
    await expect(tokens.verify(token)).rejects.toMatchObject(away);
    await expect(tokens.verify(token)).rejects.toMatchObject(away);
    issuer.isAway = false;
    await delay(50);
    expect(await tokens.verify(token)).toMatchObject({ clientId: 'web' });
  });

  it('is asked no more often than it helps', async () => {
    issuer.isAway = true;
    const tokens = verifier();
    for (let count = 0; count < 20; count += 1) await expect(tokens.verify(await issuer.token())).rejects.toMatchObject(away);
    expect(issuer.asked['/oidc/.well-known/openid-configuration']).toBe(1);
  });

  it('tokens under keys that are known are good, until the keys are too old', async () => {
    const tokens = verifier({ renewAfter: 0, keep: 150, cooldown: 10 });
    await tokens.verify(await issuer.token());
    issuer.isAway = true;
    expect(await tokens.verify(await issuer.token({ jti: 'second' }))).toMatchObject({ id: 'second' });
    await delay(200);
    await expect(tokens.verify(await issuer.token({ jti: 'third' }))).rejects.toMatchObject(away);
  });

  it('or is not there at all, nobody gets in', async () => {
    const tokens = new TokenVerifier([{ issuer: `${issuer.issuer}/other`, audience, clockSkew: 5, claims: new ClaimNames(), keys: new IssuerKeys(`${issuer.issuer}/other`, undefined), isEmbedded: true }]);
    await expect(tokens.verify(await issuer.token({ iss: `${issuer.issuer}/other` }))).rejects.toMatchObject(away);
  });
});

it('a token that was good is known by its text, until it ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const tokens = verifier();
    const now = Math.floor(Date.now() / 1_000);
    const token = await issuer.token({ exp: now + 1 });
    const verified = await tokens.verify(token);
    expect(tokens.known(token)).toBe(verified);
    expect(tokens.known(`${token}x`)).toBeUndefined();
    vi.setSystemTime((now + 6) * 1_000 - 1);
    expect(tokens.known(token)).toBe(verified);
    vi.setSystemTime((now + 6) * 1_000);
    expect(tokens.known(token)).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
