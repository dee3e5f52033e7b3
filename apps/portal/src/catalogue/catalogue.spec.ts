import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { CatalogueModule } from './catalogue.module.js';
import type { ApiDetail, ApiSummary } from './catalogue.view.js';
import type { ApiDocument } from './documents.js';

const issuer = 'https://strata.example.com/oidc';
const folder = mkdtempSync(join(tmpdir(), 'strata-catalogue-'));
const archive = Buffer.from([0x1f, 0x8b, 1, 2, 3]);

const orders: ApiDocument & { openapi: string } = {
  openapi: '3.1.0',
  info: { title: 'Orders', description: 'From a wish to cash.', version: '2.1.0', 'x-strata-layer': 'process', 'x-strata-owner': 'Order management', 'x-strata-audience': 'Order desks', 'x-strata-lifecycle': 'deprecated', 'x-strata-sunset': '2027-06-30' },
  paths: {
    '/orders': {
      get: { operationId: 'listOrders', summary: 'Orders', security: [{ oauth2: ['orders:read'] }, { apiKey: [] }] },
      post: { operationId: 'placeOrder', summary: 'Places one', security: [{ oauth2: ['orders:write', 'items:read'] }], deprecated: true, 'x-strata-sunset': '2027-01-31' },
    },
  },
  components: { securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: '/oidc/token' } } }, apiKey: {} } },
};
const changes = [
  { version: '2.2.0', changes: [{ kind: 'added', breaking: false, text: 'not released yet' }] },
  { version: '2.1.0', date: '2026-11-20', changes: [{ kind: 'removed', breaking: true, text: 'The field `note` went', operation: 'listOrders' }] },
  { version: '2.0.0', date: '2026-10-01', changes: [] },
];

let app: NestFastifyApplication;
beforeAll(async () => {
  cpSync('openapi', join(folder, 'apis'), { recursive: true });
  cpSync('docs/guides', join(folder, 'guides'), { recursive: true });
  writeFileSync(join(folder, 'apis/orders.json'), JSON.stringify(orders));
  writeFileSync(join(folder, 'apis/changelog.json'), JSON.stringify({ apis: { orders: changes } }));
  writeFileSync(join(folder, 'typescript.tgz'), archive);
  mkdirSync(join(folder, 'web'));
  writeFileSync(join(folder, 'web/reference.html'), '<title>the reference</title>');
  app = await serving(folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function serving(from: string): Promise<NestFastifyApplication> {
  const config = Object.assign(new StrataConfig(), { systems: [], addresses: { bi: 'https://bi.example.com' } });
  class Portal {}
  return createHttpApp({ module: Portal, imports: [openDoor(), CatalogueModule.register(config, issuer, from, join(from, 'web'))] }, false);
}

const get = (path: string) => request(app.getHttpServer()).get(`/portal/v1${path}`);

describe('the catalogue', () => {
  it('tells everybody of every API who owns it, on which layer, for whom, how far along, and experiences first, the web before others', async () => {
    const { status, body } = await get('/apis');
    const apis = body.apis as ApiSummary[];
    expect(status).toBe(200);
    expect(apis.map(({ id }) => id)).toEqual(['experience-web', 'experience-mobile', 'experience-bi', 'orders', 'process-order-to-cash', 'system-crm', 'system-erp', 'portal']);
    for (const api of apis) {
      for (const said of [api.title, api.owner, api.audience, api.version, api.description]) expect(said).toMatch(/\w/);
      expect(['experience', 'process', 'system', 'portal']).toContain(api.layer);
      expect(api.operations).toBeGreaterThan(0);
    }
    expect(apis[3]).toEqual({ id: 'orders', title: 'Orders', layer: 'process', owner: 'Order management', audience: 'Order desks', version: '2.1.0', lifecycle: 'deprecated', sunset: '2027-06-30', description: 'From a wish to cash.', operations: 2, latestChange: '2026-11-20', document: '/portal/v1/apis/orders/document' });
  });

  it('tells of one its operations with the scopes that each needs, what is on its way out and when, and what changed', async () => {
    const body = (await get('/apis/orders')).body as ApiDetail;
    expect(body.operationList).toEqual([
      { method: 'GET', path: '/orders', operationId: 'listOrders', summary: 'Orders', scopes: ['orders:read'] },
      { method: 'POST', path: '/orders', operationId: 'placeOrder', summary: 'Places one', scopes: ['orders:write', 'items:read'], deprecated: true, sunset: '2027-01-31' },
    ]);
    expect(body.changelog).toEqual(changes);
  });

  it('knows nothing of what changed where no release came before', async () => {
    const { body } = await get('/apis/experience-web');
    expect([body.changelog, body.latestChange]).toEqual([[], undefined]);
  });

  it.each(['/apis/nothing', '/apis/changelog', '/apis/..%2f..%2fpackage', '/apis/nothing/document', '/guides/operate', '/guides/nothing'])('has no %s', async (path) => {
    const { status, headers } = await get(path);
    expect([status, headers['content-type']]).toEqual([404, expect.stringContaining('application/problem+json')]);
  });
});

describe('the document of an API', () => {
  it('says where this installation answers and gives tokens', async () => {
    const { body } = await get('/apis/experience-web/document');
    expect(body.servers).toEqual([{ url: 'https://strata.example.com' }]);
    expect(body.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl).toBe('https://strata.example.com/oidc/token');
    expect((await get('/apis/experience-bi/document')).body.servers).toEqual([{ url: 'https://bi.example.com' }]);
  });

  it('is else the committed one', async () => {
    const { body } = await get('/apis/system-crm/document');
    const committed = JSON.parse(readFileSync('openapi/system-crm.json', 'utf8')) as Record<string, object>;
    expect([body.paths, body.info, body.components.schemas]).toEqual([committed['paths'], committed['info'], (committed['components'] as { schemas: object }).schemas]);
  });

  it('is sent once to whoever keeps it', async () => {
    const { headers } = await get('/apis/orders/document');
    expect(headers['cache-control']).toBe('public, no-cache');
    const again = await get('/apis/orders/document').set('if-none-match', headers['etag']!);
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get('/apis/system-erp/document').set('if-none-match', headers['etag']!)).status).toBe(200);
  });
});

describe('guides', () => {
  it('are those for callers, each with what it is about', async () => {
    const { body } = await get('/guides');
    expect(body.guides.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(['web', 'mobile', 'order-desk', 'bi', 'security']));
    const web = body.guides.find(({ id }: { id: string }) => id === 'web');
    expect(web.title).toBe('Screens for browsers');
    expect(web.summary).toMatch(/^Calls to copy, from top to bottom/);
  });

  it('link to pages of the portal, and to nothing that has none', async () => {
    const { body } = await get('/guides/web');
    expect(body.markdown).toContain('[openapi/experience-web.json](/portal/apis/experience-web)');
    expect(body.markdown).toContain('[clients/typescript](/portal/client)');
    const all = await Promise.all(['web', 'mobile', 'order-desk', 'bi', 'security'].map(async (id) => (await get(`/guides/${id}`)).body.markdown as string));
    const links = all.flatMap((markdown) => [...markdown.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link));
    expect(links.filter((link) => !/^(#|https?:|\/portal\/)/.test(link!))).toEqual([]);
  });
});

describe('calls of guides', () => {
  const markdownOf = async (id: string) => (await get(`/guides/${id}`)).body.markdown as string;

  it('are for who has an app and nothing of ours: with a key of it, a customer of its own, and no command of the repository', async () => {
    const web = await markdownOf('web');
    expect(web).toContain('auth="x-api-key: YOUR_API_KEY"');
    expect(web).toContain('[an app of yours](/portal/apps)');
    expect(web).toContain('customer=$(curl -H "$auth" -s "$web/customers?limit=1"');
    const all = (await Promise.all(['portal', 'web', 'mobile', 'order-desk', 'bi'].map(markdownOf))).flatMap((markdown) => [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, calls]) => calls!));
    expect(all.filter((calls) => /npm run|127\.0\.0\.1|query=\d{7}/.test(calls))).toEqual([]);
  });

  it('go to where each API answers here', async () => {
    expect(await markdownOf('web')).toContain('web=https://strata.example.com/web/v1\n');
    expect(await markdownOf('bi')).toContain("'https://bi.example.com/bi/v1/exports'");
    expect(await markdownOf('portal')).toContain('https://strata.example.com/oidc/token');
  });
});

describe('the reference of an API', () => {
  const read = (id: string) => request(app.getHttpServer()).get(`/portal/apis/${id}/reference`);

  it('is a page that runs our own files alone, and calls the APIs of this installation alone', async () => {
    const { status, text, headers } = await read('experience-web');
    const policy = Object.fromEntries(headers['content-security-policy']!.split('; ').map((each) => [each.split(' ')[0], each.split(' ').slice(1)]));
    expect([status, text, headers['cache-control']]).toEqual([200, '<title>the reference</title>', 'no-store']);
    expect(policy).toMatchObject({ 'default-src': ["'none'"], 'script-src': ["'self'"], 'connect-src': ["'self'", 'https://bi.example.com'], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'none'"] });
  });

  it('is not found of an API that there is not', async () => {
    const { status, text } = await read('nothing');
    expect([status, text]).toEqual([404, '<title>the reference</title>']);
  });
});

it('the client is what npm installs', async () => {
  const { status, headers, body } = await get('/clients/typescript.tgz').buffer();
  expect([status, headers['content-type'], Buffer.compare(body as Buffer, archive)]).toEqual([200, 'application/gzip', 0]);
  expect((await get('/clients/typescript.tgz').set('if-none-match', headers['etag']!)).status).toBe(304);
});

it('a build that brought nothing has an empty catalogue', async () => {
  const empty = join(folder, 'none');
  const bare = await serving(empty);
  expect((await request(bare.getHttpServer()).get('/portal/v1/apis')).body).toEqual({ apis: [] });
  for (const path of ['/portal/v1/clients/typescript.tgz', '/portal/apis/experience-web/reference']) expect((await request(bare.getHttpServer()).get(path)).status).toBe(404);
  await bare.close();
});
