import { publicIdOf } from './overview/customer-id.js';

const first = 1_000_001;

/** Addresses of one kind, a customer of the stub each. Each is spelled out when it is asked: a list of 200,000 is what its reader's collections of garbage would be about. */
export interface Addresses {
  /** `position`: the ERP's part of the overview, asked of the system API: limit, open items and open orders. */
  of: 'overview' | 'position';
  customers: number;
  /** Customers before the first one. */
  skip?: number;
}

const paths: Record<Addresses['of'], (customer: string) => string> = {
  overview: (customer) => `/web/v1/customers/${publicIdOf(customer)}/overview`,
  position: (customer) => `/erp/v1/systems/sandbox/customers/${customer}/position`,
};

export function overviews(customers: number): Addresses {
  return { of: 'overview', customers };
}

/** @param at from 0 to `customers` - 1 */
export function pathOf({ of, skip = 0 }: Addresses, at: number): string {
  return paths[of](String(first + skip + at));
}
