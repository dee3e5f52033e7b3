import { expect, it } from 'vitest';
import { expectFailure, startFakeServer } from '#connector-kit/contract';
import { connect, someContext } from './connector.fixture.js';

const account = { Id: '001', Name: 'Nordwind', Phone: null, Owner: null, Erp_Id__c: '1000001', Contacts: null, Opportunities: null };
const contacts = { totalSize: 60, done: false, nextRecordsUrl: '/services/data/v60.0/query/01g-50', records: [] };

it.each([
  ['accounts', { totalSize: 2, done: false, nextRecordsUrl: '/services/data/v60.0/query/01g-1', records: [account] }],
  ['contacts', { totalSize: 1, done: true, records: [{ ...account, Contacts: contacts }] }],
])('takes an answer whose %s go on in a further batch for half an answer', async (_what, body) => {
  const server = await startFakeServer(({ path }) => ({ status: 200, body: path.startsWith('/services/oauth2/token') ? { access_token: 'token', instance_url: server.url, token_type: 'Bearer' } : body }));
  const crm = connect(server.url, { clientId: 'strata', clientSecret: 'hush' });
  try {
    const error = await expectFailure(crm.readAccountOverview(someContext(), { erpCustomerId: '1000001' }), 'unavailable');
    expect(error.details.reason).toBe('unreadable-answer');
  } finally {
    await crm.close();
    await server.close();
  }
});
