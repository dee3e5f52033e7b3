import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoConfig, Launcher, temporaryHome, type Topology } from '../harness/running-strata.js';

/** Nothing but the app itself is started: what it connects to is somebody else's, and never asked. */
const elsewhere = {
  STRATA_SANDBOX: 'off',
  STRATA_SANDBOX_URL: 'http://127.0.0.1:9',
  DATABASE_URL: 'postgresql://strata@127.0.0.1:9/strata',
  RESTATE_INGRESS_URL: 'http://127.0.0.1:9',
  RESTATE_ADMIN_URL: 'http://127.0.0.1:9',
};

const mistakes: [what: string, change: (text: string) => string, said: string][] = [
  ['an unknown connector', (text) => text.replace('sap-s4hana', 'sap-r3'), ':7 systems.0.connector: no erp connector is called sap-r3; there are sap-s4hana, tryton'],
  ['an unknown setting', (text) => text.replace('pollEvery:', 'pollsEvery:'), ':13 systems.0.pollsEvery: is not a known setting'],
  ['a wrong type', (text) => text.replace('settleAfter: 20000', 'settleAfter: soon'), ':12 systems.0.settleAfter: settleAfter must '],
  ['an option that the connector refuses', (text) => text.replace('budget: {', 'options: { sapClient: 1 }\n    budget: {'), ':14 systems.0.options.sapClient: sapClient must be three digits'],
  ['a lifetime for a read that there is not', (text) => text.replace('budget: {', 'resilience: { readCustomers: { cache: 1 } }\n    budget: {'), ':14 systems.0.resilience.readCustomers: is no read of this system; there are all, findCustomers, '],
  ['a credential that the environment does not hold', (text) => text.replace('{ value: STRATA }', '{ env: ERP_USER }'), ':10 systems.0.credentials.user: the environment variable ERP_USER is not set'],
  ['a missing credential', (text) => text.replace('      password: { value: sandbox }\n', ''), ':9 systems.0.credentials.password: '],
  ['an address that the environment does not hold', (text) => text.replace('baseUrl: { env: STRATA_SANDBOX_URL }', 'baseUrl: { env: ERP_URL }'), 'systems.0.baseUrl: baseUrl must be an address such as https://erp.example.com; it comes from the environment variable ERP_URL, which is not set'],
  ['nobody who could come in', (text) => text.replace('issuer: { env: STRATA_ISSUER }', ''), ' identity: expected an issuer under issuers, or embedded.issuer'],
  ['broken YAML', (text) => text.replace('kind: erp', 'kind: [erp'), ':6 '],
];

describe('a start with a configuration that holds', () => {
  let home: string;
  beforeAll(async () => {
    home = await temporaryHome();
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const startWith = async (change: (text: string) => string, topology: Topology = 'one') => {
    const launcher = await Launcher.run(home, { topology, config: await demoConfig(change), env: elsewhere });
    return { code: await launcher.exited(), output: launcher.output };
  };

  it.each(mistakes)('%s stops, with the file, the line and what was expected', async (_, change, said) => {
    const { code, output } = await startWith(change);
    expect(output).toContain(`configuration: ${join(home, 'strata.config.yaml')}`);
    expect(output).toContain(said);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });

  it('a mistake stops every app alone in the same way', async () => {
    const { code, output } = await startWith((text) => text.replace('pollEvery:', 'pollsEvery:'), 'split');
    expect(output).toContain(':13 systems.0.pollsEvery: is not a known setting');
    expect(code).toBe(1);
  });

  it('no file at all says how to name one', async () => {
    const launcher = await Launcher.run(home, { env: { ...elsewhere, STRATA_CONFIG: join(home, 'nowhere.yaml') } });
    expect(await launcher.exited()).toBe(1);
    expect(launcher.output).toContain(`${join(home, 'nowhere.yaml')} cannot be read; set STRATA_CONFIG to your configuration file`);
  });
});
