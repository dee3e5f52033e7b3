import { demoOf } from '../../scripts/launcher/demo-tokens.mjs';
import { PortalClient } from '../harness/portal-client.js';
import type { RunningStrata } from '../harness/running-strata.js';
import { idsIn } from './two-partners.js';

/** An app of a developer, with a key for the sandbox. */
interface App {
  appId: string;
  keyId: string;
  /** As it is shown once. */
  secret: string;
}

/** Somebody who signed up at the portal, and what they have there. */
export interface Developer {
  client: PortalClient;
  /** It has production credentials. */
  approved: App;
  /** For the examples, which take it to production and delete it. */
  shown: App;
  /** It has not asked for production. */
  spare: App;
  /** Every id and name that tells of them. */
  ids: string[];
}

const portalOf = ({ home }: RunningStrata) => new PortalClient(new URL(demoOf(home).tokenUrl!).origin);

export const operatorOf = (strata: RunningStrata): Promise<PortalClient> => portalOf(strata).beOperator(strata.home);

/** Signs up, makes apps and keys, and has one of them approved. @param name told from every other */
export async function developerAt(strata: RunningStrata, name: string, operator: PortalClient): Promise<Developer> {
  const client = await portalOf(strata).join(name);
  const [approved, shown, spare] = [await appOf(client, name), await appOf(client, name), await appOf(client, name)];
  await client.done(`/apps/${approved.appId}/production-request`, { purpose: `Business of ${name}` });
  await operator.done(`/production-requests/${approved.appId}/approval`, { plan: 'partner', scopes: ['orders:read'], customers: [] });
  await client.done(`/apps/${approved.appId}/production/secret`);
  const { account } = (await client.get('/session')).body;
  const { apps } = (await client.get('/apps')).body as { apps: { sandbox: object }[] };
  // The customers are of the sandbox, and dealt out to others too when all are.
  const own = apps.map((app) => ({ ...app, sandbox: { ...app.sandbox, customers: [] } }));
  return { client, approved, shown, spare, ids: [...new Set([account.email as string, ...idsIn([account, ...own])])] };
}

async function appOf(client: PortalClient, name: string): Promise<App> {
  const { appId } = (await client.done('/apps', { name: `App of ${name} ${crypto.randomUUID()}` })).app;
  const made = await client.done(`/apps/${appId}/sandbox/keys`, { name: `Key of ${name} ${crypto.randomUUID()}`, expiresInDays: 30 });
  return { appId, keyId: made.key.keyId, secret: made.secret };
}
