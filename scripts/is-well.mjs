// Asks the app of this container whether it is `live` or `ready`, as its configuration says that it is asked: the exit code says
// the answer. `node scripts/is-well.mjs ready`
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { get as getByTls } from 'node:https';
import { parse } from 'yaml';

const { env } = process;
/** ms; Docker itself waits for 3 s. */
const timeout = 2_500;

const { http } = parse(readFileSync(env.STRATA_CONFIG ?? 'strata.config.yaml', 'utf8')) ?? {};

/** A setting as libs/edge/src/config/load-config.ts takes it: itself, or from the place that it names. */
function settingOf(said) {
  if (said?.env) return env[said.env] || undefined;
  return said?.file ? readFileSync(said.file, 'utf8').trim() : said;
}

const [probePort, certificate, key] = [http?.healthPort, http?.tls?.certificate, http?.tls?.key].map(settingOf);
const path = `/health/${process.argv[2]}`;
const answered = ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1);

// A port of probes is plain HTTP, whatever the other one speaks. Without it the app is asked at its own: nobody else is at this
// machine's, whatever name its certificate has; and where it asks for certificates of its authority it is shown its own.
const asked =
  probePort === undefined && certificate !== undefined
    ? getByTls({ host: '127.0.0.1', port: env.PORT, path, timeout, rejectUnauthorized: false, cert: readFileSync(certificate), key: readFileSync(key) }, answered)
    : get({ host: '127.0.0.1', port: probePort ?? env.PORT, path, timeout }, answered);
asked.once('timeout', () => process.exit(1)).once('error', () => process.exit(1));
