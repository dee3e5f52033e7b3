import type { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCrm, type CrmServer } from './crm.server.js';

describe('records of the CRM, kept by jsforce', () => {
  let crm: CrmServer;
  let sales: Connection;
  let now = Date.parse('2026-03-01T09:00:00Z');

  beforeAll(async () => {
    crm = await startCrm({ now: () => now, sessionMs: 1e12 });
    sales = await crm.connect();
  });
  afterAll(() => crm.close());

  const raw = (path: string, init: RequestInit = {}) =>
    fetch(`${crm.url}/services/data/v60.0/${path}`, { ...init, headers: { authorization: `Bearer ${sales.accessToken}`, 'content-type': 'application/json', ...init.headers } });

  it('creates, reads, changes and deletes', async () => {
    const { id } = (await sales.sobject('Account').create({ Name: 'New Leaf', Phone: '1' })) as { id: string };
    await sales.sobject('Account').update({ Id: id, Phone: '2' });
    expect(await sales.sobject('Account').retrieve(id)).toMatchObject({ Id: id, Name: 'New Leaf', Phone: '2', IsDeleted: false, CurrencyIsoCode: 'EUR' });
    expect(await sales.sobject('Account').retrieve(id.slice(0, 15), { fields: ['Name'] })).toEqual({ attributes: expect.anything(), Id: id, Name: 'New Leaf' });
    await sales.sobject('Account').destroy(id);
    await expect(sales.sobject('Account').retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
    await expect(sales.sobject('Account').update({ Id: id, Phone: '3' })).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  it('works out names, stages and probabilities by itself', async () => {
    const contact = (await sales.sobject('Contact').create({ FirstName: 'Ada', LastName: 'Byron' })) as { id: string };
    expect(await sales.sobject('Contact').retrieve(contact.id)).toMatchObject({ Name: 'Ada Byron' });
    const deal = (await sales.sobject('Opportunity').create({ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-05-01' })) as { id: string };
    await sales.sobject('Opportunity').update({ Id: deal.id, StageName: 'Closed Won' });
    expect(await sales.sobject('Opportunity').retrieve(deal.id)).toMatchObject({ IsClosed: true, IsWon: true, Probability: 100, CloseDate: '2026-05-01' });
  });

  it('upserts by external id: 201 when new, 200 when known, 300 when it is not unique', async () => {
    const address = 'sobjects/Strata_Order__c/Order_Id__c/018f0000-0000-7000-8000-000000000001';
    const write = (body: object) => raw(address, { method: 'PATCH', body: JSON.stringify(body) });
    const created = await write({ Status__c: 'confirmed', Total__c: '12.5', Account__r: { Erp_Id__c: '1000001' } });
    expect([created.status, await created.json()]).toEqual([201, { id: expect.stringMatching(/^a0B/), success: true, errors: [], created: true }]);
    const updated = await write({ Status__c: 'shipped' });
    expect([updated.status, await updated.json()]).toEqual([200, expect.objectContaining({ created: false })]);
    const account = crm.ledger.accounts().find((each) => each['Erp_Id__c'] === '1000001');
    expect(crm.ledger.orderStatuses('018f0000-0000-7000-8000-000000000001')).toEqual([
      expect.objectContaining({ Status__c: 'shipped', Total__c: 12.5, Account__c: account!['Id'], Name: 'O-000001' }),
    ]);
    const ambiguous = await raw('sobjects/Account/Erp_Id__c/1000090', { method: 'PATCH', body: '{"Phone":"1"}' });
    expect([ambiguous.status, await ambiguous.json()]).toEqual([300, [expect.stringMatching(/sobjects\/Account\/001/), expect.stringMatching(/sobjects\/Account\/001/)]]);
    expect((await raw('sobjects/Account/Erp_Id__c/1000001')).status).toBe(200);
    expect((await raw('sobjects/Account/Name/x', { method: 'PATCH', body: '{}' })).status).toBe(404);
  });

  it.each([
    ['a missing name', 'Account', {}, 'REQUIRED_FIELD_MISSING'],
    ['an unknown field', 'Account', { Name: 'x', Shoe__c: 1 }, 'INVALID_FIELD'],
    ['a field that the system keeps', 'Opportunity', { Name: 'x', StageName: 'Prospecting', CloseDate: '2026-01-01', IsWon: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['a text that is too long', 'Account', { Name: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
    ['a number that is none', 'Opportunity', { Name: 'x', StageName: 'Prospecting', CloseDate: '2026-01-01', Amount: 'much' }, 'JSON_PARSER_ERROR'],
    ['a date that is none', 'Opportunity', { Name: 'x', StageName: 'Prospecting', CloseDate: 'soon' }, 'JSON_PARSER_ERROR'],
    ['a currency of another organisation', 'Account', { Name: 'x', CurrencyIsoCode: 'JPY' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['an e-mail address that is none', 'Contact', { LastName: 'x', Email: 'at' }, 'INVALID_EMAIL_ADDRESS'],
    ['a key that is none', 'Contact', { LastName: 'x', AccountId: 'y' }, 'MALFORMED_ID'],
    ['a key of another object', 'Contact', { LastName: 'x', AccountId: '003Sb0000000001' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['a key that leads nowhere', 'Contact', { LastName: 'x', AccountId: '001Sb0000009999' }, 'INVALID_CROSS_REFERENCE_KEY'],
    ['an external key that leads nowhere', 'Strata_Order__c', { Order_Id__c: '1', Account__r: { Erp_Id__c: '1000099' } }, 'INVALID_FIELD'],
    ['an external key that leads to two', 'Strata_Order__c', { Order_Id__c: '1', Account__r: { Erp_Id__c: '1000090' } }, 'DUPLICATE_EXTERNAL_ID'],
  ])('refuses %s', async (_what, object, record, errorCode) => {
    await expect(sales.sobject(object).create(record)).rejects.toMatchObject({ errorCode });
  });

  it('keeps a unique external id unique, and lets a record that somebody holds alone', async () => {
    const { id } = (await sales.sobject('Strata_Order__c').create({ Order_Id__c: 'once' })) as { id: string };
    await expect(sales.sobject('Strata_Order__c').create({ Order_Id__c: 'once' })).rejects.toMatchObject({ errorCode: 'DUPLICATE_VALUE' });
    crm.ledger.lockRecord(id, 1000);
    await expect(sales.sobject('Strata_Order__c').update({ Id: id, Status__c: 'late' })).rejects.toMatchObject({ errorCode: 'UNABLE_TO_LOCK_ROW' });
    now += 1001;
    await sales.sobject('Strata_Order__c').update({ Id: id, Status__c: 'late' });
  });

  it('takes contacts and opportunities along when an account is deleted, and tells of it', async () => {
    now += 3_600_000;
    const start = new Date(now);
    const target = (await sales.query<{ Id: string }>(`SELECT Id FROM Account WHERE Erp_Id__c = '1000001'`)).records[0]!.Id;
    const contacts = (await sales.query<{ Id: string }>(`SELECT Id FROM Contact WHERE AccountId = '${target}'`)).records.map(({ Id }) => Id);
    await sales.sobject('Account').destroy(target);
    const end = new Date(now + 120_000);
    expect((await sales.sobject('Contact').deleted(start, end)).deletedRecords.map(({ id }) => id).toSorted()).toEqual(contacts.toSorted());
    expect((await sales.sobject('Account').updated(start, end)).ids).toEqual([]);
    const all = await sales.request<{ records: { IsDeleted: boolean }[] }>(`/queryAll?q=${encodeURIComponent(`SELECT IsDeleted FROM Account WHERE Id = '${target}'`)}`);
    expect(all.records).toMatchObject([{ IsDeleted: true }]);
    expect((await sales.query(`SELECT Id FROM Account WHERE Id = '${target}'`)).records).toEqual([]);
    expect(crm.ledger.orderStatuses('018f0000-0000-7000-8000-000000000001')[0]).toMatchObject({ Account__c: null });
    await expect(sales.sobject('Account').deleted(end, start)).rejects.toMatchObject({ errorCode: 'INVALID_REPLICATION_DATE' });
  });

  it('keeps an account with won opportunities', async () => {
    const { records } = await sales.query<{ AccountId: string }>('SELECT AccountId FROM Opportunity WHERE IsWon = true LIMIT 1');
    await expect(sales.sobject('Account').destroy(records.find(({ AccountId }) => AccountId)!.AccountId)).rejects.toMatchObject({ errorCode: 'DELETE_FAILED' });
  });

  it('answers 304 to If-Modified-Since until a record changes', async () => {
    const { id } = (await sales.sobject('Account').create({ Name: 'Still' })) as { id: string };
    const read = (since: string) => raw(`sobjects/Account/${id}`, { headers: { 'if-modified-since': since } });
    const lastModified = (await raw(`sobjects/Account/${id}`)).headers.get('last-modified')!;
    expect((await read(lastModified)).status).toBe(304);
    now += 2000;
    await sales.sobject('Account').update({ Id: id, Phone: '1' });
    expect((await read(lastModified)).status).toBe(200);
  });

  it('describes objects and fields', async () => {
    const { fields, childRelationships } = await sales.sobject('Account').describe();
    expect(fields.find(({ name }) => name === 'Erp_Id__c')).toMatchObject({ type: 'string', length: 20, externalId: true, unique: false, custom: true });
    expect(childRelationships.map(({ relationshipName }) => relationshipName)).toEqual(['Contacts', 'Opportunities', 'Strata_Orders__r']);
    expect((await sales.describeGlobal()).sobjects.map(({ name }) => name)).toContain('Strata_Order__c');
  });

  it('answers what is not there, and what is no JSON, as the array that clients expect', async () => {
    const missing = await raw('sobjects/Shoe__c');
    expect([missing.status, await missing.json()]).toEqual([404, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]]);
    const broken = await raw('sobjects/Account', { method: 'POST', body: '{"Name":' });
    expect([broken.status, await broken.json()]).toEqual([400, [expect.objectContaining({ errorCode: 'JSON_PARSER_ERROR' })]]);
    expect((await raw('sobjects/Account', { method: 'PUT', body: '{}' })).status).toBe(405);
  });
});
