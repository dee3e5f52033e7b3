import { isAbsolute, join, resolve } from 'node:path';
import { StartFailure } from './terminal.mjs';

/** Ports by name: the variable that changes each, and its default. 0 takes a free one. */
export const portSettings = {
  web: ['STRATA_PORT', 3000],
  sandbox: ['STRATA_SANDBOX_PORT', 4010],
  postgres: ['STRATA_POSTGRES_PORT', 5433],
  restateIngress: ['STRATA_RESTATE_INGRESS_PORT', 8080],
  restateAdmin: ['STRATA_RESTATE_ADMIN_PORT', 9070],
  restateNode: ['STRATA_RESTATE_NODE_PORT', 5122],
  worker: ['STRATA_WORKER_PORT', 9080],
};

/** What the environment asks of the launcher. */
export function launcherSettings(env) {
  const root = resolve(import.meta.dirname, '../..');
  const home = env.STRATA_HOME ? (isAbsolute(env.STRATA_HOME) ? env.STRATA_HOME : resolve(env.STRATA_HOME)) : join(root, '.strata');
  const topology = env.STRATA_TOPOLOGY ?? 'one';
  if (topology !== 'one' && topology !== 'split') throw new StartFailure(`STRATA_TOPOLOGY is ${topology}, expected one or split`);
  const restateNodes = countOf(env, 'STRATA_RESTATE_NODES', [1, 3, 5]);
  const platforms = countOf(env, 'STRATA_PLATFORMS', [1, 0, 2, 3, 4]);
  if (env.STRATA_TLS_FOLDER && topology === 'one') throw new StartFailure('STRATA_TLS_FOLDER is for STRATA_TOPOLOGY=split: it has a certificate for each app');
  if (platforms !== 1 && topology === 'split') throw new StartFailure('STRATA_PLATFORMS is for STRATA_TOPOLOGY=one: of the single apps the launcher starts one each');
  const restate = env.RESTATE_INGRESS_URL && env.RESTATE_ADMIN_URL ? { ingress: env.RESTATE_INGRESS_URL, admin: env.RESTATE_ADMIN_URL } : undefined;
  return {
    root,
    home,
    topology,
    node: join(root, 'node_modules/.bin/node'),
    config: resolve(env.STRATA_CONFIG ?? join(root, 'strata.config.yaml')),
    databaseUrl: env.DATABASE_URL,
    restate,
    identityKey: env.RESTATE_IDENTITY_KEY,
    issuer: env.STRATA_ISSUER,
    masterKey: env.STRATA_MASTER_KEY,
    databaseOwnerUrl: env.STRATA_DATABASE_OWNER_URL,
    auditCheckpoints: env.STRATA_AUDIT_CHECKPOINTS,
    sandbox: env.STRATA_SANDBOX !== 'off',
    tlsFolder: env.STRATA_TLS_FOLDER ? resolve(env.STRATA_TLS_FOLDER) : undefined,
    platforms,
    restateNodes,
    wanted: withNodes(Object.fromEntries(Object.entries(portSettings).map(([name, [variable, fallback]]) => [name, portOf(env, variable, fallback)])), restateNodes),
    /** Filled in as things start. */
    urls: {},
  };
}

/** Further nodes of a cluster of Restate listen on the ports that follow those of the first. */
function withNodes(ports, nodes) {
  const more = ['restateIngress', 'restateAdmin', 'restateNode'].flatMap((name) => Array.from({ length: nodes - 1 }, (_, index) => [`${name}${index + 2}`, ports[name] && ports[name] + index + 1]));
  return { ...ports, ...Object.fromEntries(more) };
}

/** The first of the counts is the default. */
function countOf(env, variable, counts) {
  const count = Number(env[variable] ?? counts[0]);
  if (!counts.includes(count)) throw new StartFailure(`${variable} is ${env[variable]}, expected one of ${counts.toSorted((a, b) => a - b).join(', ')}`);
  return count;
}

function portOf(env, variable, fallback) {
  const port = Number(env[variable] ?? fallback);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new StartFailure(`${variable} is ${env[variable]}, expected a port from 0 to 65535`);
  return port;
}
