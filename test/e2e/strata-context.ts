import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { demoConfig, RunningStrata, type Topology } from '../harness/running-strata.js';
import { SandboxClient } from '../harness/sandbox-client.js';
import { WebClient } from '../harness/web-client.js';

/** A running Strata, and who talks to it. */
export interface StrataContext {
  strata: RunningStrata;
  web: WebClient;
  /** The mobile experience API. */
  mobile: WebClient;
  /** The process API. */
  process: WebClient;
  /** The experience API for analysts' tools. */
  bi: WebClient;
  sandbox: SandboxClient;
  /** Strata's own database, to see that nothing was written. */
  database: pg.Client;
  /** The process that runs the flow. */
  flowRole: string;
}

const flowRoles: Record<Topology, string> = { one: 'platform', split: 'process-order-to-cash' };

/** The demo, but for an order on hold that is looked at every second instead of twice a minute. */
const impatientConfig = () => demoConfig((text) => `${text}\norderToCash: { recheckHoldsEvery: 1000 }\n`);

/** Starts Strata once for all cases of a file; in one process every call goes through JSON, as it would over HTTP. What a case switched off is repaired after it; logs are shown when it fails. */
export function strataStartedOnce(topology: Topology): () => StrataContext {
  let context: StrataContext | undefined;

  beforeAll(async () => {
    const strata = await RunningStrata.start({ topology, config: await impatientConfig(), env: { STRATA_JSON_ROUND_TRIP: 'on' } });
    const database = new pg.Client({ connectionString: await strata.databaseUrl() });
    // It goes with the server, when Strata is stopped before the client.
    database.on('error', () => undefined);
    await database.connect();
    context = { strata, database, web: strata.web(), mobile: new WebClient(await strata.mobileUrl(), strata.as('mobile')), process: new WebClient(await strata.processUrl(), strata.as('desk')), bi: new WebClient(await strata.biUrl(), strata.as('bi')), sandbox: new SandboxClient(strata.sandboxUrl), flowRole: flowRoles[topology] };
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => console.error(await context?.strata.logs()));
  });
  afterEach(() => context?.sandbox.repair());
  afterAll(async () => {
    await context?.database.end();
    await context?.strata.stop();
  });

  return () => {
    if (!context) throw new Error('Strata starts before the first case');
    return context;
  };
}
