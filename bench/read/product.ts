import { parseDocument } from 'yaml';
import { demoConfig, RunningStrata, type Topology } from '../../test/harness/running-strata.js';

/** Longest that the configuration takes: nothing looks at the stub by itself while we measure. */
const seldomMs = 3_600_000;

export interface ProductOptions {
  /** Addresses of the stub's systems. */
  upstream: { erp: string; crm: string };
  topology?: Topology;
  /** Settings of both systems, such as `resilience`. */
  system?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** The product as its users start it, with the stub for its ERP and its CRM. */
export async function startReadProduct({ upstream, topology = 'one', system = {}, env = {} }: ProductOptions): Promise<RunningStrata> {
  const config = await demoConfig((text) => {
    const document = parseDocument(text);
    for (const [at, address] of [upstream.erp, upstream.crm].entries()) {
      const settings = { baseUrl: address, pollEvery: seldomMs, budget: { inFlight: 1_000 }, ...system };
      for (const [name, value] of Object.entries(settings)) document.setIn(['systems', at, name], document.createNode(value));
    }
    document.setIn(['orderToCash'], document.createNode({ recheckHoldsEvery: seldomMs, reconcileEvery: seldomMs }));
    return document.toString();
  });
  return RunningStrata.start({ topology, config, env: { STRATA_SANDBOX: 'off', ...env } });
}

/** Nothing is kept: each read asks its system, and only those that ask the same at the same moment share a call. */
export const uncachedReads = { cache: 0, staleWhileRevalidate: 0, staleIfError: 0 };

/** Each customer is asked for by itself, as the limit does; as delivered, screens that want the same at one moment share a request. */
export const eachAlone = { options: { customersPerRead: 1 } };
