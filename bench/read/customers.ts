import { publicIdOf } from './overview/customer-id.js';

const first = 1_000_001;

/** Addresses of overviews, of so many customers of the stub. */
export function overviewPaths(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `/web/v1/customers/${publicIdOf(String(first + at))}/overview`);
}

/** Addresses of the ERP's part of the overview, asked of the system API: limit, open items and open orders. */
export function erpPartPaths(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `/erp/v1/systems/sandbox/customers/${first + at}/position`);
}
