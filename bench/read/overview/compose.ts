/**
 * The overview of a customer as one writes it by hand for these five answers: what the limit and the ordinary solution
 * have in common. The shape is the product's, and each run compares the answers.
 */

import { publicIdOf } from './customer-id.js';

// oxlint-disable-next-line typescript/no-explicit-any -- the wire, taken as it comes
type Wire = any;

/** Parsed bodies. */
export interface UpstreamBodies {
  customer: Wire;
  creditAccount: Wire;
  openItems: Wire;
  orders: Wire;
  crm: Wire;
}

export type BodyName = keyof UpstreamBodies;

/** Which of the answers an address brings. Throws for one that this composition does not know. */
export function bodyOf(path: string): BodyName {
  const known: [BodyName, RegExp][] = [
    ['customer', /\/A_BusinessPartner\?/],
    ['creditAccount', /\/CreditManagementAccount\(/],
    ['openItems', /\/A_OperationalAcctgDocItemCube\?/],
    ['orders', /\/A_SalesOrder\?/],
    ['crm', /\/services\/data\/.*\/query\?/],
  ];
  const found = known.find(([, address]) => address.test(path));
  if (!found) throw new Error(`the product asks for ${path}, which bench/read/overview/compose.ts does not know yet`);
  return found[0];
}

const taxes = new Set(['MWST', 'TTX1', 'UTXJ']);
const cents = (text: string) => Math.round(Number(text) * 100);
const money = (amount: number, currency: string) => ({ amount: (amount / 100).toFixed(2), currency });
const short = (number: string) => number.replace(/^0+/, '');

/** @param asOf ISO 8601 */
export function composeOverview({ customer, creditAccount, openItems, orders, crm }: UpstreamBodies, asOf: string): object {
  const row = customer.d.results[0];
  const number = short(row.Customer);
  const customerId = publicIdOf(number);
  const open = orders.d.results.map(openOrder);
  const account = creditAccount.d;
  const exposure = openItems.d.results.reduce((sum: number, item: Wire) => sum + cents(item.AmountInTransactionCurrency), 0) + sumOf(open);
  const erp = { source: 'sandbox', asOf, stale: false };
  const currency = account.CreditSegmentCurrency;
  return {
    customerId,
    master: { ...erp, customer: customerOf(row, number, customerId) },
    business: {
      ...erp,
      credit: { customerId: number, limit: money(cents(account.CreditLimitAmount), currency), exposure: money(exposure, currency), derived: true, blocked: account.CreditAccountIsBlocked },
      openOrders: open,
      openTotals: [money(sumOf(open), currency)],
    },
    crm: { source: 'sandbox-crm', asOf, stale: false, ...crmOf(crm.records[0]) },
  };
}

function sumOf(orders: { total: { amount: string } }[]): number {
  return orders.reduce((sum, { total }) => sum + cents(total.amount), 0);
}

function customerOf(row: Wire, number: string, customerId: string): object {
  const [home] = row.to_BusinessPartnerAddress.results;
  const areas: Wire[] = row.to_Customer.to_CustomerSalesArea.results;
  const address = { street: `${home.StreetName} ${home.HouseNumber}`, postalCode: home.PostalCode, city: home.CityName, region: home.Region, country: home.Country };
  const name = row.BusinessPartnerFullName;
  return {
    name,
    address,
    shipTos: [{ id: customerId, name, address }],
    salesAreas: areas.map((area) => ({ id: `${area.SalesOrganization}-${area.DistributionChannel}-${area.Division}`, currency: area.Currency })),
    email: home.to_EmailAddress.results[0]?.EmailAddress,
    paymentTerms: areas[0]?.CustomerPaymentTerms,
    taxNumbers: row.to_BusinessPartnerTax.results.map((tax: Wire) => tax.BPTaxLongNumber || tax.BPTaxNumber),
    blocks: [],
    customerId,
    number,
  };
}

function openOrder(row: Wire) {
  const conditions: Wire[] = row.to_Item.results.flatMap((item: Wire) => item.to_PricingElement.results);
  const tax = conditions.filter((each) => each.ConditionClass === 'D' || taxes.has(each.ConditionType)).reduce((sum, each) => sum + cents(each.ConditionAmount), 0);
  const hex: string = row.PurchaseOrderByShipToParty;
  return {
    number: short(row.SalesOrder),
    orderId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    purchaseOrderNumber: row.PurchaseOrderByCustomer,
    total: money(cents(row.TotalNetAmount) + tax, row.TransactionCurrency),
    status: row.OverallSDProcessStatus === 'C' ? 'completed' : 'open',
    blocks: row.DeliveryBlockReason ? [`Delivery block ${row.DeliveryBlockReason}`] : [],
  };
}

function crmOf(row: Wire): object {
  const accountId = row.Id;
  return {
    account: { id: accountId, systemId: 'sandbox-crm', name: row.Name, erpCustomerId: row.Erp_Id__c, owner: row.Owner?.Name, phone: row.Phone },
    contacts: row.Contacts.records.map((each: Wire) => ({ id: each.Id, accountId, name: each.Name, email: each.Email, phone: each.Phone })),
    opportunities: row.Opportunities.records.map((each: Wire) => ({
      id: each.Id,
      accountId,
      name: each.Name,
      stage: each.StageName,
      amount: money(cents(each.Amount), each.CurrencyIsoCode),
      closeOn: each.CloseDate,
      closed: each.IsClosed,
      won: each.IsWon,
    })),
  };
}
