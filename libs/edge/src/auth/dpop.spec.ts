import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePrincipal } from '#contracts';
import { migratedDatabase } from '#store/fixture';
import { GuardedApp } from './door.fixture.js';
import { issuerKey, SpecIssuer } from './issuer.fixture.js';
import { athOf, ClientKey, now, type Said } from './proof.fixture.js';

const address = 'https://api.example.com/guarded/orders';
const clients = [
  { id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read', 'orders:write', 'items:read'] },
  { id: 'bound', name: 'Bound', kind: 'partner', scopes: ['orders:read'], dpopBound: true },
  { id: 'process', name: 'Process', kind: 'service', scopes: ['orders:read'] },
];
const http = { publicAddresses: ['https://api.example.com', 'https://example.com/strata/'] };

let issuer: SpecIssuer;
let db: DataSource;
let key: ClientKey;
let token: string;
/** Two processes of ours, on one database. */
let one: GuardedApp;
let two: GuardedApp;
beforeAll(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
  const made = await migratedDatabase();
  db = made.db;
  const config = { identity: { embedded: { issuer: issuer.issuer }, clients }, database: { url: made.url }, http };
  [one, two, key] = await Promise.all([GuardedApp.open(config), GuardedApp.open(config), ClientKey.make()]);
  token = await tokenOf('bound');
});
afterAll(() => Promise.all([one.close(), two.close(), issuer.stop(), db.destroy()]));

const tokenOf = (client: string, more: object = {}, of = key) => issuer.token({ sub: client, client_id: client, cnf: { jkt: of.jkt }, ...more });
const shown = (proof: string, of = token, app = one, more: Record<string, string> = {}) => app.get('/guarded/orders', { authorization: `DPoP ${of}`, dpop: proof, ...more });
const proofSaying = (said: Said) => key.proof(address, token, said);

async function answerTo(proof: string) {
  const { status, headers, body } = await shown(proof);
  return { status, challenge: headers['www-authenticate'], kind: body.kind, detail: body.detail };
}

const algs = 'algs="ES256 EdDSA Ed25519 RS256 PS256"';
const unproven = (fault: unknown = expect.any(String)) => ({ status: 401, challenge: `DPoP error="invalid_dpop_proof", ${algs}`, kind: 'unauthenticated', detail: fault });
const because = (fault: string) => unproven(expect.stringContaining(fault));

describe('a token that is bound to a key', () => {
  it('is let in with a proof of that key, as its client', async () => {
    const { status, body } = await shown(await key.proof(address, token));
    expect([status, body.principal]).toEqual([200, { id: 'bound', clientId: 'bound', scopes: ['orders:read'], plan: 'internal', environment: 'production', authority: 'token:token-1' }]);
  });

  it.each(['EdDSA', 'RS256', 'PS256'])('is let in with a key of %s', async (alg) => {
    const other = await ClientKey.make(alg);
    const of = await tokenOf('bound', {}, other);
    expect((await shown(await other.proof(address, of), of)).status).toBe(200);
  });

  it.each(['dpop', 'DPOP', 'DPoP '])('may be introduced as %j', async (scheme) => {
    expect((await one.get('/guarded/orders', { authorization: `${scheme} ${token}`, dpop: await key.proof(address, token) })).status).toBe(200);
  });

  it('is good with a new proof each time, without a word to the issuer', async () => {
    const asked = { ...issuer.asked };
    for (let call = 0; call < 5; call += 1) expect((await shown(await key.proof(address, token))).status).toBe(200);
    expect(issuer.asked).toEqual(asked);
  });

  it('is not let in as a bearer token, whoever asked for it, and with a proof beside it', async () => {
    for (const of of [token, await tokenOf('web')]) {
      for (const more of [undefined, { dpop: await key.proof(address, of) }]) {
        const { status, headers, body } = await one.with(of, more);
        expect([status, headers['www-authenticate'], body.detail]).toEqual([401, `DPoP error="invalid_token", ${algs}`, 'the credential is bound to a key: send it as Authorization: DPoP, with a proof in the header DPoP']);
      }
    }
  });

  it('is asked for by who must be bound, and a proof does not make up for it', async () => {
    const free = await issuer.token({ sub: 'bound', client_id: 'bound' });
    expect((await one.with(free)).status).toBe(401);
    const { status, headers } = await shown(await key.proof(address, free), free);
    expect([status, headers['www-authenticate']]).toEqual([401, `DPoP error="invalid_token", ${algs}`]);
  });

  it('that a client has of its own will needs its proof too', async () => {
    const of = await tokenOf('web');
    expect((await shown(await key.proof(address, of), of)).status).toBe(200);
    expect((await one.get('/guarded/orders', { authorization: `DPoP ${of}` })).status).toBe(401);
  });

  it('of a process of ours says whom it calls for, as any of its tokens', async () => {
    const of = await tokenOf('process');
    const header = { 'strata-principal': encodePrincipal({ id: 'flow', scopes: ['orders:read'] }) };
    const { status, body } = await shown(await key.proof(address, of), of, one, header);
    expect([status, body.principal.id, body.actor?.id]).toEqual([200, 'flow', 'process']);
    expect((await shown(await key.proof(address, token), token, one, header)).status).toBe(401);
  });

  it('is asked for one proof by an answer that lasts', async () => {
    const lasting = 'https://api.example.com/guarded/lasting';
    const { body } = await one.get('/guarded/lasting', { authorization: `DPoP ${token}`, dpop: await key.proof(lasting, token) });
    expect(body).toEqual({ looks: 1, isRefused: false });
  });

  it('lacks what another lacks, and is told so in its own scheme', async () => {
    const of = await tokenOf('bound', { scope: '' });
    const { status, headers } = await shown(await key.proof(address, of), of);
    expect([status, headers['www-authenticate']]).toEqual([403, `DPoP error="insufficient_scope", scope="orders:read", ${algs}`]);
  });
});

describe('a proof is good once:', () => {
  it('at the same process', async () => {
    const proof = await key.proof(address, token);
    expect((await shown(proof)).status).toBe(200);
    expect(await answerTo(proof)).toEqual(because('it was used before'));
  });

  it('at another process', async () => {
    const proof = await key.proof(address, token);
    expect((await shown(proof, token, one)).status).toBe(200);
    expect((await shown(proof, token, two)).status).toBe(401);
  });

  it('when it comes to all of them many times at once', async () => {
    const proof = await key.proof(address, token);
    const statuses = (await Promise.all(Array.from({ length: 20 }, (_, at) => shown(proof, token, at % 2 ? one : two)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(19);
  });

  it('by its name and key: another client may call its own the same', async () => {
    const [jti, other] = [randomUUID(), await ClientKey.make()];
    const theirs = await tokenOf('bound', {}, other);
    expect((await shown(await proofSaying({ claims: { jti } }))).status).toBe(200);
    expect(await answerTo(await proofSaying({ claims: { jti, iat: now() - 1 } }))).toEqual(because('it was used before'));
    expect((await shown(await other.proof(address, theirs, { claims: { jti } }), theirs)).status).toBe(200);
  });

  it('and is not used up by a call that was not let in', async () => {
    const proof = await key.proof(address, token);
    await one.get('/guarded/me', { authorization: `DPoP ${token}`, dpop: proof });
    await one.with(token, { dpop: proof });
    expect((await shown(proof)).status).toBe(200);
  });
});

describe('a proof is for one call:', () => {
  it.each(['https://api.example.com/guarded/orders', 'HTTPS://API.example.com:443/guarded/./orders', `${address}?x=1#y`, 'https://example.com/strata/guarded/orders'])('%s is its address', async (htu) => {
    expect((await shown(await proofSaying({ claims: { htu } }))).status).toBe(200);
  });

  it('whatever its query is', async () => {
    // The door lets it in; there is no such parameter.
    expect((await one.get('/guarded/orders?colour=red', { authorization: `DPoP ${token}`, dpop: await key.proof(address, token) })).status).toBe(400);
  });

  it.each<unknown>([
    'https://api.example.com/guarded/me', 'https://api.example.com/guarded/orders/', 'http://api.example.com/guarded/orders', 'https://api.example.com:8443/guarded/orders',
    'https://elsewhere.example.com/guarded/orders', 'https://api.example.com.elsewhere.example/guarded/orders', 'https://api.example.com@elsewhere.example/guarded/orders', 'https://a:b@api.example.com/guarded/orders',
    'https://example.com/guarded/orders', '/guarded/orders', '', 'orders', [address], { toString: address }, null, undefined, 7,
  ])('not for %j', async (htu) => {
    expect(await answerTo(await proofSaying({ claims: { htu } }))).toEqual(because('htu must be the address of the request: https://api.example.com/guarded/orders or https://example.com/strata/guarded/orders'));
  });

  it('not for the address that the request says of itself', async () => {
    const proof = await key.proof('https://elsewhere.example.com/guarded/orders', token);
    const said = { host: 'elsewhere.example.com', 'x-forwarded-host': 'elsewhere.example.com', 'x-forwarded-proto': 'https', forwarded: 'host=elsewhere.example.com;proto=https' };
    expect((await shown(proof, token, one, said)).status).toBe(401);
  });

  it.each<unknown>(['POST', 'get', 'HEAD', '', ['GET'], null, undefined])('not for the method %j', async (htm) => {
    expect(await answerTo(await proofSaying({ claims: { htm } }))).toEqual(because('htm'));
  });

  it.each<[string, () => unknown]>([
    ['another token', async () => athOf(await tokenOf('bound', { jti: 'another' }))],
    ['no token', () => undefined],
    ['the token itself', () => token],
    ['a list', () => [athOf(token)]],
    ['half of one', () => athOf(token).slice(0, 20)],
  ])('not with %s', async (_, ath) => {
    expect(await answerTo(await proofSaying({ claims: { ath: await ath() } }))).toEqual(because('ath'));
  });

  it.each<[string, () => unknown]>([
    ['long ago', () => now() - 65],
    ['in time to come', () => now() + 65],
    ['at no time', () => undefined],
    ['at what is no number', () => String(now())],
    ['at the end of numbers', () => Number.MAX_VALUE],
  ])('not when it was made %s', async (_, iat) => {
    expect(await answerTo(await proofSaying({ claims: { iat: iat() } }))).toEqual(unproven());
  });

  it.each([-55, 55])('by a clock that is %i s off it is good yet', async (off) => {
    expect((await shown(await proofSaying({ claims: { iat: now() + off } }))).status).toBe(200);
  });

  it('not past an end that it gives itself', async () => {
    expect(await answerTo(await proofSaying({ claims: { exp: now() - 1 } }))).toEqual(unproven());
  });

  it.each<unknown>([undefined, '', 7, null, ['x'], { x: 1 }])('not with the name %j', async (jti) => {
    expect(await answerTo(await proofSaying({ claims: { jti } }))).toEqual(unproven());
  });
});

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const claims = () => ({ jti: randomUUID(), htm: 'GET', htu: address, iat: now(), ath: athOf(token) });

describe('no proof is', () => {
  it('one of another key, though that is the key that it brings', async () => {
    const thief = await ClientKey.make();
    expect(await answerTo(await thief.proof(address, token))).toEqual(because('another key'));
    expect(await answerTo(await thief.proof(address, token, { header: { jwk: key.jwk } }))).toEqual(because('signature'));
  });

  it.each(['none', 'None', 'NONE', ''])('one that nobody signed: alg %s', async (alg) => {
    for (const signature of ['', 'x', 'AAAA']) expect(await answerTo(`${part({ alg, typ: 'dpop+jwt', jwk: key.jwk })}.${part(claims())}.${signature}`)).toEqual(unproven());
  });

  it('one with a shared secret, be it the public key or what it brings', async () => {
    for (const [secret, jwk] of [[JSON.stringify(key.jwk), key.jwk], ['secret', { kty: 'oct', k: part('secret') }], ['secret', { ...key.jwk, k: part('secret') }]] as const) {
      for (const alg of ['HS256', 'ES256']) {
        const signed = `${part({ alg, typ: 'dpop+jwt', jwk })}.${part(claims())}`;
        expect(await answerTo(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`)).toEqual(unproven());
      }
    }
  });

  it('one that gives the private key away', async () => {
    expect(await answerTo(await proofSaying({ header: { jwk: key.privateJwk } }))).toEqual(because('key is not accepted'));
    for (const secret of ['p', 'q', 'dp', 'k', 'oth']) expect(await answerTo(await proofSaying({ header: { jwk: { ...key.jwk, [secret]: 'AQAB' } } }))).toEqual(because('key is not accepted'));
  });

  it.each([undefined, 'jwt', 'at+jwt', 'JWT', 'dpop', '', 7])('one of the type %s', async (typ) => {
    expect(await answerTo(await proofSaying({ header: { typ } }))).toEqual(because('type'));
  });

  it.each<[string, unknown]>([['none', undefined], ['nothing', null], ['a text', 'x'], ['an empty one', {}], ['a list', []], ['half of one', { kty: 'EC', crv: 'P-256' }], ['a point that is none', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }], ['another curve', { kty: 'EC', crv: 'P-521', x: 'A'.repeat(88), y: 'A'.repeat(88) }]])('one with the key %s', async (_, jwk) => {
    expect(await answerTo(await proofSaying({ header: { jwk } }))).toEqual(unproven());
  });

  it('one that leads to its key: kid, jku and x5u are not looked at', async () => {
    const stranger = await new SpecIssuer().start(await issuerKey('key-1'));
    expect(await answerTo(await proofSaying({ header: { jwk: undefined, kid: 'key-1', jku: `${stranger.issuer}/jwks`, x5u: `${stranger.issuer}/jwks` } }))).toEqual(unproven());
    expect(stranger.asked).toEqual({});
    await stranger.stop();
  });

  it('the token, a list of them, or nothing', async () => {
    expect((await one.get('/guarded/orders', { authorization: `DPoP ${token}` })).headers['www-authenticate']).toBe(`DPoP error="invalid_dpop_proof", ${algs}`);
    const [first, second] = [await key.proof(address, token), await key.proof(address, token)];
    for (const proof of [token, `${first}, ${second}`, `${first},${second}`, `${first} `.repeat(2), '', ' ', `${first}.${part('x')}`, `a.${'b'.repeat(5_000)}.c`]) expect(await answerTo(proof)).toEqual(unproven());
  });

  it('one of two headers', async () => {
    const port = Number(new URL(await two.listen()).port);
    const said = async (...proofs: string[]) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET /guarded/orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: DPoP ${token}\r\n${proofs.map((proof) => `dpop: ${proof}\r\n`).join('')}\r\n`);
      return (await text(socket)).slice(9, 12);
    };
    const [first, second] = [await key.proof(address, token), await key.proof(address, token)];
    expect(await said(first, second)).toBe('401');
    expect(await said(first, first)).toBe('401');
    expect(await said(first, '')).toBe('401');
    expect(await said(second)).toBe('200');
  });
});

describe('a malformed proof is 401, never 500 and never in:', () => {
  const json = fc.jsonValue();
  const runs = { numRuns: 150 };

  it('texts of anything', async () => {
    const anything = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join('.')));
    await fc.assert(fc.asyncProperty(anything, async (proof) => {
      const printable = proof.replaceAll(/[^\x20-\x7e]/g, '');
      expect((await shown(printable)).status).toBe(401);
    }), runs);
  });

  it('headers of anything over good claims, under a good signature', async () => {
    const header = fc.dictionary(fc.constantFrom('typ', 'jwk', 'crit', 'b64', 'kid', 'cty', 'zip', 'x5c'), json, { minKeys: 1 });
    await fc.assert(fc.asyncProperty(header, async (change) => {
      const protectedHeader = part({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, ...change });
      const payload = part(claims());
      const signature = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(`${protectedHeader}.${payload}`))).toString('base64url');
      const { status } = await shown(`${protectedHeader}.${payload}.${signature}`);
      // What nobody needs to understand may say anything.
      expect(['typ', 'jwk', 'crit'].some((name) => name in change) ? [401] : [200, 401]).toContain(status);
    }), runs);
  });

  it('claims of anything, under a good signature', async () => {
    const change = fc.dictionary(fc.constantFrom('jti', 'htm', 'htu', 'ath', 'iat'), json.filter((value) => typeof value !== 'string' || value === ''), { minKeys: 1 });
    await fc.assert(fc.asyncProperty(change, async (wrong) => {
      expect(await answerTo(await proofSaying({ claims: wrong }))).toEqual(unproven());
    }), runs);
  });

  it('a good one with a change', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), fc.constantFrom(...'AZaz09-_.'), async (at, letter) => {
      const good = await key.proof(address, token);
      const place = at % good.length;
      const changed = good.slice(0, place) + letter + good.slice(place + 1);
      // The last letter of a signature has bits that say nothing.
      if (changed === good || place === good.length - 1) return;
      expect((await shown(changed)).status).toBe(401);
    }), runs);
  });
});

describe('where nobody says how callers know us', () => {
  it('the connection tells, and the address of the issuer', async () => {
    const app = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients } });
    const url = await app.listen();
    const ask = async (base: string) => (await fetch(`${url}/guarded/orders`, { headers: { authorization: `DPoP ${token}`, dpop: await key.proof(`${base}/guarded/orders`, token) } })).status;
    expect([await ask(url), await ask(url.replace('127.0.0.1', 'localhost')), await ask(new URL(issuer.issuer).origin)]).toEqual([200, 200, 200]);
    expect([await ask(url.replace(/\d+$/, '1')), await ask('http://api.example.com'), await ask(url.replace('http:', 'https:'))]).toEqual([401, 401, 401]);
    await app.close();
  });
});

describe('while it cannot be known whether a proof was used', () => {
  it('nobody is let in or refused by it: they may try again with another', async () => {
    const away = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients }, database: { url: 'postgresql://nobody@127.0.0.1:1/none' }, http });
    const { status, headers, body } = await shown(await key.proof(address, token), token, away);
    expect([status, headers['retry-after'], body.detail]).toEqual([503, '1', 'our register of proofs cannot be asked whether the credential is good']);
    expect((await away.with(await issuer.token())).status).toBe(200);
    await away.close();
  });
});
