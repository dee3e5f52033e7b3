import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderStatusNote } from '#canonical';
import type { CrmConnector } from '#connector-kit';
import { expectFailure, FaultProxy, type ServerProcess } from '#connector-kit/contract';
import { connect, someContext, warnings } from './connector.fixture.js';
import { sandboxClient, startSandboxProcess } from './sandbox.process.js';

type LedgerRecord = Record<string, unknown> & { Id: string };

describe('salesforce on the sandbox', () => {
  let sandbox: ServerProcess;
  let crm: CrmConnector;

  beforeAll(async () => {
    sandbox = await startSandboxProcess();
    crm = connect(sandbox.url, sandboxClient);
  }, 60_000);
  afterAll(async () => {
    await crm?.close();
    await sandbox?.stop();
  });

  const ledger = async (name: string): Promise<LedgerRecord[]> => ((await (await fetch(`${sandbox.url}/control/v1/${name}`)).json()) as { items: LedgerRecord[] }).items;
  const control = (path: string, body: object = {}) => fetch(`${sandbox.url}/control/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const statusOf = async (orderId: string): Promise<LedgerRecord> => (await ledger(`order-statuses?reference=${orderId}`))[0]!;
  const note = (changes: Partial<OrderStatusNote> = {}): OrderStatusNote => ({ orderId: crypto.randomUUID(), erpCustomerId: '1000001', status: 'confirmed', changedAt: new Date().toISOString(), ...changes });
  const write = (changed: OrderStatusNote) => crm.upsertOrderStatus(someContext(), { note: changed });

  /** What a person does in the CRM. */
  async function inCrm(method: string, path: string, body?: object): Promise<Response> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: sandboxClient.clientId, client_secret: sandboxClient.clientSecret });
    const { access_token } = (await (await fetch(`${sandbox.url}/services/oauth2/token`, { method: 'POST', body: form })).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}/services/data/v60.0/${path}`, { method, headers, body: body && JSON.stringify(body) });
    expect(answer.ok).toBe(true);
    return answer;
  }

  it('reads the overview of an account in one call', async () => {
    const { account, contacts, opportunities } = await crm.readAccountOverview(someContext(), { erpCustomerId: '1000002' });
    expect(account).toMatchObject({ systemId: 'crm', erpCustomerId: '1000002', name: 'Nordwind Machine Works Inc.', owner: expect.any(String), phone: expect.any(String) });
    expect(contacts).toHaveLength(3);
    expect(opportunities).toEqual([expect.objectContaining({ accountId: account.id, closed: false, amount: { amount: '2800.00', currency: 'USD' }, closeOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })]);
  });

  it('reads the accounts that several screens show at one moment in one query, each as if it were read alone', async () => {
    const proxy = await FaultProxy.start(sandbox.url);
    const shared = connect(proxy.url, sandboxClient);
    try {
      const shown = (erpCustomerId: string) => shared.readAccountOverview({ ...someContext(), priority: 'screen' }, { erpCustomerId });
      await shown('1000001');
      const of = async (...customers: string[]) => {
        proxy.clear();
        const outcomes = await Promise.allSettled(customers.map(shown));
        return { outcomes, queries: proxy.requests.length };
      };
      const alone = await Promise.all(['1000001', '1000002'].map((erpCustomerId) => crm.readAccountOverview(someContext(), { erpCustomerId })));
      const values = alone.map((value) => ({ status: 'fulfilled', value }));
      const unmatched = expect.objectContaining({ reason: expect.objectContaining({ kind: 'not-found' }) });
      const ambiguous = expect.objectContaining({ reason: expect.objectContaining({ kind: 'conflict' }) });
      expect(await of('1000001', '1000099', '1000002')).toEqual({ outcomes: [values[0], unmatched, values[1]], queries: 1 });
      expect(await of('1000001', '1000099', '1000090')).toEqual({ outcomes: [values[0], unmatched, ambiguous], queries: 1 });
      // Three rows for two keys: another key may be cut off, so each is asked for alone.
      expect(await of('1000001', '1000090')).toEqual({ outcomes: [values[0], ambiguous], queries: 3 });
    } finally {
      await shared.close();
      await proxy.close();
    }
  });

  it('links an order to the account of its customer', async () => {
    const written = note({ total: { amount: '1234.56', currency: 'USD' }, erpOrderId: '1000', purchaseOrderNumber: 'PO 7' });
    await write(written);
    const { account } = await crm.readAccountOverview(someContext(), { erpCustomerId: '1000001' });
    expect(await statusOf(written.orderId)).toMatchObject({ Account__c: account.id, Opportunity__c: null, Total__c: 1234.56, CurrencyIsoCode: 'USD' });
    expect(await crm.findOrderStatus(someContext(), { orderId: written.orderId })).toEqual({ ...written, opportunityId: undefined, changedAt: `${written.changedAt.slice(0, 19)}.000Z` });
  });

  it('leaves alone what a later note does not say', async () => {
    const first = note({ total: { amount: '10.00', currency: 'EUR' }, purchaseOrderNumber: 'PO 8' });
    await write(first);
    await write({ orderId: first.orderId, erpCustomerId: first.erpCustomerId, status: 'shipped', changedAt: first.changedAt });
    expect(await crm.findOrderStatus(someContext(), { orderId: first.orderId })).toMatchObject({ status: 'shipped', purchaseOrderNumber: 'PO 8', total: { amount: '10.00', currency: 'EUR' } });
  });

  it.each([
    ['no account', '1000099'],
    ['two accounts', '1000090'],
  ])('writes the status of a customer with %s all the same, unlinked, and says so', async (_case, erpCustomerId) => {
    warnings.length = 0;
    const written = note({ erpCustomerId });
    expect(await write(written)).toMatchObject({ created: true });
    expect(await statusOf(written.orderId)).toMatchObject({ Account__c: null, Erp_Customer_Id__c: erpCustomerId });
    expect(warnings).toHaveLength(1);
  });

  it('links an opportunity that the note names, and never changes it', async () => {
    for (const StageName of ['Closed Won', 'Negotiation/Review']) {
      const opportunity = (await ledger('opportunities?limit=1000')).find((each) => each['StageName'] === StageName)!;
      const written = note({ opportunityId: opportunity.Id });
      await write(written);
      expect(await statusOf(written.orderId)).toMatchObject({ Opportunity__c: opportunity.Id });
      expect((await ledger('opportunities?limit=1000')).find(({ Id }) => Id === opportunity.Id)).toEqual(opportunity);
      expect(await crm.readOpportunity(someContext(), { opportunityId: opportunity.Id })).toMatchObject({ won: StageName === 'Closed Won', stage: StageName });
    }
  });

  it.each(['006Sb0000009999', 'no-id', '001Sb0000000001'])('writes a note that names the opportunity %s all the same, without it, and says so', async (opportunityId) => {
    warnings.length = 0;
    const written = note({ opportunityId });
    expect(await write(written)).toMatchObject({ created: true });
    const { account } = await crm.readAccountOverview(someContext(), { erpCustomerId: '1000001' });
    expect(await statusOf(written.orderId)).toMatchObject({ Opportunity__c: null, Account__c: account.id, Status__c: 'confirmed' });
    expect(warnings).toHaveLength(1);
  });

  it('says that a record which somebody holds may be tried again', async () => {
    const written = note();
    const { id } = await write(written);
    await control('crm/locks', { id, ms: 60_000 });
    const error = await expectFailure(write(written), 'conflict');
    expect(error).toMatchObject({ retryable: true, details: { reason: 'record-locked' } });
  });

  it('writes one record when the same order is written at once from two sides', async () => {
    const written = note();
    const results = await Promise.all([write(written), write(written)]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await ledger(`order-statuses?reference=${written.orderId}`)).toHaveLength(1);
  });

  it('goes on by itself when its session has ended', async () => {
    await control('crm/expire-sessions');
    expect((await crm.findAccounts(someContext(), { limit: 1 })).items).toHaveLength(1);
  });

  it('walks through all accounts page by page, by name, each once', async () => {
    const names: string[] = [];
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await crm.findAccounts(someContext(), { limit: 7, cursor });
      for (const { name, id } of page.items) {
        names.push(name);
        ids.add(id);
      }
      cursor = page.next;
    } while (cursor !== undefined);
    expect(ids.size).toBe((await ledger('accounts?limit=1000')).length);
    expect(names).toHaveLength(ids.size);
    expect(names.map((name) => name.toLowerCase())).toEqual(names.map((name) => name.toLowerCase()).toSorted());
    await expectFailure(crm.findAccounts(someContext(), { cursor: 'bm9uZQ' }), 'invalid');
  });

  it('finds an account by its ERP key, and nothing for what cannot be an id', async () => {
    expect((await crm.findAccounts(someContext(), { query: '1000005' })).items).toMatchObject([{ erpCustomerId: '1000005' }]);
    await expectFailure(crm.findContacts(someContext(), { accountId: `x' OR Id != '` }), 'not-found');
    await expectFailure(crm.readOpportunity(someContext(), { opportunityId: '../describe' }), 'not-found');
    expect(await crm.findContacts(someContext(), { accountId: '001Sb0000009999' })).toEqual([]);
  });

  it('reads fields that the organisation added, and refuses one that it has not as a matter of set-up', async () => {
    const more = connect(sandbox.url, sandboxClient, { accountFields: ['Website', 'Type'] });
    const less = connect(sandbox.url, sandboxClient, { accountFields: ['Shoe_Size__c'] });
    try {
      expect((await more.readAccountOverview(someContext(), { erpCustomerId: '1000001' })).account.extensions).toEqual({ Website: null, Type: 'Customer - Direct' });
      expect((await expectFailure(less.findAccounts(someContext(), {}), 'invalid')).details.reason).toBe('field-unknown');
    } finally {
      await Promise.all([more.close(), less.close()]);
    }
  });

  it('brings changed and deleted records once the overlap is behind, and none that stayed as they were', async () => {
    const reader = connect(sandbox.url, sandboxClient, { changesOverlapMs: 1000 });
    try {
      // The seed is older than the overlap by now, or will be in a moment.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const { cursor } = await reader.changes(someContext(), { resource: 'contact' });
      const { contacts } = await reader.readAccountOverview(someContext(), { erpCustomerId: '1000002' });
      await inCrm('PATCH', `sobjects/Contact/${contacts[0]!.id}`, { Phone: '7' });
      await inCrm('DELETE', `sobjects/Contact/${contacts[1]!.id}`);
      const { documents, more } = await reader.changes(someContext(), { resource: 'contact', cursor });
      expect(more).toBe(false);
      expect(documents.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
        [
          { id: contacts[0]!.id, deleted: false, record: expect.objectContaining({ phone: '7' }) },
          { id: contacts[1]!.id, deleted: true },
        ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
      await expectFailure(reader.changes(someContext(), { resource: 'contact', cursor: 'bm9uZQ' }), 'invalid');
    } finally {
      await reader.close();
    }
  });

  it('hands out many changes of one second page by page, each once', async () => {
    const reader = connect(sandbox.url, sandboxClient, { changesOverlapMs: 3_600_000 });
    try {
      const loaded = Array.from({ length: 200 }, (_, index) => ({ attributes: { type: 'Contact' }, LastName: `Loaded ${index}` }));
      await inCrm('POST', 'composite/sobjects', { allOrNone: true, records: loaded });
      const seen: string[] = [];
      let cursor: string | undefined;
      let more = true;
      for (let page = 0; more && page < 10; page += 1) {
        const changes = await reader.changes(someContext(), { resource: 'contact', cursor });
        seen.push(...changes.documents.map(({ id }) => id));
        ({ cursor, more } = changes);
      }
      expect(more).toBe(false);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThan(200);
      expect(seen).toEqual(expect.arrayContaining((await ledger('contacts?limit=1000')).map(({ Id }) => Id)));
    } finally {
      await reader.close();
    }
  });
});
