import { ConfigurationError, loadConfig } from './config/load-config.js';
import type { StrataConfig } from './config/strata-config.js';
import type { ListenSettings } from './http-app.js';

/** The one place that reads the environment: where to listen, and which file configures everything else. */
export function processSettings(env: NodeJS.ProcessEnv = process.env): { listen: ListenSettings; config: StrataConfig } {
  const listen = { host: env['HOST'] ?? '127.0.0.1', port: Number(env['PORT'] ?? 3000) };
  if (!Number.isInteger(listen.port) || listen.port < 0 || listen.port > 65535) throw new ConfigurationError(`PORT is ${env['PORT']}, expected a port number`);
  return { listen, config: loadConfig(env['STRATA_CONFIG'] ?? 'strata.config.yaml', env) };
}

/** Value of a named secret. Throws a ConfigurationError that names the variable. */
export function readSecret(reference: { env: string } | { value: string }, env: NodeJS.ProcessEnv = process.env): string {
  if ('value' in reference) return reference.value;
  const value = env[reference.env];
  if (value === undefined) throw new ConfigurationError(`the environment variable ${reference.env} is not set`);
  return value;
}

/** Faults that a part found in its slice of the configuration, with file and line. */
export function configurationFaults(config: StrataConfig, faults: readonly { path: (string | number)[]; message: string }[]): ConfigurationError {
  return new ConfigurationError(faults.map(({ path, message }) => `${config.locate(path)} ${path.join('.')}: ${message}`).join('\n'));
}

/** Runs a main function: a configuration error is printed as it is, anything else with its trace; both stop the process. */
export function runMain(main: () => Promise<unknown>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof ConfigurationError ? `configuration: ${error.message}` : error);
    process.exit(1);
  });
}
