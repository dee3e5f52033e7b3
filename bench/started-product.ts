import { demoConfig, RunningStrata } from '../test/harness/running-strata.js';
import type { WebClient } from '../test/harness/web-client.js';

/** What a benchmark uses of the product: addresses, and the processes by role. */
export interface Product {
  baseUrl: string;
  /** Calls the web API with the rights of the demo's web shop. */
  web: WebClient;
  /** The process API, with those of its order desk. */
  desk: WebClient;
  sandboxUrl: string;
  restateIngress: string;
  restateAdmin: string;
  databaseUrl: string;
  pids: Record<string, number>;
  stop(): Promise<unknown>;
}

/**
 * The product as its users start it, in a temporary home on free ports.
 * @param config YAML that is added to strata.config.yaml
 * @param env further variables of its processes
 */
export async function startProduct({ config, env }: { config?: string; env?: Record<string, string> } = {}): Promise<Product> {
  const strata = await RunningStrata.start({ ...(config !== undefined && { config: await demoConfig((text) => `${text}\n${config}\n`) }), ...(env && { env }) });
  const { ports, pids } = await strata.record();
  return {
    baseUrl: strata.baseUrl,
    web: strata.web(),
    desk: strata.desk(),
    sandboxUrl: strata.sandboxUrl,
    restateIngress: `http://127.0.0.1:${ports['restateIngress']}`,
    restateAdmin: `http://127.0.0.1:${ports['restateAdmin']}`,
    databaseUrl: await strata.databaseUrl(),
    pids,
    stop: () => strata.stop(),
  };
}
