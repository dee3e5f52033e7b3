import type { StrataConfig } from '#edge';

/** Where callers reach each API, by the id of its document; undefined where nobody said. */
export function apiAddresses({ addresses: { web, mobile, bi, orderToCash, erp, crm } }: Pick<StrataConfig, 'addresses'>): [api: string, address: string | undefined][] {
  return Object.entries({ 'experience-web': web, 'experience-mobile': mobile, 'experience-bi': bi, 'process-order-to-cash': orderToCash, 'system-erp': erp, 'system-crm': crm });
}
