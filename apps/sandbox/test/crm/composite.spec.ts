import type { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCrm, type CrmServer } from './crm.server.js';

const root = '/services/data/v60.0';

describe('several writes in one request', () => {
  let crm: CrmServer;
  let sales: Connection;

  beforeAll(async () => {
    crm = await startCrm();
    sales = await crm.connect();
  });
  afterAll(() => crm.close());

  const named = (prefix: string): unknown[] => crm.ledger.accounts().filter(({ Name }) => String(Name).startsWith(prefix));

  it('creates, changes, reads, upserts and deletes collections, with a result for each record', async () => {
    const created = await sales.sobject('Account').create([{ Name: 'Many 1' }, { Phone: '1' }, { Name: 'Many 2' }]);
    expect(created).toMatchObject([{ success: true }, { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] }, { success: true }]);
    const ids = created.flatMap(({ id }) => (id ? [id] : []));
    expect(await sales.sobject('Account').update(ids.map((Id) => ({ Id, Phone: '7' })))).toMatchObject([{ success: true }, { success: true }]);
    expect(await sales.sobject('Account').retrieve([...ids, '001Sb0000009999'], { fields: ['Phone'] })).toMatchObject([{ Phone: '7' }, { Phone: '7' }, null]);
    expect(await sales.sobject('Account').upsert([{ Erp_Id__c: '555', Name: 'Many 3' }, { Erp_Id__c: '1000090', Phone: '1' }], 'Erp_Id__c')).toMatchObject([
      { success: true, created: true },
      { success: false, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID' }] },
    ]);
    expect(await sales.sobject('Account').destroy(ids)).toMatchObject([{ success: true }, { success: true }]);
    expect(named('Many')).toHaveLength(1);
  });

  it('keeps all of a collection or nothing when asked to', async () => {
    const results = await sales.sobject('Account').create([{ Name: 'Whole 1' }, { Phone: '1' }], { allOrNone: true });
    expect(results).toMatchObject([{ success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] }, { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }]);
    expect(named('Whole')).toEqual([]);
    await expect(sales.request({ method: 'POST', url: `${root}/composite/sobjects`, body: JSON.stringify({ records: Array.from({ length: 201 }, () => ({})) }) })).rejects.toMatchObject({ errorCode: 'EXCEEDED_ID_LIMIT' });
  });

  const chain = (lastName: string) => [
    { method: 'POST', url: `${root}/sobjects/Account`, referenceId: 'company', body: { Name: 'Chain' } },
    { method: 'POST', url: `${root}/sobjects/Contact`, referenceId: 'person', body: { LastName: lastName, AccountId: '@{company.id}' } },
    { method: 'GET', url: `${root}/sobjects/Contact/@{person.id}?fields=AccountId`, referenceId: 'read' },
  ];
  const composite = (body: object) =>
    sales.request<{ compositeResponse: { httpStatusCode: number; body: Record<string, unknown>; referenceId: string }[] }>({ method: 'POST', url: `${root}/composite`, body: JSON.stringify(body) });

  it('runs requests one after the other, with what the earlier ones answered', async () => {
    const { compositeResponse } = await composite({ allOrNone: true, compositeRequest: chain('Link') });
    expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200]);
    expect(compositeResponse[2]!.body['AccountId']).toBe(compositeResponse[0]!.body['id']);
  });

  it('rolls all of them back when one fails and all or none was asked for', async () => {
    const before = named('Chain').length;
    const { compositeResponse } = await composite({ allOrNone: true, compositeRequest: chain('') });
    expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([400, 400, 400]);
    expect(compositeResponse[0]!.body).toMatchObject([{ errorCode: 'PROCESSING_HALTED' }]);
    expect(compositeResponse[1]!.body).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }]);
    expect(named('Chain')).toHaveLength(before);
  });
});
