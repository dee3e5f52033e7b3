import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppCertificates } from '../harness/app-certificates.js';
import { killLiving, living } from '../harness/living.js';
import { Launcher, RunningStrata, temporaryHome } from '../harness/running-strata.js';
import { buyers, items, orderOf } from './buyers.js';

/** What was cut off is called again by the engine within 10 s; what may have reached the ERP is asked for over its settling time of 20 s, and only then made again. */
const afterCrashMs = 120_000;

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

describe('a Strata of single apps with mutual TLS between them', () => {
  const apps = ['experience-bi', 'experience-mobile', 'experience-web', 'portal', 'process-order-to-cash', 'system-crm', 'system-erp'];
  let certificates: AppCertificates;
  let strata: RunningStrata | undefined;
  let before: Record<string, number> = {};
  const start = () => RunningStrata.start({ topology: 'split', home, env: { STRATA_TLS_FOLDER: certificates.folder } });
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
    expect(await certificates.statusOf(orders.replace('https:', 'http:'), desk)).toMatch(/^(UND_ERR_SOCKET|ECONNRESET|HPE_INVALID_\w+)$/);
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
