import type { Domain } from '../tryton.system.js';
import type { SaleHeadRow } from './sale.wire.js';

/**
 * Offers, orders and returns are all sales in Tryton. A return names the sale it comes from; an offer has no date of sale,
 * which a sale gets when it is confirmed, and which ours get as soon as they are meant as orders.
 */
const unconfirmed = ['draft', 'quotation', 'cancelled'];

/** Tryton's own return wizard copies the reference of the sale: a return must not pass for an order. */
export const noReturns: Domain = ['OR', ['origin', '=', null], ['origin', 'not like', 'sale.sale,%']];

export const onlyOrders: Domain = [noReturns, ['OR', ['sale_date', '!=', null], ['state', 'not in', unconfirmed]]];

export const returnsOf = (sale: number | null): Domain => [['origin', '=', sale === null ? null : `sale.sale,${sale}`], ['origin', '!=', null]];

export function isOffer({ state, sale_date: soldOn }: Pick<SaleHeadRow, 'state' | 'sale_date'>): boolean {
  return soldOn === null && unconfirmed.includes(state);
}
