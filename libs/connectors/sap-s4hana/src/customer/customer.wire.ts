import { filterBy } from '../odata/filter.js';
import { select, type RowOf } from '../odata/selection.js';

const service = 'API_BUSINESS_PARTNER';

const address = {
  fields: ['StreetName', 'HouseNumber', 'PostalCode', 'CityName', 'Region', 'Country'],
  expand: { to_EmailAddress: { fields: ['EmailAddress', 'IsDefaultEmailAddress'] } },
} as const;

/** A customer is a business partner with a customer number: one read gives both sides, sales areas and partners. */
export const customerSelection = select(service, 'A_BusinessPartner', {
  fields: ['BusinessPartner', 'Customer', 'BusinessPartnerFullName', 'BusinessPartnerIsBlocked'],
  expand: {
    to_BusinessPartnerAddress: address,
    to_BusinessPartnerTax: { fields: ['BPTaxType', 'BPTaxNumber', 'BPTaxLongNumber'] },
    to_Customer: {
      fields: ['Customer', 'OrderIsBlockedForCustomer', 'DeliveryIsBlocked', 'BillingIsBlockedForCustomer'],
      expand: {
        to_CustomerSalesArea: {
          fields: [
            'SalesOrganization',
            'DistributionChannel',
            'Division',
            'Currency',
            'CustomerPaymentTerms',
            'OrderIsBlockedForCustomer',
            'DeliveryIsBlockedForCustomer',
            'BillingIsBlockedForCustomer',
          ],
          expand: { to_PartnerFunction: { fields: ['PartnerFunction', 'BPCustomerNumber'] } },
        },
      },
    },
  },
});
export type CustomerRow = RowOf<typeof customerSelection>;
export type CustomerSideRow = NonNullable<CustomerRow['to_Customer']>;

/** Name and address of a ship-to party that is a customer of its own. */
export const shipToSelection = select(service, 'A_BusinessPartner', {
  fields: ['Customer', 'BusinessPartnerFullName'],
  expand: { to_BusinessPartnerAddress: { fields: address.fields } },
});
export type ShipToRow = RowOf<typeof shipToSelection>;

/** Whether there is such a customer. */
export const customerKeySelection = select(service, 'A_BusinessPartner', { fields: ['Customer'] });

export const customerFilter = filterBy(service, 'A_BusinessPartner', ['Customer', 'BusinessPartnerFullName', 'SearchTerm1']);
