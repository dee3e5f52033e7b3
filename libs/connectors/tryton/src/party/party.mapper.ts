import { exact, type Address, type CreditStatus, type Customer, type DecimalString, type ShipTo } from '#canonical';
import { extensionsOf } from '../tryton.system.js';
import { decimalText, keyText, optionalText, textIn } from '../tryton.values.js';
import type { AddressRow, PartyCreditRow, PartyRow } from './party.wire.js';

/** Tryton has no sales areas: a company sells in its own currency. */
export const onlySalesArea = 'default';

export function toCustomer(systemId: string, row: PartyRow, currency: string, added: readonly string[]): Customer {
  const [address] = row['addresses.'].map(toAddress).filter((each) => each !== undefined);
  const extensions = extensionsOf(row, added);
  const code = textIn(row.code);
  const name = optionalText(row.name) ?? code;
  return {
    id: code,
    systemId,
    name,
    address,
    shipTos: row['addresses.'].flatMap((each) => toShipTo(name, each)),
    salesAreas: [{ id: onlySalesArea, currency }],
    email: optionalText(row.email),
    paymentTerms: optionalText(row['customer_payment_term.']?.name),
    taxNumbers: row['identifiers.'].map(({ code: number }) => textIn(number)),
    blocks: [],
    ...(extensions && { extensions }),
  };
}

/** An address without a country is none for us: nothing can be shipped by it. */
function toAddress(row: AddressRow): Address | undefined {
  const country = optionalText(row['country.']?.code);
  if (country === undefined) return undefined;
  const region = optionalText(row['subdivision.']?.code)?.replace(`${country}-`, '');
  return { street: optionalText(row.street), postalCode: optionalText(row.postal_code), city: optionalText(row.city), region, country };
}

function toShipTo(partyName: string, row: AddressRow): ShipTo[] {
  const address = toAddress(row);
  return row.delivery && address ? [{ id: keyText(row.id), name: optionalText(row.party_name) ?? partyName, address }] : [];
}

export interface Credit {
  limit?: DecimalString;
  used: DecimalString;
}

export function creditOf(row: PartyCreditRow): Credit {
  return { limit: row.credit_limit_amount ? decimalText(row.credit_limit_amount) : undefined, used: row.credit_amount ? decimalText(row.credit_amount) : '0' };
}

/** Whether the system would refuse a further sale of this net amount: it compares what is used plus the sale with the limit. */
export function exceeds({ limit, used }: Credit, net: DecimalString): boolean {
  return limit !== undefined && exact.compare(limit, exact.add(used, net)) < 0;
}

export function toCreditStatus(customerId: string, credit: Credit, currency: string): CreditStatus {
  const { limit, used } = credit;
  const blocked = limit !== undefined && exact.compare(used, limit) >= 0;
  return {
    customerId,
    ...(limit !== undefined && { limit: { amount: limit, currency } }),
    exposure: { amount: used, currency },
    derived: false,
    blocked,
    ...(blocked && { blockReason: 'the credit limit is used up' }),
  };
}
