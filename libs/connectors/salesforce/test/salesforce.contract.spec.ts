import type { CrmChangeResource } from '#canonical';
import { crmConnectorContract, FaultProxy, inJson, type CrmContractHarness } from '#connector-kit/contract';
import { connector } from '../src/index.js';
import { connect } from './connector.fixture.js';
import { sandboxClient, startSandboxProcess } from './sandbox.process.js';

const objects: Record<CrmChangeResource, string> = { account: 'Account', contact: 'Contact', opportunity: 'Opportunity' };

async function harness(): Promise<CrmContractHarness> {
  const sandbox = await startSandboxProcess();
  const proxy = await FaultProxy.start(sandbox.url);
  const crm = connect(proxy.url, sandboxClient);
  const readRequest = { method: 'GET', path: '/services/data/v60.0/query?' };
  return {
    manifest: connector.manifest,
    connector: crm,
    proxy,
    connectWithBadCredentials: () => connect(proxy.url, { ...sandboxClient, clientSecret: 'wrong' }),
    vendor: {
      rateLimited: { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify([{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]) },
      sessionExpired: {
        answer: { status: 401, headers: { 'content-type': 'application/json' }, body: JSON.stringify([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]) },
        match: readRequest,
      },
      wrongTypeInRead: inJson((body: { records: object[] }) => ({ ...body, records: body.records.map((record) => ({ ...record, Name: 4711 })) })),
      wrongTypeInWrite: inJson((body: object) => ({ ...body, id: 4711 })),
    },
    data: {
      erpCustomerId: '1000001',
      unknownErpCustomerId: '1000099',
      ambiguousErpCustomerId: '1000090',
      unknownOpportunityId: '006Sb0000009999',
    },
    readRequest,
    upsertRequest: { method: 'PATCH', path: '/sobjects/Strata_Order__c/Order_Id__c/' },
    touch: (resource, id) => touch(sandbox.url, objects[resource], id),
    close: async () => {
      await crm.close();
      await proxy.close();
      await sandbox.stop();
    },
  };
}

/** What somebody in the CRM does: saves a record. */
async function touch(url: string, object: string, id: string): Promise<void> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: sandboxClient.clientId, client_secret: sandboxClient.clientSecret });
  const token = (await (await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: form })).json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' };
  const saved = await fetch(`${url}/services/data/v60.0/sobjects/${object}/${id}`, { method: 'PATCH', headers, body: JSON.stringify({ CurrencyIsoCode: 'USD' }) });
  if (saved.status !== 204) throw new Error(`${object} ${id} was not saved: ${await saved.text()}`);
}

crmConnectorContract('salesforce on the sandbox', harness);
