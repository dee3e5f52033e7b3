import { toPublicId, type FreshPage } from '#canonical';
import type { CompactCustomer, CustomerRow } from './customers.view.js';

const erp = { source: 'sandbox', asOf: '2026-11-25T09:00:00.000Z', stale: false };
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const id = toPublicId('sandbox', '1000001');

/** What the OpenAPI document shows. */
export const customersExample: FreshPage<CustomerRow> = { items: [{ id, name: 'Harbour Supplies', city: 'Rotterdam' }], ...erp };

/** The CRM is away: its part is marked. */
export const customerExample: CompactCustomer = {
  id,
  master: { ...erp, name: 'Harbour Supplies', city: 'Rotterdam' },
  credit: { ...erp, left: eur('24964.00') },
  openOrders: { ...erp, count: 1, totals: [eur('36.00')] },
  opportunity: { ...erp, source: 'crm', missing: 'unavailable' },
};
