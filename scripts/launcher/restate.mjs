import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './terminal.mjs';

/** The durable engine, in the small configuration that idles at about 130 MB. */
export function restateRole(settings, ports) {
  const folder = join(settings.home, 'restate');
  const config = join(folder, 'restate.toml');
  const key = join(folder, 'identity.pem');
  const log = join(settings.home, 'logs', 'restate.log');
  // The engine leaves a folder per start in the temporary folder and never clears them.
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  if (!existsSync(key)) writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(config, configuration(ports, key));
  settings.restate = { ingress: `http://127.0.0.1:${ports.restateIngress}`, admin: `http://127.0.0.1:${ports.restateAdmin}` };
  settings.urls.restateAdmin = settings.restate.admin;
  return {
    name: 'restate',
    command: () => ({ file: binary(settings.root), args: ['--no-logo', '-c', config, '--base-dir', folder], env: { DO_NOT_TRACK: '1', NO_COLOR: '1', TMPDIR: temporary } }),
    ready: async () => {
      const healthy = await Promise.all([fetch(`${settings.restate.admin}/health`), fetch(`${settings.restate.ingress}/restate/health`)]);
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

function configuration(ports, key) {
  return `cluster-name="strata"
node-name="n1"
bind-address="127.0.0.1:${ports.restateNode}"
advertised-address="http://127.0.0.1:${ports.restateNode}/"
listen-mode="tcp"
disable-telemetry=true
default-num-partitions=24
rocksdb-total-memory-size="256 MiB"
[admin]
bind-address="127.0.0.1:${ports.restateAdmin}"
[admin.query-engine]
memory-size="64 MiB"
[ingress]
bind-address="127.0.0.1:${ports.restateIngress}"
[worker]
data-service-memory-limit="64 MiB"
[worker.invoker]
memory-limit="128 MiB"
request-identity-private-key-pem-file=${JSON.stringify(key)}
[bifrost]
record-cache-memory-size="20 MiB"
`;
}
