import { get } from 'node:http';
import { join } from 'node:path';
import { issuerEnvironment, memberEnvironment, secretsOf } from './identity.mjs';
import { libraryEnvironment, nodeOptions } from './node-options.mjs';
import { tlsEnvironment } from './tls.mjs';

/** Those that bring the schema up to date; the others get no login that could. */
const migrating = new Set(['platform', 'portal', 'process-order-to-cash']);

/** The sandbox and our own apps: in one process, or each alone. */
export function appRoles(settings, ports) {
  const at = (port) => `http://127.0.0.1:${port}`;
  const { urls, tlsFolder } = settings;
  const ours = (port) => (tlsFolder ? at(port).replace('http:', 'https:') : at(port));
  urls.web = ours(ports.web);
  urls.mobile = ours(ports.mobile ?? ports.web);
  urls.bi = ours(ports.bi ?? ports.web);
  urls.sandbox = settings.sandbox ? at(ports.sandbox) : undefined;
  urls.issuer = settings.issuer ?? `${ours(ports.portal ?? ports.web)}/oidc`;
  urls.portal = new URL('/portal', urls.issuer).href;
  const secrets = { ...secretsOf(settings.home), ...(settings.masterKey && { masterKey: settings.masterKey }) };

  const environment = (name) => ({
    ...memberEnvironment(secrets, { issuer: urls.issuer, name }),
    HOST: '127.0.0.1',
    STRATA_CONFIG: settings.config,
    DATABASE_URL: settings.databaseUrl,
    STRATA_AUDIT_CHECKPOINTS: settings.auditCheckpoints ?? join(settings.home, 'audit'),
    // Also where it stands in our own environment, which they get.
    STRATA_DATABASE_OWNER_URL: migrating.has(name) ? settings.databaseOwnerUrl : undefined,
    RESTATE_INGRESS_URL: settings.restate.ingress,
    RESTATE_ADMIN_URL: settings.restate.admin,
    ...(settings.identityKey && { RESTATE_IDENTITY_KEY: settings.identityKey }),
    STRATA_WORKER_PORT: String(ports.worker),
    ...(urls.sandbox && { STRATA_SANDBOX_URL: urls.sandbox }),
    RESTATE_LOGGING: 'WARN',
    NO_COLOR: '1',
  });
  const node = (name, port, env, { options = nodeOptions, healthPort = port } = {}) => ({
    name,
    command: () => ({ file: settings.node, args: [...options, join(settings.root, 'dist/apps', name, 'src/main.js')], env: { ...libraryEnvironment, ...env(name), PORT: String(port) }, cwd: settings.root }),
    ready: async () => (await fetch(`${at(healthPort)}/health/ready`)).ok,
  });

  const sandbox = settings.sandbox ? node('sandbox', ports.sandbox, () => ({ HOST: '127.0.0.1', STRATA_SANDBOX_HOME: join(settings.home, 'sandbox') }), { options: ['--enable-source-maps'] }) : undefined;
  if (settings.topology === 'one') return { sandbox, own: platforms(node('platform', ports.web, (name) => ({ ...environment(name), ...issuerEnvironment(secrets) })), settings.platforms, ports.web) };

  const role = (name, port, env, { isInner = false } = {}) => {
    const healthPort = ports[`${port}Health`];
    const secured = () => {
      const own = env(name);
      return { ...own, ...tlsEnvironment(tlsFolder, name, { healthPort, isInner, calls: own.STRATA_ERP_API_URL !== undefined }) };
    };
    return node(name, ports[port], secured, { healthPort });
  };
  Object.assign(urls, { erp: ours(ports.erp), crm: ours(ports.crm), orderToCash: ours(ports.orderToCash) });
  const erp = { STRATA_ERP_API_URL: urls.erp };
  const crm = { STRATA_CRM_API_URL: urls.crm };
  const orderToCash = { STRATA_ORDER_TO_CASH_API_URL: urls.orderToCash };
  // The experiences and the process are called from outside; where, the portal says.
  const addresses = { STRATA_WEB_ADDRESS: urls.web, STRATA_MOBILE_ADDRESS: urls.mobile, STRATA_BI_ADDRESS: urls.bi, STRATA_ORDER_TO_CASH_ADDRESS: urls.orderToCash, STRATA_ERP_ADDRESS: urls.erp, STRATA_CRM_ADDRESS: urls.crm };
  const calling = (apis) => (name) => ({ ...environment(name), ...apis });
  return {
    sandbox,
    own: [
      role('portal', 'portal', calling({ ...issuerEnvironment(secrets), ...addresses, ...erp, ...crm })),
      role('system-erp', 'erp', environment, { isInner: true }),
      role('system-crm', 'crm', environment, { isInner: true }),
      role('process-order-to-cash', 'orderToCash', calling({ ...erp, ...crm }), { isInner: true }),
      role('experience-web', 'web', calling({ ...erp, ...crm, ...orderToCash })),
      role('experience-mobile', 'mobile', calling({ ...erp, ...crm, ...orderToCash })),
      role('experience-bi', 'bi', environment),
    ],
  };
}

/** As many processes as are asked for, on one HTTP port and one worker port. */
function platforms(one, count, port) {
  if (count === 1) return [one];
  return Array.from({ length: count }, (_, index) => ({
    ...one,
    name: `platform-${index + 1}`,
    command: () => {
      const { env, ...command } = one.command();
      return { ...command, env: { ...env, STRATA_SHARE_PORTS: 'on' } };
    },
    ready: (pid) => answersAs(pid, port),
  }));
}

/** Which process answers is the kernel's choice for each connection: enough of them meet the one. */
async function answersAs(pid, port) {
  const answers = await Promise.all(Array.from({ length: 12 }, () => readyOn(port)));
  return answers.some(({ status, process }) => status === 'ready' && process === pid);
}

function readyOn(port) {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path: '/health/ready', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.once('error', reject);
  });
}
