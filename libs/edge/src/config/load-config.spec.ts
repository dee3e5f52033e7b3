import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, loadConfig } from './load-config.js';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-config-'));
  file = join(folder, 'strata.config.yaml');
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(file, text);
  return loadConfig(file, env);
}

function complaint(text: string, env: NodeJS.ProcessEnv = {}): string {
  try {
    load(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message.replaceAll(file, 'file');
  }
  return 'none';
}

const erp = `systems:
  - id: erp-eu
    kind: erp
    connector: sap-s4hana
    baseUrl: https://erp.example.com
    credentials:
      user: { env: ERP_USER }
`;

describe('a configuration', () => {
  it('has defaults for everything but its systems', () => {
    const { systems, apis, database, restate, orderToCash } = load(erp);
    expect(systems).toHaveLength(1);
    expect([apis, database, restate, orderToCash].map((part) => Object.values({ ...part }).filter((each) => each !== undefined))).toEqual([[], [], [], []]);
  });

  it('takes values from the environment', () => {
    const { database } = load(`${erp}database: { url: { env: DATABASE_URL } }\n`, { DATABASE_URL: 'postgresql://u:p@host/db' });
    expect(database.url).toBe('postgresql://u:p@host/db');
  });

  it('takes values from files, without the line break at their end', () => {
    const secret = join(folder, 'database-url');
    writeFileSync(secret, 'postgresql://u:p@host/db\n');
    expect(load(`${erp}database: { url: { file: '${secret}' } }\n`).database.url).toBe('postgresql://u:p@host/db');
  });

  it('leaves out what the environment does not say', () => {
    const { database, apis } = load(`${erp}database: { url: { env: DATABASE_URL } }\napis:\n  erp: { url: { env: ERP_API } }\n`);
    expect([database.url, apis.erp?.url]).toEqual([undefined, undefined]);
  });

  it('takes one address of the engine or several, as a list or as one text', () => {
    const both = ['http://a:8080', 'http://b:8080'];
    expect(load(`${erp}restate: { ingress: http://a:8080 }\n`).restate.ingress).toEqual(['http://a:8080']);
    expect(load(`${erp}restate: { ingress: [http://a:8080, http://b:8080] }\n`).restate.ingress).toEqual(both);
    expect(load(`${erp}restate: { ingress: { env: NODES } }\n`, { NODES: 'http://a:8080, http://b:8080' }).restate.ingress).toEqual(both);
  });

  it('names secrets and does not read them', () => {
    expect(load(erp, { ERP_USER: 'STRATA' }).systems[0]?.credentials).toEqual({ user: { env: 'ERP_USER' } });
    expect(load(erp.replace('env: ERP_USER', 'file: /run/secrets/absent')).systems[0]?.credentials).toEqual({ user: { file: '/run/secrets/absent' } });
  });

  it('holds the credentials of a sandbox itself, which are no secrets', () => {
    expect(load(`${erp.replace('env: ERP_USER', 'value: STRATA')}    environment: sandbox\n`).systems[0]?.credentials).toEqual({ user: { value: 'STRATA' } });
  });

  it("hands a connector's own options on, with where they stand", () => {
    const config = load(`${erp}    options:\n      plants:\n        - 1010\n`);
    expect(config.systems[0]?.options).toEqual({ plants: [1010] });
    expect(config.locate(['systems', 0, 'options', 'plants', 0])).toBe(`${file}:10`);
    expect(config.locate(['systems', 0, 'options', 'absent'])).toBe(`${file}:8`);
  });
});

describe('a wrong configuration stops the start, with the line and what was expected', () => {
  it.each([
    ['a file that is not there', undefined, 'nowhere.yaml cannot be read; set STRATA_CONFIG to your configuration file'],
    ['an empty file', '', 'file:1 expected a map with systems:'],
    ['a list', '- erp\n', 'file:1 expected a map with systems:'],
    ['no systems', 'database: { connections: 10 }\n', 'file:1 systems: '],
    ['an empty list of systems', '# ours\nsystems: []\n', 'file:2 systems: systems must contain at least 1 element'],
    ['a misspelled setting', `${erp}databse: { url: x }\n`, 'file:8 databse: is not a known setting'],
    ['a misspelled setting of a system', erp.replace('connector:', 'conector:'), 'file:4 systems.0.conector: is not a known setting'],
    ['an unknown kind', erp.replace('kind: erp', 'kind: wms'), 'file:3 systems.0.kind: kind must be one of the following values: erp, crm'],
    ['an id with capitals', erp.replace('erp-eu', 'ERP EU'), 'file:2 systems.0.id: id must be lower-case letters, digits and dashes, such as erp-eu'],
    ['an address without a scheme', erp.replace('https://', ''), 'file:5 systems.0.baseUrl: baseUrl must be an address such as https://erp.example.com'],
    ['a figure out of its bounds', `${erp}    budget:\n      inFlight: 0\n`, 'file:9 systems.0.budget.inFlight: inFlight must not be less than 1'],
    ['a rate that is none', `${erp}    budget:\n      callsPerSecond: 0.5\n`, 'file:9 systems.0.budget.callsPerSecond: callsPerSecond must not be less than 1'],
    ['an address of the engine among good ones', `${erp}restate: { ingress: [http://a:8080, b] }\n`, 'file:8 restate.ingress: ingress must be an address such as http://127.0.0.1:8080, or a list of them'],
    ['neither on nor off', `${erp}sharePorts: maybe\n`, 'file:8 sharePorts: sharePorts must be a boolean value'],
    ['a word where a figure belongs', `${erp}    settleAfter: soon\n`, 'file:8 systems.0.settleAfter: settleAfter must '],
    ['an address of another database', `${erp}database:\n  url: mysql://host/db\n`, 'file:9 database.url: url must be an address such as postgresql://user:password@host:5432/strata'],
    ['one id for two systems', `${erp}${erp.replace('systems:\n', '')}`, 'file:8 systems.1.id: erp-eu is used twice'],
    ['a reference that names no variable', `${erp}database: { url: { env: [A] } }\n`, 'file:8 database.url: env must name an environment variable'],
    ['a file of a secret that is not there', `${erp}database: { url: { file: /nowhere/url } }\n`, 'file:8 database.url: the file /nowhere/url cannot be read (ENOENT)'],
    ['broken YAML', 'systems:\n  - id: "erp\n', 'file:3 '],
  ])('%s', (_, text, expected) => {
    const said = text === undefined ? failureOf(() => loadConfig('nowhere.yaml', {})) : complaint(text);
    expect(said.slice(0, expected.length)).toBe(expected);
  });

  it.each([
    ['is written down', '{ value: STRATA }', 'is written down, which only a system of the environment sandbox may have; expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }'],
    ['is no reference', 'hush', 'expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }'],
    ['is nothing', '', 'expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }'],
    ['is at two places', '{ env: ERP_USER, file: user }', 'expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }'],
    ['is half a reference to a vault', '{ vault: { path: erp } }', 'expected a reference: { env: NAME }, { file: PATH } or { vault: { path: PATH, field: NAME } }'],
    ['is in a vault that there is not', '{ vault: { path: erp, field: user } }', 'there is no vault: expected vault.address and a way to sign in'],
  ])('a credential of a system that %s', (_, given, expected) => {
    expect(complaint(erp.replace('{ env: ERP_USER }', given))).toBe(`file:7 systems.0.credentials.user: ${expected}`);
  });

  it('a variable that is needed and not set, by its name', () => {
    const text = erp.replace('https://erp.example.com', '{ env: ERP_URL }');
    expect(complaint(text)).toBe('file:5 systems.0.baseUrl: baseUrl must be an address such as https://erp.example.com; it comes from the environment variable ERP_URL, which is not set');
    expect(complaint(text, { ERP_URL: 'https://erp.example.com' })).toBe('none');
  });

  it('everything that is wrong at once', () => {
    expect(complaint(erp.replace('kind: erp', 'kind: wms').replace('https://', '')).split('\n')).toHaveLength(2);
  });
});

function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'none';
}
