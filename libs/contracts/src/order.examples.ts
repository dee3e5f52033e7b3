import { StrataError, toPublicId, type Order, type OrderSimulation, type TimelineEntry } from '#canonical';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const none = eur('0.00');
const whole = [{ position: 1, quantity: '3' }];
const quantities = { ordered: '3', confirmed: '0', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0' };

const asked: Order['lines'][number] = { position: 1, itemId: toPublicId('sandbox', 'TG0001'), quantity: '3', unit: 'C62', confirmations: [], ledger: quantities };
const promised: Order['lines'][number] = {
  ...asked,
  description: 'Hex bolt M8',
  unitPrice: eur('10.00'),
  net: eur('30.00'),
  tax: eur('6.00'),
  confirmations: [{ quantity: { value: '3', unit: 'C62' }, date: '2026-12-01' }],
  ledger: { ...quantities, confirmed: '3' },
};

/** What OpenAPI documents show of an order, at its stations. */
const received: Order = {
  orderId: '01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22',
  status: 'received',
  axes: { capture: 'received', credit: 'not-checked', fulfilment: 'open', billing: 'open', payment: 'open' },
  customerId: toPublicId('sandbox', '1000001'),
  purchaseOrderNumber: 'PO-4711',
  salesAreaId: '1010-10-00',
  lines: [asked],
  deliveries: [],
  invoices: [],
  returns: [],
  references: [],
  holds: [],
  flags: [],
  placedAt: '2026-11-25T09:00:00.000Z',
  changedAt: '2026-11-25T09:00:00.000Z',
  sequence: 0,
};

const confirmed: Order = {
  ...received,
  status: 'confirmed',
  axes: { ...received.axes, capture: 'captured', credit: 'approved' },
  net: eur('30.00'),
  tax: eur('6.00'),
  total: eur('36.00'),
  money: { ordered: eur('36.00'), tax: eur('6.00'), invoiced: none, credited: none, paid: none, discount: none, writeOff: none, prepaid: none, open: none },
  lines: [promised],
  references: [{ system: 'sandbox', type: 'sales-order', id: '4711' }],
  allowed: ['cancellation', 'changes', 'deliveries'],
  changedAt: '2026-11-25T09:00:00.400Z',
  sequence: 1,
};

const paid: Order = {
  ...confirmed,
  status: 'paid',
  axes: { capture: 'captured', credit: 'approved', fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' },
  money: { ...confirmed.money!, invoiced: eur('36.00'), paid: eur('36.00') },
  lines: [{ ...promised, ledger: { ...promised.ledger, shipped: '3', invoiced: '3' } }],
  deliveries: [{ deliveryId: '80000001', status: 'shipped', lines: whole }],
  invoices: [
    {
      invoiceId: toPublicId('sandbox', '90000001'),
      number: '90000001',
      type: 'invoice',
      status: 'posted',
      cleared: true,
      own: eur('36.00'),
      total: eur('36.00'),
      lines: whole,
      payments: [{ id: '1400000001', amount: eur('36.00'), paidOn: '2026-12-02' }],
    },
  ],
  references: [
    ...confirmed.references,
    { system: 'sandbox', type: 'delivery', id: '80000001' },
    { system: 'sandbox', type: 'invoice', id: '90000001' },
    { system: 'sandbox', type: 'payment', id: '1400000001' },
  ],
  allowed: ['returns', 'credit-notes'],
  changedAt: '2026-11-25T09:00:04.000Z',
  sequence: 5,
};

const cancelled: Order = { ...received, status: 'cancelled', axes: { ...received.axes, capture: 'cancelled' }, reason: 'the customer changed their mind', sequence: 1 };

export const orderExamples = { received, confirmed, paid, cancelled };

export const timelineExample: TimelineEntry[] = [
  { id: '1', at: received.placedAt, type: 'order-placed', outcome: 'ok', actor: 'web' },
  { id: '2', at: '2026-11-25T09:00:00.350Z', type: 'create-sales-order', outcome: 'ok', system: 'sandbox', reference: '4711', actor: 'strata:order-to-cash', attempt: 1, durationMs: 48 },
  { id: '3', at: confirmed.changedAt, type: 'status', outcome: 'confirmed' },
];

export const simulationExample: OrderSimulation = { net: eur('30.00'), tax: eur('6.00'), total: eur('36.00'), credit: 'approved', lines: [promised] };

/** What the door says of an order that names what is not there. */
export const nothingSuch = {
  'An item that does not exist': new StrataError('invalid', 'there is no such item', { reason: 'unprocessable', fields: [{ pointer: '/lines/0/itemId', detail: 'there is no such item' }] }),
};
export const unknownOrder = { 'No such order': new StrataError('not-found', `there is no order ${received.orderId}`) };
export const systemAway = { 'The system is away': new StrataError('unavailable', 'the system cannot be reached', { systemId: 'sandbox', retryAfterMs: 1_000 }) };
