import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as appsV1 from 'kubernetes-models/apps/v1';
import * as autoscalingV2 from 'kubernetes-models/autoscaling/v2';
import * as networkingV1 from 'kubernetes-models/networking.k8s.io/v1';
import * as policyV1 from 'kubernetes-models/policy/v1';
import * as coreV1 from 'kubernetes-models/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortalModule } from '#apps/portal';
import { processSettings, secretsOf } from '#edge';
import { chart, containerOf, RenderedChart, sourcesHash, valuesOf, type Manifest } from './rendered-chart.js';

const groups: Record<string, Record<string, unknown>> = { 'apps/v1': appsV1, 'autoscaling/v2': autoscalingV2, 'networking.k8s.io/v1': networkingV1, 'policy/v1': policyV1, v1: coreV1 };
type Model = new (manifest: Manifest) => { validate(): void };

const one = new RenderedChart('one');
const split = new RenderedChart('split');
const minimal = new RenderedChart('minimal');
const tls = new RenderedChart('tls');
const both = [one, split];
const whole = [...both, tls];
const apps = (rendered: RenderedChart) => rendered.deployments().map((deployment) => deployment.metadata.labels['app.kubernetes.io/component']!);

describe.each([...whole, minimal])('the chart, rendered as $name', (rendered) => {
  it('was made of the sources as they are: else run `npm run test:deploy -- --write`', () => {
    expect(rendered.sources).toBe(sourcesHash(rendered.name));
  });

  it('fits the schemas of Kubernetes', () => {
    for (const manifest of rendered.manifests) {
      const ModelOfKind = groups[manifest.apiVersion]?.[manifest.kind] as Model | undefined;
      expect(ModelOfKind, `${manifest.apiVersion} ${manifest.kind}`).toBeDefined();
      expect(() => new ModelOfKind!(manifest).validate(), `${manifest.kind} ${manifest.metadata.name}`).not.toThrow();
    }
  });

  it('makes no secret: pods refer to those that there are', () => {
    expect(rendered.of('Secret')).toEqual([]);
    const secrets = rendered.deployments().flatMap((deployment) => containerOf(deployment).env!.filter(({ name, value }) => /SECRET|PASSWORD|MASTER_KEY|DATABASE/.test(name) && value !== undefined));
    expect(secrets).toEqual([]);
  });

  it('runs nothing as root, nothing with rights, nothing that can be written but /tmp, and shows no pod to the cluster', () => {
    for (const deployment of rendered.deployments()) {
      const pod = deployment.spec!.template.spec!;
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } } });
      expect(containerOf(deployment).securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(containerOf(deployment).volumeMounts!.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
    }
  });

  it('asks every app whether it has started, lives and is ready, and bounds its memory', () => {
    for (const deployment of rendered.deployments()) {
      const { startupProbe, livenessProbe, readinessProbe, resources } = containerOf(deployment);
      expect([startupProbe, livenessProbe, readinessProbe].map((probe) => [probe?.httpGet?.path, probe?.httpGet?.port])).toEqual(['/health/live', '/health/live', '/health/ready'].map((path) => [path, rendered === tls ? 'health' : 'http']));
      expect(resources).toMatchObject({ requests: { memory: expect.any(String) as string }, limits: { memory: expect.any(String) as string } });
    }
  });

  it('gives a pod the time that its drain takes, and what comes before and after', () => {
    for (const deployment of rendered.deployments()) {
      const { env, lifecycle } = containerOf(deployment);
      const drainMs = Number(env!.find(({ name }) => name === 'STRATA_DRAIN_WITHIN')?.value ?? 30_000);
      expect(deployment.spec!.template.spec!.terminationGracePeriodSeconds).toBe(lifecycle!.preStop!.sleep!.seconds + drainMs / 1_000 + 15);
    }
  });

  it('has a budget of disruptions for every app, and a service that finds its pods', () => {
    for (const deployment of rendered.deployments()) {
      const app = deployment.metadata.labels['app.kubernetes.io/component'];
      const labels = deployment.spec!.template.metadata!.labels!;
      const service = rendered.services().find(({ metadata }) => metadata.name === deployment.metadata.name)!;
      expect(labels).toMatchObject(service.spec!.selector!);
      expect(rendered.of('PodDisruptionBudget').map(({ metadata }) => metadata.labels['app.kubernetes.io/component'])).toContain(app);
    }
  });

  it('gives the engine an address of the release, which later ones leave there and which also ending pods serve', () => {
    const worker = rendered.services().find(({ metadata }) => metadata.name.includes('-worker-'))!;
    const rollout = `${worker.metadata.labels['app.kubernetes.io/version']}-1`;
    const serving = rendered.deployments().filter(({ spec }) => spec!.template.metadata!.labels!['app.kubernetes.io/component'] === worker.spec!.selector!['app.kubernetes.io/component']);
    expect(worker).toMatchObject({ metadata: { name: `strata-worker-${rollout}`, annotations: { 'helm.sh/resource-policy': 'keep' } }, spec: { publishNotReadyAddresses: true, selector: { rollout } } });
    expect(serving[0]!.spec!.template.metadata!.labels).toMatchObject(worker.spec!.selector!);
    expect(serving.map((deployment) => containerOf(deployment).env!.find(({ name }) => name === 'STRATA_WORKER_URL')?.value)).toEqual([`http://strata-worker-${rollout}.strata.svc:9080`]);
    expect(serving[0]!.spec!.selector.matchLabels).not.toHaveProperty('rollout');
  });
});

describe.each(whole)('the network policies, rendered as $name', (rendered) => {
  it('close every app in both directions', () => {
    expect(rendered.networkPolicies().map(({ spec }) => spec!.podSelector!.matchLabels!['app.kubernetes.io/component'])).toEqual(apps(rendered));
    for (const { spec } of rendered.networkPolicies()) expect(spec!.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it('have no rule without peers and ports: it would open to everybody', () => {
    for (const { spec } of rendered.networkPolicies()) {
      for (const rule of [...(spec!.ingress ?? []).map(({ from, ports }) => [from, ports]), ...(spec!.egress ?? []).map(({ to, ports }) => [to, ports])]) {
        expect(rule.map((list) => (list?.length ?? 0) > 0)).toEqual([true, true]);
      }
    }
  });

  it('let the engine alone to the worker, and nobody else', () => {
    const toWorker = rendered.networkPolicies().flatMap(({ spec }) => (spec!.ingress ?? []).filter(({ ports }) => ports!.some(({ port }) => port === 'worker')));
    expect(toWorker.map(({ from }) => from)).toEqual([[{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'restate' } } }]]);
  });
});

it('lets every app that runs alone to the issuer inside, and the issuer to no other', () => {
  const inside = split.networkPolicies().map(({ metadata, spec }) => [metadata.labels['app.kubernetes.io/component'], JSON.stringify(spec!.egress).includes('"portal"')]);
  expect(inside).toEqual(apps(split).map((app) => [app, app !== 'portal']));
  const portal = split.networkPolicies().find(({ metadata }) => metadata.name === 'strata-portal')!;
  expect(JSON.stringify(portal.spec!.ingress)).toContain(JSON.stringify(apps(split).filter((app) => app !== 'portal')));
  for (const deployment of split.deployments()) expect(containerOf(deployment).env).toContainEqual({ name: 'STRATA_ISSUER_URL', value: 'http://strata-portal:3000/oidc' });
});

it('opens nothing but DNS where no peers are named', () => {
  const [policy] = minimal.networkPolicies();
  expect(policy!.spec!.ingress ?? []).toEqual([]);
  expect(policy!.spec!.egress!.map(({ ports }) => ports)).toEqual([[{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }]]);
});

describe('apps that run alone', () => {
  const variables = (app: string) => containerOf(split.deployments().find(({ metadata }) => metadata.name === `strata-${app}`)!).env!.map(({ name }) => name);

  it('are all there', () => {
    expect(apps(split)).toEqual(['experience-bi', 'experience-mobile', 'experience-web', 'portal', 'process-order-to-cash', 'system-crm', 'system-erp']);
  });

  it('know no secret of one another, but the issuer', () => {
    for (const app of apps(split).filter((name) => name !== 'portal')) expect(variables(app).filter((name) => /^STRATA_SECRET_|OPERATOR/.test(name)), app).toEqual([]);
    expect(variables('portal').filter((name) => name.startsWith('STRATA_SECRET_'))).toEqual(['STRATA_SECRET_PROCESS_ORDER_TO_CASH', 'STRATA_SECRET_EXPERIENCE_WEB', 'STRATA_SECRET_EXPERIENCE_MOBILE', 'STRATA_SECRET_PORTAL']);
    expect(containerOf(split.deployments().find(({ metadata }) => metadata.name === 'strata-experience-web')!).envFrom).toBeUndefined();
  });

  it('are reached from outside only where the outside belongs', () => {
    const open = split.networkPolicies().filter(({ spec }) => JSON.stringify(spec!.ingress).includes('ingress-nginx'));
    expect(open.map(({ metadata }) => metadata.name)).toEqual(['strata-experience-bi', 'strata-experience-mobile', 'strata-experience-web', 'strata-portal', 'strata-process-order-to-cash']);
  });
});

describe.each(both)('what the pods read, rendered as $name', (rendered) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-chart-'));
    writeFileSync(join(folder, 'strata.config.yaml'), rendered.configuration());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a secret of that name would hold. */
  const secret = (name: string) => (/DATABASE/.test(name) ? 'postgresql://strata:password@db/strata' : name === 'STRATA_MASTER_KEY' ? Buffer.alloc(32, 1).toString('base64') : 'x'.repeat(40));
  const environment = (deployment: ReturnType<RenderedChart['deployments']>[number]) =>
    ({ ...Object.fromEntries(containerOf(deployment).env!.map(({ name, value }) => [name, value ?? secret(name)])), STRATA_CONFIG: join(folder, 'strata.config.yaml') });

  it('is a configuration that every app starts with', () => {
    for (const deployment of rendered.deployments()) {
      const { config } = processSettings(environment(deployment));
      expect([config.database.url, config.identity?.embedded.issuer, config.identity?.masterKey, config.systems.length]).toEqual([secret('DATABASE_URL'), 'https://strata.example.com/oidc', secret('STRATA_MASTER_KEY'), 2]);
      const calls = containerOf(deployment).env!.some(({ name }) => name.endsWith('_API_URL'));
      expect(config.identity?.service.clientId).toBe(calls ? deployment.metadata.labels['app.kubernetes.io/component'] : undefined);
    }
  });

  it('makes the issuer with the clients that are named, of which our own have their secrets', () => {
    const issuer = rendered.deployments().find(({ metadata }) => /platform|portal/.test(metadata.name))!;
    const { config } = processSettings(environment(issuer));
    // Once: it registers a data source.
    if (rendered === split) expect(PortalModule.modules(config)).toHaveLength(1);
    const services = rendered === split ? ['process-order-to-cash', 'experience-web', 'experience-mobile', 'portal'] : [];
    expect(config.identity!.clients.map(({ id }) => id)).toEqual(['shop', ...services]);
    expect(config.identity!.clients.filter(({ kind }) => kind === 'service').map(({ secret: known }) => known !== undefined)).toEqual(services.map(() => true));
  });

  it('names the credentials of systems and holds none', async () => {
    const { config } = processSettings(environment(rendered.deployments()[0]!));
    const secrets = await secretsOf(config, 'erp', { ERP_USER: 'u', ERP_PASSWORD: 'p' });
    expect(secrets.secret({ env: 'ERP_PASSWORD' })).toBe('p');
    secrets.onApplicationShutdown();
  });
});

it('the chart and the product are of one version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(valuesOf(join(chart, 'Chart.yaml'))).toMatchObject({ version, appVersion: version });
});
