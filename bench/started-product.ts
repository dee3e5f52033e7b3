import { demoConfig, RunningStrata } from '../test/harness/running-strata.js';

/** What a benchmark uses of the product: addresses, and the processes by role. */
export interface Product {
  baseUrl: string;
  sandboxUrl: string;
  restateIngress: string;
  restateAdmin: string;
  databaseUrl: string;
  pids: Record<string, number>;
  stop(): Promise<unknown>;
}

/**
 * The product as its users start it, in a temporary home on free ports.
 * @param moreConfig YAML that is added to strata.config.yaml
 */
export async function startProduct(moreConfig: string): Promise<Product> {
  const strata = await RunningStrata.start({ config: await demoConfig((text) => `${text}\n${moreConfig}\n`) });
  const { ports, pids } = await strata.record();
  return {
    baseUrl: strata.baseUrl,
    sandboxUrl: strata.sandboxUrl,
    restateIngress: `http://127.0.0.1:${ports['restateIngress']}`,
    restateAdmin: `http://127.0.0.1:${ports['restateAdmin']}`,
    databaseUrl: await strata.databaseUrl(),
    pids,
    stop: () => strata.stop(),
  };
}
