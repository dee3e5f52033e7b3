import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppCertificates } from '../harness/app-certificates.js';
import { killLiving, living } from '../harness/living.js';
import { PortalClient } from '../harness/portal-client.js';
import { demoConfig, Launcher, RunningStrata, temporaryHome } from '../harness/running-strata.js';
import { buyers, items, orderOf } from './buyers.js';

/** What was cut off is called again by the engine within 10 s; what may have reached the ERP is asked for over its settling time of 20 s, and only then made again. */
const afterCrashMs = 120_000;

/** What a port of TLS has for who comes without. */
const noPlainHttp = /^(UND_ERR_SOCKET|ECONNRESET|HPE_INVALID_\w+)$/;

let home: string;
beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the start', () => {
  it.each(['STRATA_PORT', 'STRATA_SANDBOX_PORT', 'STRATA_POSTGRES_PORT', 'STRATA_RESTATE_INGRESS_PORT', 'STRATA_WORKER_PORT'])('names a taken port and says that %s changes it', async (variable) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const launcher = await Launcher.run(home, { env: { [variable]: String(port) } });
    try {
      expect(await launcher.exited()).toBe(1);
      expect(launcher.output).toContain(`Port ${port} is taken. Set ${variable} to another one, for example:  ${variable}=`);
      expect(existsSync(join(home, 'run.json'))).toBe(false);
    } finally {
      other.close();
    }
  });

  it.each([
    ['STRATA_TOPOLOGY', 'three', 'STRATA_TOPOLOGY is three, expected one or split'],
    ['STRATA_TLS_FOLDER', 'certificates', 'STRATA_TLS_FOLDER is for STRATA_TOPOLOGY=split'],
  ])('says that %s is wrong, and what was expected', async (variable, value, said) => {
    const launcher = await Launcher.run(home, { env: { [variable]: value } });
    expect(await launcher.exited()).toBe(1);
    expect(launcher.output).toContain(said);
  });
});

describe('a Strata of single apps with TLS in front of them and mutual TLS between them', () => {
  const apps = ['experience-bi', 'experience-mobile', 'experience-web', 'portal', 'process-order-to-cash', 'system-crm', 'system-erp'];
  const callback = 'https://pages.example/callback';
  /** An app that has people sign in. */
  const pages = `    - { id: pages, name: Pages, kind: person, redirectUris: ['${callback}'], scopes: [orders:read] }\n`;
  let certificates: AppCertificates;
  let strata: RunningStrata | undefined;
  let before: Record<string, number> = {};
  const start = async () => RunningStrata.start({ topology: 'split', home, config: await demoConfig((text) => text.replace(/(?= *# Our own processes)/, pages)), env: { STRATA_TLS_FOLDER: certificates.folder } });
  beforeAll(async () => {
    certificates = await AppCertificates.issue(join(home, 'certificates'), apps);
    strata = await start();
  });
  afterAll(async () => {
    await strata?.stop();
    killLiving(before);
  });

  it('takes an order to paid, and its inner apps answer nobody who shows no certificate, or that of somebody else', async () => {
    const web = strata!.web();
    const { orderId } = await web.order(await orderOf({ web }, buyers.streaming, [[items.bolt, '1']]));
    await web.reaches(orderId, 'paid');

    const { ports } = await strata!.record();
    const desk = await strata!.desk().credentials();
    const orders = `https://127.0.0.1:${ports['orderToCash']}/order-to-cash/v1/orders`;
    expect(await certificates.statusOf(orders, desk, await certificates.of('desk'))).toBe(200);
    expect(await certificates.statusOf(orders, desk, await certificates.of('experience-web'))).toBe(401);
    for (const url of [orders, `https://127.0.0.1:${ports['erp']}/health/live`, `https://127.0.0.1:${ports['crm']}/health/live`]) {
      expect([url, await certificates.statusOf(url, desk)]).toEqual([url, expect.stringMatching(/ALERT_CERTIFICATE_REQUIRED|ECONNRESET|UND_ERR_SOCKET/)]);
    }
    expect(await certificates.statusOf(orders.replace('https:', 'http:'), desk)).toMatch(noPlainHttp);
  });

  it('is reached by TLS alone from outside, and shows renewed certificates without a restart', async () => {
    const { urls, pids } = await strata!.record();
    const fronts = ['portal', 'web', 'mobile', 'bi'].map((name) => new URL(urls[name]!).origin);
    for (const front of fronts) {
      const { status, headers } = await fetch(`${front}/health/live`);
      expect([front, status, headers.get('strict-transport-security')]).toEqual([expect.stringMatching(/^https:/), 200, 'max-age=63072000; includeSubDomains']);
      expect(await certificates.statusOf(`${front.replace('https:', 'http:')}/health/live`, {})).toMatch(noPlainHttp);
    }
    const shown = () => Promise.all(fronts.map((front) => certificates.shownAt(front)));
    const first = await shown();
    for (const app of ['portal', 'experience-web', 'experience-mobile', 'experience-bi']) await certificates.renew(app);
    await expect.poll(async () => (await shown()).filter((serial, index) => serial === first[index]), { timeout: 15_000 }).toEqual([]);
    expect((await strata!.record()).pids).toEqual(pids);
  });

  it('gives out addresses by https and cookies that go by nothing else, from sign-in to the first answer', async () => {
    const { urls } = await strata!.record();
    const { origin } = new URL(urls['portal']!);
    const metadata = (await (await fetch(`${urls['issuer']}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
    expect(metadata['issuer']).toBe(`${origin}/oidc`);
    expect(Object.values(metadata).filter((value) => typeof value === 'string' && value.startsWith('http:'))).toEqual([]);

    const asked = new URLSearchParams({ client_id: 'pages', response_type: 'code', scope: 'orders:read', redirect_uri: callback, code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' });
    const signIn = await fetch(`${urls['issuer']}/auth?${asked.toString()}`, { redirect: 'manual' });
    expect(new URL(signIn.headers.get('location')!, urls['issuer']).href).toMatch(`${origin}/oidc/interaction/`);
    const cookies = signIn.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);

    const dana = await new PortalClient(origin).join('dana');
    // Browsers take a cookie of that name by TLS alone.
    expect(dana.session.cookie).toMatch(/^__Host-strata_session=/);
    const { app, credential } = await dana.done('/apps', { name: 'First app' });
    expect(credential.tokenUrl).toBe(`${origin}/oidc/token`);
    const { secret } = await dana.done(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 });
    for (const path of [`${urls['web']}/web/v1/orders`, `${urls['mobile']}/mobile/v1/orders`]) expect((await fetch(path, { headers: { 'x-api-key': secret } })).status).toBe(200);
  });

  it('starts again with all that it knew after its launcher was killed hard, and Ctrl-C leaves nothing of it running', { timeout: 300_000 }, async () => {
    const web = strata!.web();
    const { orderId } = await web.order(await orderOf({ web }, buyers.ordinary, [[items.bolt, '1']]));
    before = (await strata!.record()).pids;
    expect(living(before).toSorted()).toEqual([...apps, 'postgres', 'restate', 'sandbox'].toSorted());

    const second = await Launcher.run(home, {});
    expect(await second.exited()).toBe(1);
    expect(second.output).toMatch(/Strata already runs here \(process \d+\)/);

    await strata!.killLauncher();
    expect(living(before)).toHaveLength(Object.keys(before).length);
    strata = await start();
    expect(living(before)).toEqual([]);
    expect(await strata.web().reaches(orderId, 'paid', afterCrashMs)).toMatchObject({ orderId });

    const { pids, launcher } = await strata.record();
    expect(await strata.stop()).toBe(0);
    expect(living({ ...pids, launcher })).toEqual([]);
    expect([existsSync(join(home, 'run.json')), existsSync(join(home, 'demo.json'))]).toEqual([false, false]);
  });
});
