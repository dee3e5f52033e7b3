import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './terminal.mjs';

/** The durable engine: one node, or a cluster of them on this machine that survives the loss of one. */
export function restateRoles(settings, ports) {
  const nodes = Array.from({ length: settings.restateNodes }, (_, index) => nodeOf(settings, ports, index + 1));
  const addresses = (of) => nodes.map(({ at }) => `http://127.0.0.1:${at[of]}`);
  settings.restate = { ingress: addresses('ingress').join(), admin: addresses('admin').join() };
  [settings.urls.restateAdmin] = addresses('admin');
  return nodes.map((node) => restateRole(settings, node, nodes));
}

function nodeOf({ restateNodes }, ports, number) {
  const suffix = number === 1 ? '' : number;
  const at = { ingress: ports[`restateIngress${suffix}`], admin: ports[`restateAdmin${suffix}`], node: ports[`restateNode${suffix}`] };
  return { number, name: restateNodes === 1 ? 'restate' : `restate-${number}`, at };
}

/** Of each node, once and for all when its home is made (docs/adr/0045-eight-partitions.md). The engine's own default is 24. */
const partitionsOfNode = 8;

/** One node, in a small configuration. */
function restateRole(settings, node, nodes) {
  const folder = join(settings.home, node.name);
  const config = join(folder, 'restate.toml');
  // All nodes of a cluster sign with one key.
  const key = join(settings.home, nodes[0].name, 'identity.pem');
  const log = join(settings.home, 'logs', `${node.name}.log`);
  // The engine leaves a folder per start in the temporary folder and never clears them.
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  if (!existsSync(key)) writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(config, configuration(node, nodes, key));
  return {
    name: node.name,
    command: () => ({ file: binary(settings.root), args: ['--no-logo', '-c', config, '--base-dir', folder], env: { DO_NOT_TRACK: '1', NO_COLOR: '1', TMPDIR: temporary } }),
    ready: async () => {
      const healthy = await Promise.all([fetch(`http://127.0.0.1:${node.at.admin}/health`), fetch(`http://127.0.0.1:${node.at.ingress}/restate/health`)]);
      // The engine prints the public half of its key: with it, our objects refuse calls from anybody else.
      settings.identityKey ??= /publickeyv1_\w+/.exec(readFileSync(log, 'utf8'))?.[0];
      return settings.identityKey !== undefined && healthy.every(({ ok }) => ok);
    },
  };
}

function binary(root) {
  const file = join(root, 'node_modules/@restatedev', `restate-server-${process.platform}-${process.arch}`, 'bin/restate-server');
  if (!existsSync(file)) throw new StartFailure(`There is no Restate for ${process.platform} ${process.arch}: set RESTATE_INGRESS_URL and RESTATE_ADMIN_URL to one of your own.`);
  return file;
}

/** A cluster begins with its first node; two of its nodes hold each record, so that one may be lost. */
function clusterOf({ number }, nodes) {
  if (nodes.length === 1) return { top: '', sections: '' };
  const addresses = nodes.map(({ at }) => `http://127.0.0.1:${at.node}/`);
  return {
    top: `auto-provision=${number === 1}\ndefault-replication=${Math.ceil((nodes.length + 1) / 2)}\n`,
    sections: `[metadata-client]\naddresses=${JSON.stringify(addresses)}\n`,
  };
}

function configuration({ number, at }, nodes, key) {
  const cluster = clusterOf({ number }, nodes);
  return `cluster-name="strata"
node-name="n${number}"
bind-address="127.0.0.1:${at.node}"
advertised-address="http://127.0.0.1:${at.node}/"
listen-mode="tcp"
disable-telemetry=true
default-num-partitions=${partitionsOfNode * nodes.length}
rocksdb-total-memory-size="256 MiB"
${cluster.top}${cluster.sections}[admin]
bind-address="127.0.0.1:${at.admin}"
[admin.query-engine]
memory-size="64 MiB"
[ingress]
bind-address="127.0.0.1:${at.ingress}"
[worker]
data-service-memory-limit="64 MiB"
[worker.invoker]
memory-limit="128 MiB"
request-identity-private-key-pem-file=${JSON.stringify(key)}
[bifrost]
record-cache-memory-size="20 MiB"
`;
}
