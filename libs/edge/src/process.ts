import { existsSync, readFileSync } from 'node:fs';
import { ConfigurationError, loadConfig } from './config/load-config.js';
import type { StrataConfig, SystemConfig } from './config/strata-config.js';
import type { ListenSettings } from './http-app.js';
import { serverTlsOf } from './tls/configured-tls.js';
import { SystemSecrets } from './secrets/system-secrets.js';

/** The one place that reads the environment: where to listen, and which file configures everything else. */
export function processSettings(env: NodeJS.ProcessEnv = process.env): { listen: ListenSettings; config: StrataConfig; jsonRoundTrip: boolean } {
  const listen = { host: env['HOST'] ?? '127.0.0.1', port: Number(env['PORT'] ?? 3000) };
  if (!Number.isInteger(listen.port) || listen.port < 0 || listen.port > 65535) throw new ConfigurationError(`PORT is ${env['PORT']}, expected a port number`);
  const config = loadConfig(env['STRATA_CONFIG'] ?? 'strata.config.yaml', env);
  const tls = serverTlsOf(config);
  return { listen: { ...listen, http: config.http, cors: config.cors, ...(config.sharePorts && { sharePort: true }), ...(tls && { tls }) }, config, jsonRoundTrip: env['STRATA_JSON_ROUND_TRIP'] === 'on' };
}

/** What scripts/build.mjs wrote beside the compiled code; there is none when the sources run as they are. */
const builtFile = new URL('../../../.built', import.meta.url);

/** Which build runs: its version with a hash of its code, or what `STRATA_BUILD` says; `source` where nothing was built. */
export function buildOf(env: NodeJS.ProcessEnv = process.env): string {
  return env['STRATA_BUILD'] || (existsSync(builtFile) && readFileSync(builtFile, 'utf8')) || 'source';
}

/** Faults that a part found in its slice of the configuration, with file and line. */
export function configurationFaults(config: StrataConfig, faults: readonly { path: (string | number)[]; message: string }[]): ConfigurationError {
  return new ConfigurationError(faults.map(({ path, message }) => `${config.locate(path)} ${path.join('.')}: ${message}`).join('\n'));
}

/** The secrets of the systems of a kind. Throws a ConfigurationError that names each which is not where it should be. */
export function secretsOf(config: StrataConfig, kind: SystemConfig['kind'], env: NodeJS.ProcessEnv = process.env): Promise<SystemSecrets> {
  return SystemSecrets.open(config, kind, env);
}

/** Runs a main function: a configuration error is printed as it is, anything else with its trace; both stop the process. */
export function runMain(main: () => Promise<unknown>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof ConfigurationError ? `configuration: ${error.message}` : error);
    process.exit(1);
  });
}
