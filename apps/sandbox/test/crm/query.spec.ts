import type { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCrm, type CrmServer } from './crm.server.js';

interface Found {
  Id: string;
  Name: string;
  [field: string]: unknown;
}

describe('SOQL, asked by jsforce', () => {
  let crm: CrmServer;
  let sales: Connection;
  const names = async (soql: string): Promise<unknown[]> => (await sales.query<Found>(soql)).records.map(({ Name }) => Name);

  beforeAll(async () => {
    crm = await startCrm();
    sales = await crm.connect();
  });
  afterAll(() => crm.close());

  it('answers an account with its owner, contacts and opportunities in one query', async () => {
    const soql = `SELECT Id, Name, Owner.Name, (SELECT Name, Email FROM Contacts ORDER BY LastName), (SELECT Name, StageName, Amount, IsClosed FROM Opportunities) FROM Account WHERE Erp_Id__c = '1000007'`;
    const { records, totalSize, done } = await sales.query(soql);
    expect({ totalSize, done }).toEqual({ totalSize: 1, done: true });
    expect(records[0]).toMatchObject({
      attributes: { type: 'Account', url: expect.stringMatching(/^\/services\/data\/v60\.0\/sobjects\/Account\/001\w{15}$/) },
      Owner: { Name: 'Tom Okafor' },
      Contacts: { totalSize: 2, done: true },
      Opportunities: { totalSize: 3, records: expect.arrayContaining([expect.objectContaining({ StageName: 'Closed Won', IsClosed: true })]) },
    });
  });

  it('says null where an account has no children, and no owner where nobody is', async () => {
    const { records } = await sales.query(`SELECT Name, (SELECT Id FROM Opportunities) FROM Account WHERE Name = 'Quayside Ventures'`);
    expect(records[0]).toMatchObject({ Opportunities: null });
    const contacts = await sales.query('SELECT Id, Account.Name FROM Contact WHERE AccountId = null');
    expect(contacts.records).toEqual([]);
  });

  it('compares texts without regard to case, and escapes by backslash', async () => {
    await sales.sobject('Account').create({ Name: `Smith's 100% \\ Tea_Co` });
    expect(await names(`SELECT Name FROM Account WHERE Name = 'smith\\'s 100% \\\\ tea_co'`)).toHaveLength(1);
    expect(await names(`SELECT Name FROM Account WHERE Name LIKE '%100\\% \\\\ tea\\_co'`)).toHaveLength(1);
    expect(await names(`SELECT Name FROM Account WHERE Name LIKE 'Smith_s 100\\_%'`)).toEqual([]);
  });

  it('filters by numbers, dates, booleans, lists and moments, and counts a missing value as different', async () => {
    const count = async (where: string): Promise<number> => (await sales.query(`SELECT COUNT() FROM Opportunity WHERE ${where}`)).totalSize;
    const all = crm.ledger.opportunities();
    const open = all.filter(({ IsClosed }) => !IsClosed).length;
    expect(await count('IsClosed = false')).toBe(open);
    expect(await count('CloseDate < TODAY')).toBe(all.length - open);
    expect(await count('NOT (IsClosed = true OR Amount > 10000.5)')).toBe(all.filter((each) => !each['IsClosed'] && Number(each['Amount']) <= 10_000.5).length);
    expect(await count(`StageName IN ('Closed Won', 'closed lost')`)).toBe(all.length - open);
    expect(await count(`StageName NOT IN ('Closed Won', 'Closed Lost') AND SystemModstamp >= 2020-01-01T00:00:00Z`)).toBe(open);
    const { totalSize } = await sales.query(`SELECT Id FROM Account WHERE Erp_Id__c != '1000001'`);
    expect(totalSize).toBe(crm.ledger.accounts().length - 1);
  });

  it('sorts, cuts and skips', async () => {
    const sorted = crm.ledger.accounts().map(({ Name }) => String(Name)).toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    expect(await names('SELECT Name FROM Account ORDER BY Name LIMIT 3 OFFSET 2')).toEqual(sorted.slice(2, 5));
    expect(await names('SELECT Name FROM Account ORDER BY Name DESC LIMIT 1')).toEqual(sorted.slice(-1));
  });

  it('hands out large results in batches behind nextRecordsUrl', async () => {
    const many = Array.from({ length: 450 }, (_, index) => ({ LastName: `Batch ${index}` }));
    await sales.sobject('Contact').create(many, { allowRecursive: true });
    const query = `SELECT Id FROM Contact WHERE LastName LIKE 'Batch %'`;
    const first = await sales.query(query, { headers: { 'Sforce-Query-Options': 'batchSize=200' }, autoFetch: false });
    expect(first).toMatchObject({ totalSize: 450, done: false, nextRecordsUrl: expect.stringMatching(/\/query\/01g\w+-200$/) });
    const rest = await sales.queryMore(first.nextRecordsUrl!);
    expect(rest.records).toHaveLength(250);
    expect(rest.done).toBe(true);
    await expect(sales.queryMore('/services/data/v60.0/query/01gSb0000000000099-200')).rejects.toMatchObject({ errorCode: 'INVALID_QUERY_LOCATOR' });
  });

  it.each([
    ['SELEC Id FROM Account', 'MALFORMED_QUERY'],
    [`SELECT Id FROM Account WHERE Name = 'O'Brien'`, 'MALFORMED_QUERY'],
    [`SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Phone = 'c'`, 'MALFORMED_QUERY'],
    ['SELECT Shoe__c FROM Account', 'INVALID_FIELD'],
    ['SELECT Boss.Name FROM Account', 'INVALID_FIELD'],
    ['SELECT Id FROM Account WHERE Name = 5', 'INVALID_FIELD'],
    ['SELECT Id FROM Shoe__c', 'INVALID_TYPE'],
    ['SELECT Id, (SELECT Id FROM Shoes) FROM Account', 'INVALID_TYPE'],
    [`SELECT Id FROM Contact WHERE AccountId = 'abc'`, 'INVALID_QUERY_FILTER_OPERATOR'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE'],
  ])('refuses %s', async (soql, errorCode) => {
    await expect(sales.query(soql)).rejects.toMatchObject({ errorCode });
  });
});
