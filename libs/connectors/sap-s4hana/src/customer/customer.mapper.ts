import type { Address, Block, BlockType, Customer, ShipTo } from '#canonical';
import { salesAreaId } from '../sap-s4hana.system.js';
import type { CustomerRow, CustomerSideRow, ShipToRow } from './customer.wire.js';

/** Ship-to in English and in German; functions come in the logon language. */
const shipToFunctions = new Set(['SH', 'WE']);

/** Customer numbers of the ship-to parties of a customer, besides itself. */
export function foreignShipTos(row: CustomerRow): string[] {
  const numbers: string[] = [];
  for (const area of row.to_Customer?.to_CustomerSalesArea ?? []) {
    for (const { PartnerFunction, BPCustomerNumber: number } of area.to_PartnerFunction) {
      if (shipToFunctions.has(PartnerFunction) && number !== '' && number !== row.Customer && !numbers.includes(number)) numbers.push(number);
    }
  }
  return numbers;
}

/** @param shipTos rows of the ship-to parties that are customers of their own */
export function toCustomer(systemId: string, row: CustomerRow, shipTos: readonly ShipToRow[]): Customer {
  const side = row.to_Customer;
  const areas = side?.to_CustomerSalesArea ?? [];
  const address = row.to_BusinessPartnerAddress[0];
  const customer: Customer = {
    id: row.Customer,
    systemId,
    name: row.BusinessPartnerFullName,
    address: address && toAddress(address),
    shipTos: address ? [toShipTo(row)] : [],
    salesAreas: areas.map((area) => ({ id: salesAreaId(area), currency: area.Currency })),
    email: emailOf(row),
    paymentTerms: areas.map(({ CustomerPaymentTerms }) => CustomerPaymentTerms).find((terms) => terms !== ''),
    taxNumbers: row.to_BusinessPartnerTax.map(({ BPTaxNumber, BPTaxLongNumber }) => BPTaxLongNumber || BPTaxNumber).filter((number) => number !== ''),
    blocks: side ? blocksOf(side) : [],
  };
  if (row.BusinessPartnerIsBlocked) customer.blocks.unshift({ type: 'order', reason: 'Business partner is blocked' });
  if (shipTos.length > 0) {
    const others = foreignShipTos(row);
    for (const shipTo of shipTos) if (others.includes(shipTo.Customer)) customer.shipTos.push(toShipTo(shipTo));
  }
  if (Object.keys(row.extensions).length > 0) customer.extensions = row.extensions;
  return customer;
}

/** The one that is named the default, of all addresses, or else the first. */
function emailOf(row: CustomerRow): string | undefined {
  let first: string | undefined;
  for (const { to_EmailAddress } of row.to_BusinessPartnerAddress) {
    for (const { EmailAddress, IsDefaultEmailAddress } of to_EmailAddress) {
      if (IsDefaultEmailAddress) return EmailAddress || undefined;
      first ??= EmailAddress;
    }
  }
  return first || undefined;
}

/** A block of a sales area is the customer's when all of its areas have it: in the others it may still buy. */
function blocksOf(side: CustomerSideRow): Block[] {
  const areas = side.to_CustomerSalesArea;
  const blocks: Block[] = [];
  const add = (type: BlockType, name: string, code: string) => {
    if (code !== '') blocks.push({ type, code, reason: `${name} ${code}` });
  };
  add('order', 'Order block', side.OrderIsBlockedForCustomer || everywhere(areas, 'OrderIsBlockedForCustomer'));
  add('delivery', 'Delivery block', side.DeliveryIsBlocked || everywhere(areas, 'DeliveryIsBlockedForCustomer'));
  add('billing', 'Billing block', side.BillingIsBlockedForCustomer || everywhere(areas, 'BillingIsBlockedForCustomer'));
  return blocks;
}

type AreaRow = CustomerSideRow['to_CustomerSalesArea'][number];

/** The code of the first area, if none is without one. */
function everywhere(areas: readonly AreaRow[], block: 'OrderIsBlockedForCustomer' | 'DeliveryIsBlockedForCustomer' | 'BillingIsBlockedForCustomer'): string {
  for (const area of areas) if (area[block] === '') return '';
  return areas[0]?.[block] ?? '';
}

function toShipTo({ Customer, BusinessPartnerFullName, to_BusinessPartnerAddress }: Pick<ShipToRow, 'Customer' | 'BusinessPartnerFullName' | 'to_BusinessPartnerAddress'>): ShipTo {
  const [address] = to_BusinessPartnerAddress;
  return { id: Customer, name: BusinessPartnerFullName, address: address ? toAddress(address) : { country: '' } };
}

function toAddress(row: ShipToRow['to_BusinessPartnerAddress'][number]): Address {
  return {
    street: row.StreetName && row.HouseNumber ? `${row.StreetName} ${row.HouseNumber}` : row.StreetName || row.HouseNumber || undefined,
    postalCode: row.PostalCode || undefined,
    city: row.CityName || undefined,
    region: row.Region || undefined,
    country: row.Country,
  };
}
