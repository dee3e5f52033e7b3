import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { CompactEncrypt, exportJWK, exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuardedApp } from './door.fixture.js';
import { audience, issuerKey, SpecIssuer, type IssuerKey } from './issuer.fixture.js';

let issuer: SpecIssuer;
let stranger: IssuerKey;
let app: GuardedApp;
const clients = [{ id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read', 'orders:write'] }];
beforeAll(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'), await issuerKey('rsa-1', 'RS256'));
  stranger = await issuerKey('key-1');
  app = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients } });
});
afterAll(() => Promise.all([app.close(), issuer.stop()]));

const now = () => Math.floor(Date.now() / 1_000);
const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const claims = () => ({ iss: issuer.issuer, aud: audience, sub: 'web', client_id: 'web', scope: 'orders:read', exp: now() + 600 });
const unsigned = (header: unknown, signature = '') => `${part(header)}.${part(claims())}.${signature}`;

function signedWithHmac(header: object, secret: string): string {
  const signed = `${part(header)}.${part(claims())}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function answerTo(token: string) {
  const { status, body, headers } = await app.with(token);
  return { status, challenge: headers['www-authenticate'], kind: body.kind, detail: body.detail };
}

const refusedAs = (detail: unknown) => ({ status: 401, challenge: 'Bearer error="invalid_token"', kind: 'unauthenticated', detail });
/** 401, with a challenge and nothing of what was wrong. */
const refused = refusedAs(expect.stringMatching(/^the credential is (not accepted|malformed)$/));

it('lets in who shows a good token, as its client with what both allow', async () => {
  const { status, body } = await app.with(await issuer.token({ scope: 'orders:read audit:read' }));
  expect([status, body.principal]).toEqual([200, { id: 'web', clientId: 'web', scopes: ['orders:read'], plan: 'internal', environment: 'production', authority: 'token:token-1' }]);
  expect((await app.with(await issuer.token({}, { kid: 'rsa-1', alg: 'RS256' }, issuer.keys[1]))).status).toBe(200);
});

it('names a person by who they are at which app', async () => {
  const { body } = await app.with(await issuer.token({ sub: 'anna' }));
  expect(body.principal).toMatchObject({ id: 'web/anna', clientId: 'web' });
});

describe('a token without a signature of the issuer is not let in:', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %s', async (alg) => {
    for (const signature of ['', 'x', 'AAAA']) expect(await answerTo(unsigned({ alg, typ: 'at+jwt', kid: 'key-1' }, signature))).toEqual(refused);
  });

  it('an unsecured one as a library makes it', async () => {
    expect(await answerTo(new UnsecuredJWT(claims()).encode())).toEqual(refused);
  });

  it('HS256 with the public key as the secret (key confusion)', async () => {
    const { publicKey, publicJwk } = issuer.keys[1]!;
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(publicJwk), publicJwk.n!, '']) {
      for (const kid of ['rsa-1', 'key-1']) expect(await answerTo(signedWithHmac({ alg: 'HS256', typ: 'at+jwt', kid }, secret))).toEqual(refused);
    }
  });

  it('another key under the same name', async () => {
    expect(await answerTo(await issuer.token({}, {}, stranger))).toEqual(refused);
  });

  it('a signature of other claims', async () => {
    const [header, , signature] = (await issuer.token()).split('.');
    expect(await answerTo(`${header}.${part({ ...claims(), scope: 'audit:read' })}.${signature}`)).toEqual(refused);
  });

  it('a signature of zeros, which some verifiers took (CVE-2022-21449)', async () => {
    expect(await answerTo(unsigned({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1' }, Buffer.alloc(64).toString('base64url')))).toEqual(refused);
  });
});

describe('a token is not let in for', () => {
  it.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'urn:elsewhere' }],
    ['other audiences', { aud: ['urn:elsewhere', 'urn:strata:api2'] }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://login.example.com' }],
    ['an issuer that almost is ours', { iss: 'http://127.0.0.1/oidc' }],
    ['no issuer', { iss: undefined }],
    ['a list of issuers', { iss: ['x'] }],
    ['a time before it is good', { nbf: now() + 60 }],
    ['no end', { exp: undefined }],
    ['an end that is no number', { exp: '9999999999' }],
    ['no subject', { sub: undefined }],
    ['a subject that is no name', { sub: 'a\nb' }],
    ['no client', { client_id: undefined }],
    ['a client that is no text', { client_id: { toString: 'web' } }],
    ['a client that nobody knows', { client_id: 'nobody', sub: 'nobody' }],
    ['scopes that are no text', { scope: { 'orders:read': true } }],
    ['customers that are no list', { strata_customers: 'all' }],
    ['an environment that is none', { strata_environment: 'anywhere' }],
    ['a key that it is bound to, of which it says no thumbprint', { cnf: { jkt: 'x' } }],
    ['a certificate that it is bound to (RFC 8705)', { cnf: { 'x5t#S256': 'A'.repeat(43) } }],
    ['a key and a certificate', { cnf: { jkt: 'A'.repeat(43), 'x5t#S256': 'A'.repeat(43) } }],
    ['a list of keys', { cnf: ['A'.repeat(43)] }],
    ['a key that is nothing', { cnf: null }],
  ])('%s', async (_, wrong) => {
    expect(await answerTo(await issuer.token(wrong))).toEqual(refused);
  });

  it('an end that is past: it alone is told', async () => {
    expect(await answerTo(await issuer.token({ exp: now() - 10 }))).toEqual(refusedAs('the credential has expired'));
    expect(await answerTo(await issuer.token({ exp: now() - 10, aud: 'urn:elsewhere' }))).toEqual(refusedAs('the credential is not accepted'));
    expect(await answerTo(await issuer.token({ exp: now() - 10 }, {}, stranger))).toEqual(refusedAs('the credential is not accepted'));
  });

  it.each(['id+jwt', 'logout+jwt', 'dpop+jwt', 'JOSE', '', undefined, 7])('the type %s', async (typ) => {
    expect(await answerTo(await issuer.token({}, { typ: typ as string }))).toEqual(refused);
  });

  it('an end within what clocks may differ is good yet', async () => {
    expect((await app.with(await issuer.token({ exp: now() - 2 }))).status).toBe(200);
  });
});

describe('a header of a token leads nowhere:', () => {
  it.each<[string, unknown]>([
    ['a path', '../../../../dev/null'],
    ['a query', "x' UNION SELECT 'key' --"],
    ['an address', 'http://127.0.0.1:9/jwks'],
    ['a command', '$(id)|/bin/sh'],
    ['a name that nobody knows', 'key-2'],
    ['a name of an object', '__proto__'],
    ['a list', ['key-1']],
    ['an object', { kid: 'key-1' }],
    ['a number', 1],
    ['nothing', null],
    ['a text of zero', '\0'],
    ['a long one', 'k'.repeat(4_000)],
  ])('kid %s', async (_, kid) => {
    expect(await answerTo(await issuer.token({}, { kid: kid as string }, stranger))).toEqual(refused);
    expect(await answerTo(signedWithHmac({ alg: 'HS256', typ: 'at+jwt', kid }, ''))).toEqual(refused);
  });

  it.each(['jku', 'x5u'])('%s is not fetched', async (name) => {
    const other = await new SpecIssuer().start(stranger);
    expect(await answerTo(await issuer.token({}, { [name]: `${other.issuer}/jwks` }, stranger))).toEqual(refused);
    expect(other.asked).toEqual({});
    await other.stop();
  });

  it('jwk and x5c are not believed', async () => {
    expect(await answerTo(await issuer.token({}, { jwk: await exportJWK(stranger.publicKey) }, stranger))).toEqual(refused);
    expect(await answerTo(await issuer.token({}, { x5c: ['MIIB'] }, stranger))).toEqual(refused);
  });

  it.each([{ crit: ['exp'] }, { crit: ['x'], x: 1 }, { crit: [] }, { crit: 'b64' }, { crit: ['b64'], b64: false }])('what must be understood and is not: %o', async (header) => {
    expect(await answerTo(unsigned({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1', ...header }, 'x'.repeat(86)))).toEqual(refused);
  });

  it('an unencoded payload (RFC 7797) is no token, though its signature is good', async () => {
    const { privateKey } = issuer.keys[0]!;
    const protectedHeader = part({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1', b64: false, crit: ['b64'] });
    const payload = part(claims());
    const signature = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(`${protectedHeader}.${payload}`))).toString('base64url');
    expect(await answerTo(`${protectedHeader}.${payload}.${signature}`)).toEqual(refused);
  });
});

describe('no token are', () => {
  it('a token within a token', async () => {
    const { privateKey } = issuer.keys[0]!;
    const header = part({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1', cty: 'JWT' });
    const payload = part(await issuer.token());
    const signature = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(`${header}.${payload}`))).toString('base64url');
    expect(await answerTo(`${header}.${payload}.${signature}`)).toEqual(refused);
  });

  it('an encrypted one', async () => {
    const { publicKey } = await issuerKey('enc', 'ECDH-ES');
    expect(await answerTo(await new CompactEncrypt(Buffer.from(await issuer.token())).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(publicKey))).toEqual(refused);
  });

  it.each(['a', 'a.b', 'a.b.c.d', '..', 'a..c', '.b.c', 'a.b.', 'e30.e30.e30', '{}.{}.{}', 'a.b.c d', 'ä.b.c', '%00.b.c', 'a.b.c='])('%s', async (text) => {
    expect(await answerTo(text)).toEqual(refused);
  });

  it('a long one', async () => {
    expect(await answerTo(`${'a'.repeat(9_000)}.b.c`)).toEqual(refused);
  });

  it('a valid one with something about it', async () => {
    const token = await issuer.token();
    for (const text of [`${token}.`, `.${token}`, `${token} x`, `"${token}"`, `${token},`, `${token}, Bearer ${token}`, `${token}=`]) expect(await answerTo(text)).toEqual(refused);
  });

  it('a list of claims, or a text', async () => {
    const { privateKey, kid } = issuer.keys[0]!;
    for (const payload of [[], 'text', 7, null]) {
      const signed = `${part({ alg: 'ES256', typ: 'at+jwt', kid })}.${part(JSON.stringify(payload))}`;
      const signature = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(signed))).toString('base64url');
      expect(await answerTo(`${signed}.${signature}`)).toEqual(refused);
    }
  });
});

describe('whatever is generated as a token is 401, never 500 and never in:', () => {
  const json = fc.json({ maxDepth: 3 });
  const segment = fc.oneof(fc.string({ maxLength: 40 }).map(part), json.map(part), fc.base64String({ maxLength: 60 }), fc.constant(''));
  const header = fc.record({ alg: fc.oneof(fc.constantFrom('ES256', 'RS256', 'EdDSA', 'HS256', 'none'), fc.string()), typ: fc.constantFrom('at+jwt', 'JWT'), kid: fc.oneof(fc.constantFrom('key-1', 'rsa-1'), fc.string()) }, { requiredKeys: [] }).chain((known) => fc.dictionary(fc.constantFrom('crit', 'b64', 'jku', 'jwk', 'x5c', 'zip', 'enc', '__proto__'), fc.jsonValue(), { maxKeys: 3 }).map((more) => ({ ...more, ...known })));

  it('parts of anything', async () => {
    await fc.assert(fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 5 }), async (parts) => {
      expect((await app.with(parts.join('.'))).status).toBe(401);
    }), { numRuns: 150 });
  });

  it('headers of anything over our claims', async () => {
    await fc.assert(fc.asyncProperty(header, fc.uint8Array({ maxLength: 80 }), async (made, signature) => {
      expect((await app.with(unsigned(made, Buffer.from(signature).toString('base64url')))).status).toBe(401);
    }), { numRuns: 150 });
  });

  it('a good one with a change', async () => {
    const token = await issuer.token();
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '0', '_', '.', ''), async (at, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + 1);
        // The last characters of a part may hold bits that mean nothing.
        const bytes = (text: string) => text.split('.').map((each) => Buffer.from(each, 'base64url').toString('hex')).join('.');
        fc.pre(bytes(changed) !== bytes(token));
        expect((await app.with(changed)).status).toBe(401);
      }),
      { numRuns: 150 },
    );
  });

  it('claims of anything under a good signature', async () => {
    const { privateKey, kid } = issuer.keys[0]!;
    const names = fc.constantFrom('iss', 'aud', 'sub', 'exp', 'nbf', 'client_id');
    await fc.assert(
      fc.asyncProperty(names, fc.oneof(fc.jsonValue(), fc.string()), async (name, value) => {
        const made = { ...claims(), [name]: value };
        const token = await new SignJWT(made as never).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey).catch(() => undefined);
        if (token === undefined) return;
        const { status } = await app.with(token);
        const isGood = (name === 'exp' && typeof value === 'number' && value > now() - 5) || (name === 'nbf' && typeof value === 'number' && value <= now()) || (name === 'sub' && typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value));
        expect(status).toBe(isGood ? 200 : 401);
      }),
      { numRuns: 150 },
    );
  });
});
