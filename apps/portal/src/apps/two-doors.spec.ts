import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId, type CallContext } from '#canonical';
import { createHttpApp, Ctx, EdgeModule, OfAccount, Public, Scope, SystemConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { migratedDatabase } from '#store/fixture';
import { PortalClient } from '../portal-client.fixture.js';
import { clientConfig, listening, portalConfig, runPortal, type RunningPortal } from '../portal.fixture.js';

/** What a caller is let in as, told back. */
@Controller('orders')
class OrdersController {
  @Get()
  @Scope('orders:read')
  read(@Ctx() { principal }: CallContext) {
    return principal;
  }
}

const systems = [
  Object.assign(new SystemConfig(), { id: 'trial', kind: 'erp', environment: 'sandbox' }),
  Object.assign(new SystemConfig(), { id: 'live', kind: 'erp', environment: 'production' }),
];
const settings = { systems, portal: { sandboxCustomers: [{ system: 'trial', customers: ['1', '2'] }] } };

let db: DataSource;
let portal: RunningPortal;
let doors: { app: NestFastifyApplication; origin: string }[];
let dana: PortalClient;
let olga: PortalClient;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  portal = await runPortal(made.url, [], {}, settings);
  doors = await Promise.all(
    [1, 2].map(async () => {
      @Module({ imports: [EdgeModule.register(portalConfig(made.url, [clientConfig({ id: 'web' })], {}, settings))], controllers: [OrdersController] })
      class Guarded {}
      const app = await createHttpApp(Guarded, false);
      return { app, origin: await listening(app) };
    }),
  );
  dana = await PortalClient.of(db, portal.origin, 'dana@partner.example');
  olga = await PortalClient.of(db, portal.origin, 'olga@operator.example', 'operator');
});
afterAll(async () => {
  await Promise.all([portal.close(), ...doors.map(({ app }) => app.close())]);
  await db.destroy();
});

const atBoth = async (key: string) => Promise.all(doors.map(async ({ origin }) => {
  const answer = await fetch(`${origin}/orders`, { headers: { 'x-api-key': key } });
  return { status: answer.status, body: (await answer.json()) as { environment: string; plan: string; dataScope: { systems: string[]; customers: string[] } } };
}));
const statuses = async (key: string) => (await atBoth(key)).map(({ status }) => status);
const keyOf = async (appId: string, environment: string, name = 'k') => (await dana.post(`/apps/${appId}/${environment}/keys`, { name, expiresInDays: 1 })).body as { key: { keyId: string }; secret: string };
const appOf = async (name: string) => (await dana.post('/apps', { name })).body.app as { appId: string };

describe('a key of the portal', () => {
  it('lets in at every replica at once, for what its app may see of the sandbox', async () => {
    const { secret } = await keyOf((await appOf('Sandbox')).appId, 'sandbox');
    for (const { status, body } of await atBoth(secret)) {
      expect([status, body.environment, body.plan]).toEqual([200, 'sandbox', 'free']);
      expect(body.dataScope).toEqual({ systems: ['trial'], customers: [toPublicId('trial', '1'), toPublicId('trial', '2')] });
    }
  });

  it.each<[string, (path: string, keyId: string) => Promise<{ status: number }>]>([
    ['that was revoked', (path, keyId) => dana.delete(`${path}/sandbox/keys/${keyId}`)],
    ['that was replaced without an overlap', (path, keyId) => dana.post(`${path}/sandbox/keys/${keyId}/rotation`, { overlapHours: 0 })],
    ['whose app was deleted', (path) => dana.delete(path)],
  ])('%s is out at every replica within 5 s', async (_, end) => {
    const { appId } = await appOf('Ending');
    const { key, secret } = await keyOf(appId, 'sandbox');
    expect(await statuses(secret)).toEqual([200, 200]);
    expect((await end(`/apps/${appId}`, key.keyId)).status).toBeLessThan(300);
    const endedAt = Date.now();
    await expect.poll(() => statuses(secret), { timeout: 8_000, interval: 100 }).toEqual([401, 401]);
    expect(Date.now() - endedAt).toBeLessThan(5_000);
  });

  it('for production is another one, with what the operator gave it, and sees no system of the sandbox', async () => {
    const { appId } = await appOf('Grown up');
    await dana.post(`/apps/${appId}/production-request`, { purpose: 'business' });
    const customers = [toPublicId('live', '77')];
    await olga.post(`/production-requests/${appId}/approval`, { plan: 'partner', scopes: ['orders:read'], customers });
    const [sandbox, production] = [await keyOf(appId, 'sandbox'), await keyOf(appId, 'production')];
    expect([sandbox.secret.slice(0, 11), production.secret.slice(0, 12)]).toEqual(['strata_sbx_', 'strata_live_']);
    expect((await atBoth(production.secret))[0]).toMatchObject({ status: 200, body: { environment: 'production', plan: 'partner', scopes: ['orders:read'], dataScope: { systems: ['live'], customers } } });
    expect((await atBoth(sandbox.secret))[0]!.body.dataScope.systems).toEqual(['trial']);
    // One environment's key by the other's name is none.
    expect(await statuses(sandbox.secret.replace('sbx', 'live'))).toEqual([401, 401]);
  });
});

describe('a handler for who is signed in', () => {
  @Controller('mine')
  class MineController {
    @Get()
    @OfAccount()
    mine() {
      return {};
    }
  }

  it('keeps an app from starting that cannot tell who is', async () => {
    @Module({ imports: [openDoor()], controllers: [MineController] })
    class Closed {}
    await expect(createHttpApp(Closed, false)).rejects.toThrow('these handlers are for who is signed in, and nothing here knows who is: MineController.mine');
  });

  it('is opened by no token and no key; and a session opens nothing else', async () => {
    const { secret } = await keyOf((await appOf('Other doors')).appId, 'sandbox');
    expect((await fetch(`${portal.origin}/portal/v1/apps`, { headers: { 'x-api-key': secret } })).status).toBe(401);
    expect((await fetch(`${doors[0]!.origin}/orders`, { headers: { cookie: dana.cookie } })).status).toBe(401);
  });

  it('says so: one of the portal that says nothing keeps the portal from starting', async () => {
    @Controller('portal/v1/forgotten')
    class ForgottenController {
      @Get()
      forgotten() {
        return {};
      }

      @Get('open')
      @Public()
      open() {
        return {};
      }
    }
    @Module({ imports: [openDoor()], controllers: [ForgottenController] })
    class Portal {}
    await expect(createHttpApp(Portal, false)).rejects.toThrow('ForgottenController.forgotten');
  });
});
