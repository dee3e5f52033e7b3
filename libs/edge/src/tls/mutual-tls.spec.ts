import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { plainToInstance } from 'class-transformer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newTraceparent, type Answer, type CallContext, type StrataError } from '#canonical';
import { httpClientOf, Operation, type Routes } from '#contracts';
import { Scope } from '../auth/declared-rights.js';
import { issuerKey, SpecIssuer } from '../auth/issuer.fixture.js';
import { HttpConfig } from '../config/http.config.js';
import { StrataConfig } from '../config/strata-config.js';
import { EdgeModule } from '../edge.module.js';
import { createHttpApp } from '../http-app.js';
import { CertificateFiles } from './certificate-files.js';
import { CertificateFolder, TestAuthority, type Leaf } from './certificates.fixture.js';
import { answerProbes } from './probe-port.js';
import { ServerTls } from './server-tls.js';

/** On a machine that is busy with other things. */
const patiently = { timeout: 10_000 };

abstract class ThingsApi {
  @Operation({ scope: 'erp:read', safe: false, data: 'public' })
  readonly readThing!: (ctx: CallContext, args: object) => Promise<Answer<{ thing: string }>>;
}
const routes: Routes = { readThing: { method: 'get', path: '/things', parameters: [] } };

@Controller('things')
@Scope('erp:read')
class ThingsController {
  @Get()
  async read() {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { thing: 'a thing' };
  }
}

const folder = new CertificateFolder();
const opened: { close(): unknown }[] = [];
let authority: TestAuthority;
let issuer: SpecIssuer;
let app: NestFastifyApplication;
let url: string;

/** System API that asks for certificates, as `system-erp` by its own. */
beforeAll(async () => {
  authority = await TestAuthority.create();
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
  const clients = [...['experience-web', 'process-order-to-cash'].map((id) => ({ id, name: id, kind: 'service', scopes: ['erp:read'] })), { id: 'prometheus', name: 'Prometheus', kind: 'partner', scopes: ['metrics:read'] }];
  const config = plainToInstance(StrataConfig, { systems: [], identity: { issuers: [{ issuer: issuer.issuer }], clients } });
  @Module({ imports: [EdgeModule.register(config)], controllers: [ThingsController] })
  class SystemApp {}
  const paths = { ...folder.putLeaf('system', await authority.leaf(['system-erp'])), ca: folder.put('ca.crt', authority.pem) };
  app = await createHttpApp(SystemApp, false, { tls: new ServerTls(new CertificateFiles(paths, 10)) });
  await new Promise<void>((resolve) => {
    app.getHttpServer().listen(0, '127.0.0.1', resolve);
  });
  url = `https://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await app.close();
  await issuer.stop();
  folder.remove();
});

const ctx = (): CallContext => ({ principal: { id: 'anna', scopes: ['erp:read'] }, traceparent: newTraceparent(), deadline: Date.now() + 10_000 });

/** Another process of ours, with the token of a client and what is in the folder under its name. */
async function caller(clientId: string, leaf: Leaf | undefined, ca = authority.pem) {
  const files = new CertificateFiles({ ...(leaf && folder.putLeaf(clientId, leaf)), ca: folder.put(`${clientId}.ca`, ca) }, 10);
  const token = await issuer.token({ sub: clientId, client_id: clientId, scope: 'erp:read', jti: clientId });
  const api = httpClientOf(ThingsApi, routes, url, { current: () => token, refused: () => undefined }, files);
  opened.push(api, files);
  return { call: () => api.readThing(ctx(), {}), files };
}

const named = async (...names: string[]) => authority.leaf(names);
const answerOf = (call: Promise<Answer<{ thing: string }>>) => call.then(({ value }) => value.thing, (error: StrataError) => error);
const codeOf = async (call: Promise<Answer<{ thing: string }>>) => ((await answerOf(call)) as StrataError).details.vendor?.code;

describe('a process that calls another one over mutual TLS', () => {
  it('is let in with its own certificate and its own token', async () => {
    const { call } = await caller('experience-web', await named('experience-web.strata.svc', 'experience-web'));
    expect([await answerOf(call()), await answerOf(call())]).toEqual(['a thing', 'a thing']);
  });

  it.each<[string, () => Promise<Leaf | undefined>, RegExp]>([
    ['none', async () => undefined, /ALERT_CERTIFICATE_REQUIRED|ECONNRESET|UND_ERR_SOCKET/],
    ['one of another authority', async () => (await TestAuthority.create('CN=Others')).leaf(['experience-web']), /ALERT_UNKNOWN_CA|ALERT_DECRYPT_ERROR|ECONNRESET|UND_ERR_SOCKET/],
    ['one that has expired', () => authority.leaf(['experience-web'], { days: -1 }), /ALERT_CERTIFICATE_EXPIRED|ECONNRESET|UND_ERR_SOCKET/],
  ])('does not get through the handshake with %s', async (_, leaf, code) => {
    const { call } = await caller('experience-web', await leaf());
    expect(await codeOf(call())).toMatch(code);
  });

  it.each([['process-order-to-cash'], ['*.strata.svc'], ['experience-web.strata.svc'], ['EXPERIENCE-WEB']])('is not let in with the certificate of %s, whatever its token', async (name) => {
    const { call } = await caller('experience-web', await named(name));
    // It is told apart from whom it calls for, who may try again.
    expect(await answerOf(call())).toMatchObject({ kind: 'unavailable', message: 'the API does not know us' });
  });

  it('is not let in with its own certificate and a token of another process, over the same connection neither', async () => {
    const { files } = await caller('experience-web', await named('experience-web'));
    let [token] = [await issuer.token({ sub: 'experience-web', client_id: 'experience-web', scope: 'erp:read', jti: 'own' })];
    const api = httpClientOf(ThingsApi, routes, url, { current: () => token, refused: () => undefined }, files);
    opened.push(api);
    expect(await answerOf(api.readThing(ctx(), {}))).toBe('a thing');
    token = await issuer.token({ sub: 'process-order-to-cash', client_id: 'process-order-to-cash', scope: 'erp:read', jti: 'taken' });
    expect(await answerOf(api.readThing(ctx(), {}))).toMatchObject({ kind: 'unavailable' });
  });

  it('does not call who shows a certificate of another authority, and has sent nothing then', async () => {
    const { call } = await caller('experience-web', await named('experience-web'), (await TestAuthority.create('CN=Others')).pem);
    // A write whose call was sent would be an unknown outcome.
    expect(await answerOf(call())).toMatchObject({ kind: 'unavailable', details: { vendor: { code: expect.stringMatching(/^(?:UNABLE_TO|SELF_SIGNED|CERT_)/) as unknown } } });
  });
});

describe('a certificate that a process shows to others', () => {
  it('is renewed while it calls: no call fails, and from then on the new one is shown', async () => {
    const { call } = await caller('experience-web', await named('experience-web'));
    let answered = 0;
    const renewals = new AbortController();
    const callers = Array.from({ length: 8 }, async () => {
      while (!renewals.signal.aborted) {
        expect(await answerOf(call())).toBe('a thing');
        answered += 1;
      }
    });
    for (let renewed = 0; renewed < 3; renewed += 1) {
      const before = answered;
      folder.putLeaf('experience-web', await named('experience-web'));
      await expect.poll(() => answered, patiently).toBeGreaterThan(before + 40);
    }
    renewals.abort();
    await Promise.all(callers);
    folder.putLeaf('experience-web', await named('process-order-to-cash'));
    await expect.poll(async () => answerOf(call()), patiently).toMatchObject({ kind: 'unavailable', message: 'the API does not know us' });
    folder.putLeaf('experience-web', await named('experience-web'));
    await expect.poll(async () => answerOf(call()), patiently).toBe('a thing');
  });
});

describe('figures at the port of probes, beside one that asks for certificates', () => {
  let server: Server;
  beforeAll(async () => {
    server = await answerProbes(app.getHttpAdapter().getInstance(), new HttpConfig(), '127.0.0.1', 0);
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  /** As if it came by a proxy: from another machine. */
  const statusOf = async (scope?: string) => {
    const authorization = scope === undefined ? undefined : `Bearer ${await issuer.token({ sub: 'prometheus', client_id: 'prometheus', scope })}`;
    const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9', ...(authorization && { authorization }) } });
    return status;
  };

  it('are told to another machine that may read them, without a certificate', async () => {
    expect(await statusOf('metrics:read')).toBe(200);
  });

  it('are told to no other machine without a token, nor to one that may not', async () => {
    expect([await statusOf(), await statusOf('')]).toEqual([401, 403]);
  });
});
