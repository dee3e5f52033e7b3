import type { Row } from '../../odata/source.js';
import type { Customer } from './customer.seed.js';
import { SET_UP_AT } from './product.service.js';

export function partnerRow(customer: Customer): Row[] {
  return [{
    BusinessPartner: customer.customer,
    Customer: customer.customer,
    Supplier: '',
    BusinessPartnerCategory: '2',
    BusinessPartnerGrouping: 'BPEE',
    BusinessPartnerName: customer.name,
    BusinessPartnerFullName: customer.name,
    OrganizationBPName1: customer.name,
    BusinessPartnerIsBlocked: false,
    IsMarkedForArchiving: false,
    CorrespondenceLanguage: customer.language,
    Language: customer.language,
    SearchTerm1: customer.name.split(' ')[0]!.toUpperCase(),
    LegalForm: '',
    CreationDate: SET_UP_AT,
    CreationTime: 'PT08H00M00S',
    CreatedByUser: 'SETUP',
    LastChangeDate: SET_UP_AT,
    LastChangeTime: 'PT08H00M00S',
    ETag: `SETUP${customer.customer}`,
  }];
}

export function addressRows(customer: Customer): Row[] {
  return [{
    BusinessPartner: customer.customer,
    AddressID: addressId(customer),
    ValidityStartDate: SET_UP_AT,
    ValidityEndDate: Date.UTC(9999, 11, 31),
    FullName: customer.name,
    StreetName: customer.street,
    HouseNumber: customer.houseNumber,
    PostalCode: customer.postalCode,
    CityName: customer.city,
    Region: customer.region,
    Country: customer.country,
    Language: customer.language,
    AddressTimeZone: customer.areas[0]?.salesOrganization === '1710' ? 'CST' : 'CET',
    Person: '',
  }];
}

export function roleRows({ customer }: Customer): Row[] {
  return ['FLCU00', 'FLCU01', 'UKM000'].map((BusinessPartnerRole) => ({
    BusinessPartner: customer, BusinessPartnerRole, ValidFrom: SET_UP_AT, ValidTo: Date.UTC(9999, 11, 31),
  }));
}

export function taxNumberRows({ customer, taxType, taxNumber }: Customer): Row[] {
  return [{ BusinessPartner: customer, BPTaxType: taxType, BPTaxNumber: taxNumber, BPTaxLongNumber: '' }];
}

export function emailRows(customer: Customer): Row[] {
  const mailbox = customer.name.split(' ')[0]!.toLowerCase();
  return [{
    AddressID: addressId(customer), Person: '', OrdinalNumber: '001', IsDefaultEmailAddress: true,
    EmailAddress: `orders.${customer.customer.slice(-3)}@${mailbox}.example`, SearchEmailAddress: `${mailbox}.EXAMPLE`.slice(0, 20).toUpperCase(),
  }];
}

export function phoneRows(customer: Customer): Row[] {
  return [{
    AddressID: addressId(customer), Person: '', OrdinalNumber: '001', DestinationLocationCountry: customer.country, IsDefaultPhoneNumber: true,
    PhoneNumber: `555 0${customer.customer.slice(-3)}`, PhoneNumberExtension: '', PhoneNumberType: '1',
  }];
}

export function usageRows(customer: Customer): Row[] {
  return [{
    BusinessPartner: customer.customer, AddressID: addressId(customer), AddressUsage: 'XXDEFAULT', ValidityStartDate: SET_UP_AT,
    ValidityEndDate: Date.UTC(9999, 11, 31), StandardUsage: true,
  }];
}

function addressId({ customer }: Customer): string {
  return String(20_000 + Number(customer.slice(-5))).padStart(10, '0');
}
