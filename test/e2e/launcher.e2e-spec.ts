import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('says which variable is wrong, and what was expected', async () => {
    const launcher = await Launcher.run(home, { env: { STRATA_TOPOLOGY: 'three' } });
    expect(await launcher.exited()).toBe(1);
    expect(launcher.output).toContain('STRATA_TOPOLOGY is three, expected one or split');
  });
});

describe('a Strata whose launcher is killed hard', () => {
  let strata: RunningStrata | undefined;
  let before: Record<string, number> = {};
  afterAll(async () => {
    await strata?.stop();
    killLiving(before);
  });

  it('starts again with all that it knew, and Ctrl-C leaves nothing of it running', { timeout: 300_000 }, async () => {
    strata = await RunningStrata.start({ topology: 'split', home });
    const web = strata.web();
    const { orderId } = await web.order(await orderOf({ web }, buyers.ordinary, [[items.bolt, '1']]));
    before = (await strata.record()).pids;
    expect(living(before).toSorted()).toEqual(['experience-bi', 'experience-mobile', 'experience-web', 'portal', 'postgres', 'process-order-to-cash', 'restate', 'sandbox', 'system-crm', 'system-erp']);

    const second = await Launcher.run(home, {});
    expect(await second.exited()).toBe(1);
    expect(second.output).toMatch(/Strata already runs here \(process \d+\)/);

    await strata.killLauncher();
    expect(living(before)).toHaveLength(Object.keys(before).length);
    strata = await RunningStrata.start({ topology: 'split', home });
    expect(living(before)).toEqual([]);
    expect(await strata.web().reaches(orderId, 'paid', afterCrashMs)).toMatchObject({ orderId });

    const { pids, launcher } = await strata.record();
    expect(await strata.stop()).toBe(0);
    expect(living({ ...pids, launcher })).toEqual([]);
    expect([existsSync(join(home, 'run.json')), existsSync(join(home, 'demo.json'))]).toEqual([false, false]);
  });
});
