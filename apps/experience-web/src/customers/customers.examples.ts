import { toPublicId } from '#canonical';
import type { CustomerOverview, CustomerView } from './customers.view.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const address = { street: 'Quay 4', postalCode: '3011', city: 'Rotterdam', country: 'NL' };

/** What the OpenAPI document shows. */
export const customerExample: CustomerView = {
  customerId: toPublicId('sandbox', '1000001'),
  number: '1000001',
  name: 'Harbour Supplies',
  address,
  shipTos: [{ id: toPublicId('sandbox', '1000001'), name: 'Harbour Supplies', address }],
  salesAreas: [{ id: '1010-10-00', currency: 'EUR' }],
  blocks: [],
};

export const erpSource = { source: 'sandbox', asOf: '2026-11-25T09:00:00.000Z', stale: false };

/** The CRM is away: its part is marked. */
export const overviewExample: CustomerOverview = {
  customerId: customerExample.customerId,
  master: { ...erpSource, customer: customerExample },
  business: {
    ...erpSource,
    credit: { customerId: '1000001', limit: eur('25000.00'), exposure: eur('36.00'), derived: false, blocked: false },
    openOrders: [{ number: '4711', orderId: '01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22', purchaseOrderNumber: 'PO-4711', total: eur('36.00'), status: 'open', blocks: [] }],
    openTotals: [eur('36.00')],
  },
  crm: { source: 'crm', asOf: '2026-11-25T09:00:00.000Z', stale: false, missing: 'unavailable', contacts: [], opportunities: [] },
};
