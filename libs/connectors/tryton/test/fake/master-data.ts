import { decimal } from '../../src/tryton.values.js';
import type { Records } from './records.js';

export const login = { user: 'strata', password: 'strata-password', database: 'tryton' };

/** Stock of a product at the start, by code. */
export const stockAtStart: Readonly<Record<string, number>> = { 'SKU-0001': 100_000, 'SKU-0002': 100_000, 'SKU-0003': 2.5, 'SKU-0004': 0 };

export const creditLimits: Readonly<Record<string, string>> = { C0001: '900000', C0002: '20' };

/** A company, four products and three customers, like those of the real seed. */
export function fillMasterData(records: Records): void {
  records.add('currency.currency', { code: 'EUR', digits: 2 });
  records.add('company.company', { currency: 1 });
  records.add('product.uom', { name: 'Unit', symbol: 'u', digits: 0, factor: 1 });
  records.add('product.uom', { name: 'Kilogram', symbol: 'kg', digits: 3, factor: 1 });
  records.add('product.uom', { name: 'Gram', symbol: 'g', digits: 1, factor: 0.001 });
  records.add('account.tax', { type: 'percentage', rate: decimal('0.21') });
  records.add('stock.location', { type: 'warehouse', code: 'WH' });
  records.add('account.move.reconcile.write_off', { name: 'Cash discount' });
  records.add('account.invoice.payment.method', { name: 'Bank' });
  records.add('account.invoice.payment_term', { name: '30 days' });
  records.add('country.country', { code: 'BE' });
  records.add('country.subdivision', { code: 'BE-BRU' });
  records.add('party.identifier', { code: 'BE0403019261' });

  product(records, 'SKU-0001', 'Hex bolt M8', '12.50', 1, 1);
  product(records, 'SKU-0002', 'Wall bracket', '7.95', 1, 1);
  product(records, 'SKU-0003', 'Copper granulate', '11.40', 2, 3);
  product(records, 'SKU-0004', 'Spare rotor', '260.00', 1, 1);

  customer(records, 'C0001', 'Ateliers Dubois SA', { siren: '123456782', identifiers: [1], subdivision: 1 });
  customer(records, 'C0002', 'Laden Vogel', {});
  customer(records, 'C0003', 'Garage Peeters NV', {});
}

function product(records: Records, code: string, name: string, price: string, base: number, sale: number): void {
  records.add('product.product', { code, name, type: 'goods', salable: true, active: true, default_uom: base, sale_uom: sale, list_price: decimal(price), rec_name: `[${code}] ${name}` });
}

function customer(records: Records, code: string, name: string, { siren = null, identifiers = [], subdivision = null }: { siren?: string | null; identifiers?: number[]; subdivision?: number | null }): void {
  const address = records.add('party.address', { street: 'Meir 61', postal_code: '2000', city: 'Antwerpen', party_name: null, delivery: true, invoice: true, country: 1, subdivision });
  records.add('party.party', { code, name, email: `buyer@${code.toLowerCase()}.example`, customer_payment_term: 1, addresses: [address.id], identifiers, siren, rec_name: `${name} ${code}` });
}

/** `fields_get`: beside the fields that Tryton has, one that a module added to parties. */
export const addedFields: Readonly<Record<string, Record<string, { type: string }>>> = {
  'party.party': { code: { type: 'char' }, credit_limit_amount: { type: 'numeric' }, addresses: { type: 'one2many' }, siren: { type: 'char' } },
  'sale.line': { quantity: { type: 'float' }, note: { type: 'text' }, discount: { type: 'char' } },
};
