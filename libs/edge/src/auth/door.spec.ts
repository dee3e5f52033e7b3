import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module, type Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext } from '#canonical';
import { encodePrincipal, WorkListApi } from '#contracts';
import { Ctx } from '../call-context.js';
import { EdgeModule } from '../edge.module.js';
import { openDoor } from './open-door.fixture.js';
import { createHttpApp, startHttpApp } from '../http-app.js';
import { Public, rightsOf, Scope } from './declared-rights.js';
import { GuardedApp } from './door.fixture.js';
import { issuerKey, SpecIssuer } from './issuer.fixture.js';

const flow = { id: 'flow', scopes: [], dataScope: { customers: ['c1'] } };
const clients = [
  { id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read', 'orders:write', 'items:read'] },
  { id: 'process', name: 'Process', kind: 'service', scopes: ['orders:read'] },
  { id: 'monitor', name: 'Monitor', kind: 'partner', scopes: ['metrics:read'] },
  { id: 'bound', name: 'Bound', kind: 'partner', scopes: ['orders:read'], dpopBound: true },
];

let issuer: SpecIssuer;
let app: GuardedApp;
beforeAll(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
  app = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients } });
});
afterAll(() => Promise.all([app.close(), issuer.stop()]));

const tokenOf = (client: string, scope = 'orders:read') => issuer.token({ sub: client, client_id: client, scope });

describe('an app', () => {
  it('does not start when nobody said who may come in', async () => {
    @Module({ imports: [EdgeModule] })
    class Forgetful {}
    await expect(startHttpApp(Forgetful, { host: '127.0.0.1', port: 0 })).rejects.toThrow('the exported Authenticator');
  });

  const start = async (controller: Type) => {
    @Module({ imports: [openDoor()], controllers: [controller] })
    class Started {}
    return createHttpApp(Started, false);
  };

  it('does not start while a handler does not say who may call it, and names each', async () => {
    @Controller('parcels')
    class ParcelsController {
      @Get()
      @Scope('orders:read')
      list() {}

      @Get('one')
      read() {}

      @Get('two')
      readTwo() {}

      ofNobody() {}
    }
    await expect(start(ParcelsController)).rejects.toThrow('these handlers say neither by which scope they are called nor that anybody may: ParcelsController.read, ParcelsController.readTwo');
  });

  it('takes the word of the controller for what a handler does not say', async () => {
    @Controller('parcels')
    @Public()
    class ParcelsController {
      @Get()
      list() {}
    }
    await (await start(ParcelsController)).close();
    expect(rightsOf(ParcelsController, ParcelsController.prototype.list)).toMatchObject({ isPublic: true });
  });
});

describe('a controller that answers a contract', () => {
  @Controller('work')
  class WorkController {
    constructor(readonly workList: WorkListApi) {}
    @Get()
    listExceptions() {}
    @Get('other')
    other() {}
  }

  @Controller('work')
  class ScreenController {
    constructor(
      readonly workList: WorkListApi,
      readonly more: GuardedApp,
    ) {}
    @Get()
    listExceptions() {}
  }

  it('is called by the scopes of its operations, and by none where there is no operation of that name', () => {
    expect(rightsOf(WorkController, WorkController.prototype.listExceptions)).toEqual({ isPublic: false, scopes: ['operations:read'], ofHolder: true, fromLoopback: false });
    expect(rightsOf(WorkController, WorkController.prototype.other)).toBeUndefined();
  });

  it('is not one that uses the contract beside others', () => {
    expect(rightsOf(ScreenController, ScreenController.prototype.listExceptions)).toBeUndefined();
  });
});

describe('who comes without a credential', () => {
  it.each(['GET', 'HEAD', 'POST'] as const)('is told what to bring, and nothing else: %s', async (method) => {
    const { statusCode, headers, body } = await app.app.inject({ method, url: '/guarded/orders?colour=red', ...(method === 'POST' && { payload: {} }) });
    expect([statusCode, headers['www-authenticate']]).toEqual([401, ['Bearer', 'DPoP algs="ES256 EdDSA Ed25519 RS256 PS256"']]);
    expect(method === 'HEAD' || (JSON.parse(body) as { detail: string }).detail.startsWith('a credential is missing')).toBe(true);
  });

  it('gets what is public, and learns that nothing else is there', async () => {
    const statuses = await Promise.all(['/guarded/public', '/health/live', '/health/ready', '/nowhere'].map(async (path) => (await app.get(path)).status));
    expect(statuses).toEqual([200, 200, 200, 404]);
  });
});

describe('a credential', () => {
  it.each(['bearer', 'BEARER', 'BeArEr', 'Bearer  '])('may be introduced as %j', async (scheme) => {
    expect((await app.get('/guarded/orders', { authorization: `${scheme} ${await tokenOf('web')}` })).status).toBe(200);
  });

  it.each(['Basic', 'Token', 'BearerX', 'Bearer\t', 'Bearer,', ''])('is none when introduced as %j', async (scheme) => {
    const { status, body } = await app.get('/guarded/orders', { authorization: `${scheme} ${await tokenOf('web')}` });
    expect([status, body.detail]).toEqual([401, 'the credential is malformed']);
  });

  it.each(['', 'Bearer', 'Bearer ', ' '])('is none when it is %j', async (authorization) => {
    expect((await app.get('/guarded/orders', { authorization })).status).toBe(401);
  });

  it('is one: not a token and a key', async () => {
    const { status } = await app.with(await tokenOf('web'), { 'x-api-key': `strata_sbx_${'0'.repeat(16)}_${'x'.repeat(43)}` });
    expect(status).toBe(401);
  });

  it('is said once', async () => {
    const server = app.app.getHttpServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const said = async (headers: string) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(`GET /guarded/orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${headers}\r\n\r\n`);
      return (await text(socket)).slice(9, 12);
    };
    const bearer = `Bearer ${await tokenOf('web')}`;
    expect(await said(`authorization: ${bearer}`)).toBe('200');
    expect(await said(`authorization: ${bearer}\r\nAuthorization: ${bearer}`)).toBe('401');
    expect(await said(`authorization: Basic x\r\nAUTHORIZATION: ${bearer}`)).toBe('401');
    expect(await said(`authorization: Bearer \xff\xfe.\x80.b`)).toBe('401');
    expect(await said(`authorization: Bearer ${'a'.repeat(20_000)}.b.c`)).toBe('431');
  });

  it('that must be bound to a key is not taken without a proof', async () => {
    expect((await app.with(await tokenOf('bound'))).status).toBe(401);
  });
});

describe('who lacks a scope', () => {
  it('is told which, whatever else the request is', async () => {
    const { status, headers, body } = await app.with(await tokenOf('web', 'items:read'));
    expect([status, headers['www-authenticate'], body]).toEqual([403, 'Bearer error="insufficient_scope", scope="orders:read"', expect.objectContaining({ kind: 'forbidden', detail: 'this needs the scope orders:read, which the credential does not carry' })]);
  });

  it('may do what only wants to know who it is', async () => {
    expect((await app.get('/guarded/me', { authorization: `Bearer ${await tokenOf('web', '')}` })).status).toBe(200);
  });

  it('does not have it because its token says so, when its client may not', async () => {
    expect((await app.with(await tokenOf('monitor'))).status).toBe(403);
  });
});

describe('on whose behalf a call is', () => {
  const header = { 'strata-principal': encodePrincipal({ ...flow, scopes: ['orders:read'] }) };

  it('is believed of our own processes, whose own scopes count too', async () => {
    const { status, body } = await app.with(await tokenOf('process'), header);
    expect([status, body]).toEqual([200, { principal: { ...flow, scopes: ['orders:read'] }, actor: { id: 'process', scopes: ['orders:read'] } }]);
    expect((await app.with(await tokenOf('process', ''), header)).status).toBe(403);
    expect((await app.with(await tokenOf('process'), { 'strata-principal': encodePrincipal(flow) })).status).toBe(403);
  });

  it('is believed of nobody else', async () => {
    expect((await app.with(await tokenOf('web'), header)).status).toBe(401);
    expect((await app.with(await issuer.token({ strata_kind: 'service' }), header)).status).toBe(401);
    expect((await app.get('/guarded/orders', header)).status).toBe(401);
  });

  it.each(['', 'nonsense', '{}', Buffer.from('null').toString('base64url'), encodePrincipal({ id: 'x', scopes: 'orders:read' as never }), encodePrincipal({ ...flow, dataScope: { customers: 'c1' as never } }), encodePrincipal({ ...flow, dataScope: { everything: ['c1'] } as never }), `${encodePrincipal(flow)}, ${encodePrincipal(flow)}`])('is not half understood: %j', async (value) => {
    expect((await app.with(await tokenOf('process'), { 'strata-principal': value })).status).toBe(401);
  });
});

describe('how urgent a call is', () => {
  const order = { 'strata-priority': 'order' };
  const urgency = async (token: string, more: Record<string, string> = {}) => (await app.get('/guarded/urgency', { authorization: `Bearer ${token}`, ...order, ...more })).body;

  it('is believed of our own processes, and of nobody else', async () => {
    expect(await urgency(await tokenOf('web'))).toEqual({ priority: 'screen' });
    expect(await urgency(await tokenOf('process'))).toEqual({ priority: 'order' });
    expect(await urgency(await tokenOf('process'), { 'strata-principal': encodePrincipal({ ...flow, scopes: ['orders:read'] }) })).toEqual({ priority: 'order' });
  });
});

describe('the metrics', () => {
  const scrape = async (remoteAddress: string, headers: Record<string, string> = {}) => (await app.app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;

  it('are for this machine, by the address that it comes from', async () => {
    expect([await scrape('127.0.0.1'), await scrape('::1'), await scrape('::ffff:127.0.0.1')]).toEqual([200, 200, 200]);
    expect([await scrape('10.0.0.7'), await scrape('10.0.0.7', { 'x-forwarded-for': '127.0.0.1' }), await scrape('::ffff:10.0.0.7')]).toEqual([401, 401, 401]);
  });

  it('are not for whom a proxy on this machine brings', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) expect([name, await scrape('127.0.0.1', { [name]: '127.0.0.1' })]).toEqual([name, 401]);
  });

  it('are not for a page that leads a browser on this machine here under a name of its own', async () => {
    const named = (host: string) => scrape('127.0.0.1', { host });
    expect([await named('evil.example'), await named('localhost.evil.example:3000'), await named('127.0.0.1.evil.example')]).toEqual([401, 401, 401]);
    expect([await named('localhost:3000'), await named('127.0.0.1:3000'), await named('[::1]:3000'), await named('LOCALHOST')]).toEqual([200, 200, 200, 200]);
  });

  it('are for others by their scope', async () => {
    expect(await scrape('10.0.0.7', { authorization: `Bearer ${await tokenOf('monitor', 'metrics:read')}` })).toBe(200);
    expect(await scrape('10.0.0.7', { authorization: `Bearer ${await tokenOf('web')}` })).toBe(403);
  });
});

it('nobody is somebody where nobody was asked: a public handler has no caller', async () => {
  @Controller('open')
  @Public()
  class OpenController {
    @Get()
    read(@Ctx() ctx: CallContext) {
      return ctx;
    }
  }
  @Module({ imports: [openDoor()], controllers: [OpenController] })
  class Open {}
  const open = await createHttpApp(Open, false);
  expect((await open.inject({ url: '/open' })).statusCode).toBe(401);
  await open.close();
});
