// Behind `npm start`: installs and builds what is missing, starts everything, waits until it is ready, stops it together.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled } from './launcher/install.mjs';
import { appRoles } from './launcher/apps.mjs';
import { demoCredentials, secretsOf } from './launcher/identity.mjs';
import { endLeftovers } from './launcher/leftovers.mjs';
import { choosePorts } from './launcher/ports.mjs';
import { postgresRole } from './launcher/postgres.mjs';
import { restateRoles } from './launcher/restate.mjs';
import { launcherSettings } from './launcher/settings.mjs';
import { Supervisor } from './launcher/supervisor.mjs';
import { fail, say, StartFailure } from './launcher/terminal.mjs';
import { frontAuthority } from './launcher/tls.mjs';

const settings = launcherSettings(process.env);
const supervisor = new Supervisor(settings.home);

/** Whether run.json and demo.json are ours, and not those of another Strata in the same home. */
let isOwn = false;

async function start() {
  await ensureInstalled(settings.root);
  await ensureBuilt(settings.root);
  mkdirSync(join(settings.home, 'logs'), { recursive: true });
  await endLeftovers(settings.home);
  const ports = await choosePorts(settings);
  const record = () => writeFileSync(join(settings.home, 'run.json'), JSON.stringify({ launcher: process.pid, topology: settings.topology, ports, ...supervisor.record(), urls: settings.urls }, null, 2));
  supervisor.onChange = record;
  isOwn = true;

  const apps = appRoles(settings, ports);
  const first = [settings.databaseUrl ? undefined : postgresRole(settings, ports), ...(settings.restate ? [] : restateRoles(settings, ports)), apps.sandbox];
  await Promise.all(first.filter(Boolean).map((role) => supervisor.start(role)));
  for (const role of apps.own) await supervisor.start(role);

  const credentials = demoCredentials(settings.config, secretsOf(settings.home), settings.urls.issuer);
  writeFileSync(join(settings.home, 'demo.json'), `${JSON.stringify({ baseUrl: settings.urls.web, sandboxUrl: settings.urls.sandbox, authority: frontAuthority(settings.tlsFolder), ...credentials }, null, 2)}\n`, { mode: 0o600 });
  record();
  say('ready');
  console.log(`
  portal       ${settings.urls.portal}
  web API      ${settings.urls.web}/web/v1
  mobile API   ${settings.urls.mobile}/mobile/v1
  BI API       ${settings.urls.bi}/bi/v1
  sign-in      ${settings.urls.issuer}
  sandbox      ${settings.urls.sandbox ?? 'off'}
  Restate UI   ${settings.urls.restateAdmin}/ui/
  logs         ${join(settings.home, 'logs')}

  Try:  npm run demo
  Stop: Ctrl-C
`);
}

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  await supervisor.stop();
  if (isOwn) for (const file of ['run.json', 'demo.json']) rmSync(join(settings.home, file), { force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (!stopping) console.log('\nstopping');
    void stop(0);
  });
}
supervisor.onFatal = (message) => {
  fail(message);
  void stop(1);
};

start().catch((error) => {
  if (stopping) return;
  fail(error instanceof StartFailure ? error.message : (error.stack ?? error));
  void stop(1);
});
