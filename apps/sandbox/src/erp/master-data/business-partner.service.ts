import type { Row, ServiceSource } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import { text } from '../draft-value.js';
import type { Erp } from '../erp.js';
import { dunningOf } from '../receivables/dunning.js';
import { keyText, readOnlySet, wanted } from '../service/row.set.js';
import type { Customer } from './customer.seed.js';
import { companyRows, dunningRows, partnerFunctionRows, salesAreaRows, salesAreaTaxRows } from './customer-terms.rows.js';
import { addressRows, emailRows, partnerRow, phoneRows, roleRows, taxNumberRows, usageRows } from './business-partner.rows.js';
import { customerRow } from './customer.rows.js';

type Rows = (customer: Customer) => Row[];

/** API_BUSINESS_PARTNER: customers with addresses, tax numbers, sales areas and company data. Blocks can be changed. */
export function businessPartnerService(erp: Erp): ServiceSource {
  const found = (equal: Readonly<Record<string, unknown>>): readonly Customer[] => {
    const id = wanted(equal, 'Customer') ?? wanted(equal, 'BusinessPartner');
    if (id === undefined) return erp.masterData.customers;
    const customer = erp.masterData.customer(id);
    return customer ? [customer] : [];
  };
  const below = (rows: Rows) => (row: Row) => found({ Customer: keyText(row, 'Customer') || keyText(row, 'BusinessPartner') }).flatMap(rows);
  const set = (rows: Rows, key: string[], navigations = {}) => readOnlySet((equal) => found(equal).flatMap(rows), key, navigations);
  const area = ['Customer', 'SalesOrganization', 'DistributionChannel', 'Division'];
  const sameArea = (rows: Rows) => (row: Row) => below(rows)(row).filter((one) => area.every((name) => one[name] === row[name]));
  const reach = { to_EmailAddress: below(emailRows), to_PhoneNumber: below(phoneRows), to_AddressUsage: below(usageRows) };
  const company = { to_CustomerDunning: below(dunningRows) };
  return {
    path: 'API_BUSINESS_PARTNER',
    metadata: 'API_BUSINESS_PARTNER',
    transaction: (work) => erp.ledger.transaction(work),
    functions: {},
    sets: {
      A_BusinessPartner: set(partnerRow, ['BusinessPartner'], {
        to_BusinessPartnerAddress: below(addressRows), to_BusinessPartnerRole: below(roleRows), to_BusinessPartnerTax: below(taxNumberRows),
        to_Customer: below(customerRow),
      }),
      A_BusinessPartnerAddress: set(addressRows, ['BusinessPartner', 'AddressID'], reach),
      A_BusinessPartnerRole: set(roleRows, ['BusinessPartner', 'BusinessPartnerRole']),
      A_BusinessPartnerTaxNumber: set(taxNumberRows, ['BusinessPartner', 'BPTaxType']),
      A_AddressEmailAddress: set(emailRows, ['AddressID', 'Person', 'OrdinalNumber']),
      A_AddressPhoneNumber: set(phoneRows, ['AddressID', 'Person', 'OrdinalNumber']),
      A_Customer: {
        ...set(customerRow, ['Customer'], { to_CustomerCompany: below(companyRows), to_CustomerSalesArea: below(salesAreaRows) }),
        update: (row, changes) => ({ row: changeBlocks(erp, row, changes) }),
      },
      A_CustomerCompany: set(companyRows, ['Customer', 'CompanyCode'], company),
      A_CustomerDunning: {
        ...set(dunningRows, ['Customer', 'CompanyCode', 'DunningArea']),
        etag: (row) => `'${dunningOf(erp.masterData.customer(keyText(row, 'Customer'))!, keyText(row, 'CompanyCode')).version}'`,
        update: (row, changes) => ({ row: changeDunning(erp, row, changes) }),
      },
      A_CustomerSalesArea: set(salesAreaRows, area, { to_PartnerFunction: sameArea(partnerFunctionRows), to_SalesAreaTax: sameArea(salesAreaTaxRows) }),
      A_CustomerSalesAreaTax: set(salesAreaTaxRows, [...area, 'DepartureCountry', 'CustomerTaxCategory']),
      A_CustSalesPartnerFunc: set(partnerFunctionRows, [...area, 'PartnerCounter', 'PartnerFunction']),
    },
  };
}

/** A person sets and takes away the block; level and date are the dunning run's own. */
function changeDunning(erp: Erp, row: Row, changes: Row): Row {
  for (const [property, value] of Object.entries(changes)) {
    if (property !== 'DunningBlock' && value !== (row[property] ?? null)) throw refusal('F2/071', [property], property);
  }
  const customer = erp.masterData.customer(keyText(row, 'Customer'))!;
  const company = keyText(row, 'CompanyCode');
  if (changes['DunningBlock'] !== undefined) erp.dunning.block(customer, text(changes, 'DunningBlock'), company);
  return dunningRows(customer).find(({ CompanyCode }) => CompanyCode === company)!;
}

function changeBlocks(erp: Erp, row: Row, changes: Row): Row {
  const customer = erp.masterData.customer(keyText(row, 'Customer'))!;
  const { OrderIsBlockedForCustomer: order, DeliveryIsBlocked: delivery } = changes;
  erp.masterData.changeCustomer(
    customer,
    {
      orderBlock: typeof order === 'string' ? order : customer.orderBlock,
      deliveryBlock: typeof delivery === 'string' ? delivery : customer.deliveryBlock,
    },
    erp.now(),
  );
  return customerRow(customer)[0]!;
}
