import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nodeOptions } from '../../scripts/launcher/node-options.mjs';

interface Service {
  image?: string;
  command?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required?: boolean }[];
  ports?: string[];
  volumes?: string[];
  networks?: string[] | Record<string, unknown>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[] };
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

const folder = resolve('deploy');
const files = ['compose.yaml', 'compose.split.yaml', 'compose.tls.yaml'].map((name) => join(folder, name));
const servicesOf = (file: string) => (parse(readFileSync(file, 'utf8'), { merge: true }) as { services: Record<string, Service> }).services;
const [one, alone, secured] = files.map(servicesOf) as [Record<string, Service>, Record<string, Service>, Record<string, Service>];
/** As Compose puts the second file over the first, for what is looked at here: none of the services but `platform` is in both. */
const split = { ...one, ...alone };
/** And the third over these: of its services environments are merged and mounts added, all else is not in it or takes the place. */
const over = (base: Service, more: Service = {}): Service => ({ ...base, ...more, environment: { ...base.environment, ...more.environment }, volumes: [...(base.volumes ?? []), ...(more.volumes ?? [])] });
const withTls = Object.fromEntries(Object.entries(split).map(([name, service]) => [name, over(service, secured[name])]));
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

describe.each([['in one process', one], ['each alone', split], ['each alone with TLS', withTls]])('services, %s', (_, services) => {
  it('of ours write nothing but /tmp, have no rights, and say when they are ready', () => {
    for (const [name, service] of apps(services)) expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], healthcheck: expect.objectContaining({}) as object });
  });

  it('of ours are asked by what the image brings, which goes by their configuration', () => {
    for (const [name, { healthcheck }] of apps(services)) expect(healthcheck!.test, name).toEqual(['CMD', 'node', 'scripts/is-well.mjs', 'ready']);
    expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^COPY scripts\/is-well\.mjs scripts\/$[^]*^HEALTHCHECK [^]*^ {2}CMD \["node", "scripts\/is-well\.mjs", "live"\]$/m);
    expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^!scripts\/is-well\.mjs$/m);
  });

  it('of ours are run by Node as the launcher runs them', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`exec node ${nodeOptions.join(' ')} `);
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
    const issuer = services === one ? one['platform'] : services['portal'];
    const port = issuer!.environment!['PORT']!;
    expect(issuer!.environment!['STRATA_ISSUER']).toContain(`:${port}/oidc`);
    // Asked inside, where it listens, whatever its address is outside.
    const host = services === one ? '127.0.0.1' : 'portal';
    const protocol = services === withTls ? 'https' : 'http';
    for (const [name, { environment }] of members) expect(environment!['STRATA_ISSUER'], name).toContain(`:-${protocol}://`);
    expect(new Set(members.map(([, { environment }]) => environment?.['STRATA_ISSUER_URL']))).toEqual(new Set([`${protocol}://${host}:${port}/oidc`]));
    expect(issuer!.ports![0]).toBe(`\${STRATA_BIND:-127.0.0.1}:${port}:${port}`);
  });
});

describe('services with TLS between them', () => {
  const members = apps(withTls).filter(([name]) => name !== 'sandbox');
  const certificates = '${STRATA_TLS_FOLDER:?the folder of certificates}';

  it('have certificate, key and authority of their own, in a folder that somebody names and where renewed ones are seen', () => {
    for (const [name, { environment = {}, volumes = [] }] of members) {
      expect(volumes.filter((volume) => volume.includes('/etc/strata-tls')), name).toEqual([`${certificates}/${name}:/etc/strata-tls:ro`]);
      expect(environment, name).toMatchObject({ STRATA_TLS_CERTIFICATE: '/etc/strata-tls/tls.crt', STRATA_TLS_KEY: '/etc/strata-tls/tls.key', NODE_EXTRA_CA_CERTS: '/etc/strata-tls/ca.crt' });
    }
    expect(Object.keys(secured).toSorted()).toEqual(members.map(([name]) => name).toSorted());
  });

  it('ask for certificates where no port is published, and nowhere else', () => {
    const mutual = members.filter(([, { environment }]) => environment!['STRATA_TLS_CLIENT_AUTHORITY'] === '/etc/strata-tls/ca.crt').map(([name]) => name);
    expect(mutual).toEqual(members.filter(([, { ports }]) => ports === undefined).map(([name]) => name));
    expect(mutual.toSorted()).toEqual(['process-order-to-cash', 'system-crm', 'system-erp']);
  });

  it('call one another by https at the name of the certificate, and show their own', () => {
    for (const [name, { environment = {} }] of members) {
      const called = Object.entries(environment).filter(([variable]) => variable.endsWith('_API_URL')).map(([, address]) => new URL(address));
      expect(called.filter(({ protocol, hostname }) => protocol !== 'https:' || !(hostname in withTls)), name).toEqual([]);
      const shown = ['CERTIFICATE', 'KEY', 'AUTHORITY'].map((part) => environment[`STRATA_CLIENT_TLS_${part}`]);
      expect(shown, name).toEqual(called.length === 0 ? [undefined, undefined, undefined] : ['/etc/strata-tls/tls.crt', '/etc/strata-tls/tls.key', '/etc/strata-tls/ca.crt']);
    }
  });

  it('are asked how they are at a port that wants no certificate, which is not published', () => {
    for (const [name, { environment, ports = [] }] of members) {
      expect(environment!['STRATA_HEALTH_PORT'], name).toBe('3100');
      expect(ports.join(), name).not.toContain('3100');
    }
  });
});
