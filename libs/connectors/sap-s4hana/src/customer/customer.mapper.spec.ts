import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import { foreignShipTos, toCustomer } from './customer.mapper.js';
import { customerSelection, shipToSelection } from './customer.wire.js';

const address = { StreetName: 'Schottenring', HouseNumber: '8', PostalCode: '1010', CityName: 'Wien', Region: '', Country: 'AT' };
const area = (SalesOrganization: string, more: object = {}) => ({
  SalesOrganization,
  DistributionChannel: '10',
  Division: '00',
  Currency: 'EUR',
  CustomerPaymentTerms: '0001',
  OrderIsBlockedForCustomer: '',
  DeliveryIsBlockedForCustomer: '',
  BillingIsBlockedForCustomer: '',
  to_PartnerFunction: { results: [] },
  ...more,
});
const side = (areas: object[], more: object = {}) => ({
  Customer: '0001000001',
  OrderIsBlockedForCustomer: '',
  DeliveryIsBlocked: '',
  BillingIsBlockedForCustomer: '',
  to_CustomerSalesArea: { results: areas },
  ...more,
});
const row = (to_Customer: object | null, more: object = {}) =>
  readEntity(customerSelection, {
    BusinessPartner: '0000000017',
    Customer: '0001000001',
    BusinessPartnerFullName: 'Alpenblick GmbH',
    BusinessPartnerIsBlocked: false,
    to_BusinessPartnerAddress: { results: [{ ...address, to_EmailAddress: { results: [{ EmailAddress: 'a@b.example', IsDefaultEmailAddress: false }, { EmailAddress: 'orders@b.example', IsDefaultEmailAddress: true }] } }] },
    to_BusinessPartnerTax: { results: [{ BPTaxType: 'AT0', BPTaxNumber: 'ATU10007919', BPTaxLongNumber: '' }] },
    to_Customer,
    ...more,
  });

describe('a customer of S/4', () => {
  it('goes by its customer number, which need not be that of the business partner', () => {
    expect(toCustomer('erp', row(side([area('1010'), area('1710', { Currency: 'USD' })])), [])).toMatchObject({
      id: '1000001',
      name: 'Alpenblick GmbH',
      address: { street: 'Schottenring 8', postalCode: '1010', city: 'Wien', country: 'AT' },
      salesAreas: [{ id: '1010-10-00', currency: 'EUR' }, { id: '1710-10-00', currency: 'USD' }],
      email: 'orders@b.example',
      paymentTerms: '0001',
      taxNumbers: ['ATU10007919'],
      blocks: [],
    });
  });

  it('may be shipped to itself and to its ship-to parties', () => {
    const partners = { results: [{ PartnerFunction: 'SH', BPCustomerNumber: '0001000001' }, { PartnerFunction: 'SH', BPCustomerNumber: '0001000099' }, { PartnerFunction: 'PY', BPCustomerNumber: '0001000098' }] };
    const customer = row(side([area('1010', { to_PartnerFunction: partners })]));
    expect(foreignShipTos(customer)).toEqual(['1000099']);
    const other = readEntity(shipToSelection, { Customer: '0001000099', BusinessPartnerFullName: 'Warehouse North', to_BusinessPartnerAddress: { results: [{ ...address }] } });
    expect(toCustomer('erp', customer, [other]).shipTos.map(({ id, name }) => [id, name])).toEqual([['1000001', 'Alpenblick GmbH'], ['1000099', 'Warehouse North']]);
  });

  it('is blocked when it is blocked as a whole, or in each of its sales areas', () => {
    const blocks = (areas: object[], more = {}) => toCustomer('erp', row(side(areas, more)), []).blocks.map(({ type, code }) => [type, code]);
    expect(blocks([area('1010')], { OrderIsBlockedForCustomer: '01' })).toEqual([['order', '01']]);
    expect(blocks([area('1010', { DeliveryIsBlockedForCustomer: '02' })])).toEqual([['delivery', '02']]);
    expect(blocks([area('1010', { DeliveryIsBlockedForCustomer: '02' }), area('1710')])).toEqual([]);
    expect(toCustomer('erp', row(side([area('1010')]), { BusinessPartnerIsBlocked: true }), []).blocks).toEqual([{ type: 'order', reason: 'Business partner is blocked' }]);
  });
});
