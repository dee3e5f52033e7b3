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
  const emails = row.to_BusinessPartnerAddress.flatMap(({ to_EmailAddress }) => to_EmailAddress);
  const others = shipTos.length === 0 ? [] : foreignShipTos(row);
  return {
    id: row.Customer,
    systemId,
    name: row.BusinessPartnerFullName,
    address: address && toAddress(address),
    shipTos: [...(address ? [toShipTo(row)] : []), ...shipTos.filter(({ Customer }) => others.includes(Customer)).map(toShipTo)],
    salesAreas: areas.map((area) => ({ id: salesAreaId(area), currency: area.Currency })),
    email: (emails.find(({ IsDefaultEmailAddress }) => IsDefaultEmailAddress) ?? emails[0])?.EmailAddress || undefined,
    paymentTerms: areas.map(({ CustomerPaymentTerms }) => CustomerPaymentTerms).find((terms) => terms !== ''),
    taxNumbers: row.to_BusinessPartnerTax.map(({ BPTaxNumber, BPTaxLongNumber }) => BPTaxLongNumber || BPTaxNumber).filter((number) => number !== ''),
    blocks: [...(row.BusinessPartnerIsBlocked ? [{ type: 'order' as const, reason: 'Business partner is blocked' }] : []), ...(side ? blocksOf(side) : [])],
    ...(Object.keys(row.extensions).length > 0 && { extensions: row.extensions }),
  };
}

/** A block of a sales area is the customer's when all of its areas have it: in the others it may still buy. */
function blocksOf(side: CustomerSideRow): Block[] {
  const areas = side.to_CustomerSalesArea;
  const everywhere = (codes: string[]) => (codes.length > 0 && codes.every((code) => code !== '') ? codes[0]! : '');
  const found: [BlockType, string, string][] = [
    ['order', side.OrderIsBlockedForCustomer || everywhere(areas.map((area) => area.OrderIsBlockedForCustomer)), 'Order block'],
    ['delivery', side.DeliveryIsBlocked || everywhere(areas.map((area) => area.DeliveryIsBlockedForCustomer)), 'Delivery block'],
    ['billing', side.BillingIsBlockedForCustomer || everywhere(areas.map((area) => area.BillingIsBlockedForCustomer)), 'Billing block'],
  ];
  return found.filter(([, code]) => code !== '').map(([type, code, name]) => ({ type, code, reason: `${name} ${code}` }));
}

function toShipTo({ Customer, BusinessPartnerFullName, to_BusinessPartnerAddress }: Pick<ShipToRow, 'Customer' | 'BusinessPartnerFullName' | 'to_BusinessPartnerAddress'>): ShipTo {
  const [address] = to_BusinessPartnerAddress;
  return { id: Customer, name: BusinessPartnerFullName, address: address ? toAddress(address) : { country: '' } };
}

function toAddress(row: ShipToRow['to_BusinessPartnerAddress'][number]): Address {
  return {
    street: [row.StreetName, row.HouseNumber].filter((part) => part !== '').join(' ') || undefined,
    postalCode: row.PostalCode || undefined,
    city: row.CityName || undefined,
    region: row.Region || undefined,
    country: row.Country,
  };
}
