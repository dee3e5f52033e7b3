import { describe, expect, it } from 'vitest';
import { Answers, readAddress } from './answers.js';

const odata = '/sap/opu/odata/sap';
const answers = new Answers();
const to = (url: string) => JSON.parse(answers.to(readAddress(url))) as unknown;
const soql = (query: string) => `/services/data/v60.0/query?q=${encodeURIComponent(query)}`;

describe('the stub', () => {
  it.each(['0001000005', '0001777777'])('answers for any customer, such as %s, with what was selected', (number) => {
    const filter = encodeURIComponent(`SoldToParty eq '${number}'`);
    const { d } = to(`${odata}/API_SALES_ORDER_SRV/A_SalesOrder?$select=SalesOrder,SoldToParty,to_Item/SalesDocumentRjcnReason&$expand=to_Item&$filter=${filter}`) as { d: { results: object[] } };
    const item = { __metadata: expect.anything(), SalesDocumentRjcnReason: '' };
    expect(d.results).toHaveLength(3);
    expect(d.results[0]).toEqual({ __metadata: expect.anything(), SalesOrder: expect.any(String), SoldToParty: number, to_Item: { results: [item, item] } });
  });

  it('answers one entity by its key', () => {
    const key = "BusinessPartner='0001000009',CreditSegment='0000'";
    expect(to(`${odata}/API_CRDTMBUSINESSPARTNER/CreditManagementAccount(${key})?$select=CreditSegmentCurrency`)).toMatchObject({ d: { CreditSegmentCurrency: 'EUR' } });
  });

  it('answers for several customers that are asked for in one request', () => {
    const filter = encodeURIComponent("(BusinessPartner eq '0001000009' or BusinessPartner eq '0001000010') and (CreditSegment eq '0000')");
    const { d } = to(`${odata}/API_CRDTMBUSINESSPARTNER/CreditManagementAccount?$select=BusinessPartner,CreditSegmentCurrency&$filter=${filter}`) as { d: { results: object[] } };
    expect(d.results).toMatchObject([{ BusinessPartner: '0001000009', CreditSegmentCurrency: 'EUR' }, { BusinessPartner: '0001000010' }]);
    expect(to(soql("SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Erp_Id__c IN ('1000009', '1000010') LIMIT 3"))).toMatchObject({
      totalSize: 2,
      records: [{ Erp_Id__c: '1000009', Contacts: { totalSize: 3 } }, { Erp_Id__c: '1000010' }],
    });
  });

  it('has nothing else: feeds find no changes', () => {
    expect(to(`${odata}/API_SALES_ORDER_SRV/A_SalesOrder?$filter=LastChangeDateTime ge datetimeoffset'2026-11-25T10:00:00Z'`)).toEqual({ d: { results: [] } });
    expect(to(soql('SELECT Id FROM Account LIMIT 1'))).toMatchObject({ records: [] });
  });
});
