import type { TrytonDecimal } from '../tryton.values.js';

/** `party.party` and `party.address`, as far as we read them. Related rows come under the field's name and a dot. */
export const partyModel = 'party.party';

export const partyFields = [
  'code',
  'name',
  'email',
  'customer_payment_term.name',
  'identifiers.code',
  'addresses.street',
  'addresses.postal_code',
  'addresses.city',
  'addresses.party_name',
  'addresses.delivery',
  'addresses.invoice',
  'addresses.country.code',
  'addresses.subdivision.code',
] as const;

/** Everything that Tryton itself has on a party; what is beyond was added by a module. */
export const knownPartyFields = [
  ...['active', 'code', 'code_readonly', 'currency_digits', 'distance', 'email', 'fax', 'full_name', 'id', 'mobile', 'name', 'phone', 'rec_name', 'website'],
  ...['credit_amount', 'credit_limit_amount', 'credit_limit_digits', 'payable', 'payable_today', 'payment_direct_debit', 'receivable', 'receivable_today'],
];

export interface AddressRow {
  id: number;
  street: string | null;
  postal_code: string | null;
  city: string | null;
  party_name: string | null;
  delivery: boolean;
  invoice: boolean;
  'country.': { code: string } | null;
  'subdivision.': { code: string } | null;
}

export interface PartyRow {
  id: number;
  code: string;
  name: string | null;
  email: string | null;
  'customer_payment_term.': { id: number; name: string } | null;
  'identifiers.': { code: string }[];
  'addresses.': AddressRow[];
  [added: string]: unknown;
}

/** Of the module account_credit_limit. */
export const creditFields = ['credit_limit_amount', 'credit_amount'] as const;

export interface PartyCreditRow {
  id: number;
  credit_limit_amount: TrytonDecimal | null;
  credit_amount: TrytonDecimal | null;
}
