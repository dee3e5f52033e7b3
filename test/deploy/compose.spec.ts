import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image?: string;
  command?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required?: boolean }[];
  ports?: string[];
  networks?: string[] | Record<string, unknown>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

const folder = resolve('deploy');
const files = ['compose.yaml', 'compose.split.yaml'].map((name) => join(folder, name));
const servicesOf = (file: string) => (parse(readFileSync(file, 'utf8'), { merge: true }) as { services: Record<string, Service> }).services;
const [one, alone] = files.map(servicesOf) as [Record<string, Service>, Record<string, Service>];
/** As Compose puts the second file over the first, for what is looked at here: none of the services but `platform` is in both. */
const split = { ...one, ...alone };
const apps = (services: Record<string, Service>) => Object.entries(services).filter(([, { image, profiles }]) => image === 'strata' && !profiles);

/** Rules of taste, and those that do not see through variables. */
const off = ['no-quotes-in-volumes', 'no-unbound-port-interfaces', 'require-project-name-field', 'require-quotes-in-ports', 'service-container-name-regex', 'service-dependencies-alphabetical-order', 'service-image-require-explicit-tag', 'service-keys-order', 'service-ports-alphabetical-order', 'services-alphabetical-order', 'top-level-properties-order'];
const linter = new DCLinter({ rules: Object.fromEntries(off.map((rule) => [rule, 0 as const])), quiet: true, debug: false, exclude: [] });
const faults = (file: string) => (linter.lintFiles([file], false) as { messages: { rule: string; message: string; line: number }[] }[]).flatMap(({ messages }) => messages.map(({ rule, message, line }) => `${line} ${rule}: ${message}`));

describe('the files of Compose', () => {
  it.each(files)('fit the schema of the Compose specification: %s', (file) => {
    expect(faults(file)).toEqual([]);
  });

  it('would not with a setting that there is not', () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'strata-compose-')), 'compose.yaml');
    writeFileSync(broken, readFileSync(files[0]!, 'utf8').replace('healthcheck:', 'healthchek:'));
    expect(faults(broken).join()).toContain('additional properties');
    rmSync(resolve(broken, '..'), { recursive: true });
  });

  it('run every app of the image that is not the platform, when each runs alone', () => {
    expect(apps(split).map(([, { command }]) => command?.[0]).toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual(['experience-bi', 'experience-mobile', 'experience-web', 'portal', 'process-order-to-cash', 'sandbox', 'system-crm', 'system-erp']);
  });
});

describe.each([['in one process', one], ['each alone', split]])('services, %s', (_, services) => {
  it('of ours write nothing but /tmp, have no rights, and say when they are ready', () => {
    for (const [name, service] of apps(services)) expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], healthcheck: expect.objectContaining({}) as object });
  });

  it('wait only for what is there and says when it is well', () => {
    for (const [name, { depends_on: needs = {} }] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(needs)) expect([condition, services[other]?.healthcheck !== undefined, services[other]?.profiles], `${name} on ${other}`).toEqual(['service_healthy', true, undefined]);
    }
  });

  it('are published on this machine alone unless somebody says otherwise, the database and the engine never', () => {
    for (const [name, { ports = [] }] of Object.entries(services)) for (const port of ports) expect(port, name).toMatch(/^(\$\{STRATA_BIND:-127\.0\.0\.1\}|127\.0\.0\.1):/);
    expect([services['postgres']?.ports, services['restate']?.ports]).toEqual([undefined, undefined]);
  });

  it('have no secret that is written down', () => {
    for (const [name, { environment = {} }] of Object.entries(services)) {
      for (const [variable, value] of Object.entries(environment)) if (/SECRET|PASSWORD|MASTER_KEY/.test(variable)) expect(value, `${name} ${variable}`).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    }
  });

  it('know the secrets of clients where tokens are issued, those of systems where systems are called, and nowhere else', () => {
    const readers = (path: string) => apps(services).filter(([, { env_file: read = [] }]) => read.some((file) => file.path === path)).map(([name]) => name);
    expect([readers('clients.env'), readers('systems.env')]).toEqual(services === one ? [['platform'], ['platform']] : [['portal'], ['system-erp', 'system-crm']]);
    const issuers = apps(services).filter(([, { environment = {} }]) => 'STRATA_OPERATOR_PASSWORD' in environment).map(([name]) => name);
    expect(issuers).toEqual(services === one ? ['platform'] : ['portal']);
  });

  it('issue tokens at one address, inside as outside', () => {
    const members = apps(services).filter(([name]) => name !== 'sandbox');
    expect(new Set(members.map(([, { environment }]) => environment?.['STRATA_ISSUER'])).size).toBe(1);
    const issuer = services === one ? one['platform'] : split['portal'];
    const port = issuer!.environment!['PORT']!;
    expect(issuer!.environment!['STRATA_ISSUER']).toContain(`:${port}/oidc`);
    // Asked inside, where it listens, whatever its address is outside.
    const host = services === one ? '127.0.0.1' : 'portal';
    expect(new Set(members.map(([, { environment }]) => environment?.['STRATA_ISSUER_URL']))).toEqual(new Set([`http://${host}:${port}/oidc`]));
    expect(issuer!.ports![0]).toBe(`\${STRATA_BIND:-127.0.0.1}:${port}:${port}`);
  });
});
