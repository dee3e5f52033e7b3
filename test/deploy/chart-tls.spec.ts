import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processSettings } from '#edge';
import { CertificateFolder, TestAuthority } from '#edge/fixture';
import { containerOf, RenderedChart, type Manifest } from './rendered-chart.js';

const tls = new RenderedChart('tls');
const split = new RenderedChart('split');
const inner = ['process-order-to-cash', 'system-crm', 'system-erp'];
const appOf = ({ metadata }: Manifest) => metadata.labels['app.kubernetes.io/component']!;
const apps = tls.deployments().map((deployment) => ({ name: appOf(deployment), pod: deployment.spec!.template.spec!, container: containerOf(deployment), env: new Map(containerOf(deployment).env!.map(({ name, value }) => [name, value])) }));

/** Files that a pod finds: of each secret that is mounted read-only and whole, as its items say. */
function filesOf({ pod, container }: (typeof apps)[number]): { path: string; secret: string }[] {
  return container.volumeMounts!.filter(({ readOnly, subPath }) => readOnly && subPath === undefined).flatMap(({ name, mountPath }) => {
    const secret = pod.volumes!.find((volume) => volume.name === name)?.secret;
    return (secret?.items ?? []).map(({ path }) => ({ path: `${mountPath}/${path}`, secret: secret!.secretName! }));
  });
}

/** What a secret of that name would hold. */
const valueOf = (variable: string) => (/DATABASE/.test(variable) ? 'postgresql://strata@db/strata' : variable === 'STRATA_MASTER_KEY' ? Buffer.alloc(32, 1).toString('base64') : 'x'.repeat(40));

describe('apps with TLS between them', () => {
  const folder = new CertificateFolder();
  beforeAll(async () => {
    const authority = await TestAuthority.create();
    const { cert, key } = await authority.leaf(apps.map(({ name }) => name));
    for (const [file, text] of Object.entries({ 'tls.crt': cert, 'tls.key': key, 'ca.crt': authority.pem, 'strata.config.yaml': tls.configuration() })) folder.put(file, text);
  });
  afterAll(() => folder.remove());

  it.each(apps)('have certificate, key and authority of their own as files: $name', (app) => {
    const named = [...app.env].filter(([name]) => /_TLS_|^NODE_EXTRA_CA_CERTS$/.test(name)).map(([, path]) => path);
    expect(named).toEqual(expect.arrayContaining(['/etc/strata-tls/tls.crt', '/etc/strata-tls/tls.key', '/etc/strata-tls/ca.crt']));
    expect(named.filter((path) => !filesOf(app).some((file) => file.path === path))).toEqual([]);
    expect(new Set(filesOf(app).map(({ secret }) => secret))).toEqual(new Set([`strata-tls-${app.name}`]));
  });

  it.each(apps)('start with them, and ask for certificates where nobody comes from outside: $name', ({ name, env }) => {
    const known = Object.fromEntries([...env].map(([variable, value]) => [variable, value?.replace('/etc/strata-tls', folder.path('.')) ?? valueOf(variable)]));
    const { listen, config: { http, apis } } = processSettings({ ...known, STRATA_CONFIG: folder.path('strata.config.yaml') });
    const [certificate, key, authority] = ['tls.crt', 'tls.key', 'ca.crt'].map((file) => `${folder.path('.')}/${file}`);
    expect(http).toMatchObject({ tls: { certificate, key }, healthPort: 3100 });
    expect([http.tls!.clientAuthority, listen.tls?.isMutual]).toEqual(inner.includes(name) ? [authority, true] : [undefined, false]);
    if (apis.erp?.url !== undefined) expect(apis.tls).toMatchObject({ certificate, key, authority });
  });

  it('answer probes at a port that asks for no certificate and that no policy opens', () => {
    for (const { name, container, env } of apps) {
      const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe].map((probe) => probe!.httpGet!);
      expect(probes.map(({ port, scheme = 'HTTP' }) => [port, scheme]), name).toEqual(Array.from({ length: 3 }, () => ['health', 'HTTP']));
      expect(container.ports, name).toContainEqual({ name: 'health', containerPort: Number(env.get('STRATA_HEALTH_PORT')) });
    }
    const opened = tls.networkPolicies().flatMap(({ spec }) => (spec!.ingress ?? []).flatMap(({ ports }) => ports!.map(({ port }) => port)));
    expect(new Set(opened)).toEqual(new Set(['https', 'worker']));
  });

  it('call one another and the issuer by https, at a service that is there', () => {
    for (const { name, env } of apps) {
      const addresses = [...env].filter(([variable]) => variable.endsWith('_API_URL') || variable === 'STRATA_ISSUER_URL').map(([, value]) => new URL(value!));
      expect(addresses.map(({ protocol, port }) => [protocol, port]), name).toEqual(addresses.map(() => ['https:', '3000']));
      for (const { hostname } of addresses) expect(tls.services().find(({ metadata }) => metadata.name === hostname)?.spec!.ports, hostname).toEqual([{ name: 'https', port: 3000, targetPort: 'https', appProtocol: 'https' }]);
    }
  });

  it('are asked by the ingress controller with TLS, and only those that ask it for no certificate', () => {
    const [ingress] = tls.of<IIngress & Manifest>('Ingress');
    expect((ingress!.metadata as unknown as { annotations: object }).annotations).toEqual({ 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' });
    const backends = ingress!.spec!.rules!.flatMap(({ http }) => http!.paths.map(({ backend }) => backend.service!));
    expect(new Set(backends.map(({ port }) => port!.name))).toEqual(new Set(['https']));
    expect(backends.filter(({ name }) => inner.some((app) => name === `strata-${app}`))).toEqual([]);
    expect(tls.networkPolicies().filter(({ spec }) => JSON.stringify(spec!.ingress).includes('ingress-nginx')).map(appOf)).toEqual(['experience-bi', 'experience-mobile', 'experience-web', 'portal']);
  });
});

it('without TLS no pod is told of certificates, and nothing of it is mounted', () => {
  const pods = split.deployments().map((deployment) => JSON.stringify(deployment.spec!.template.spec));
  expect(pods.filter((pod) => /_TLS_|HEALTH_PORT|strata-tls|3100/.test(pod))).toEqual([]);
});
