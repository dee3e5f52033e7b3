import { toPublicId } from '#canonical';
import { orderExamples } from '#contracts';
import { changeView, type SyncView } from './sync.view.js';

const { orderId, customerId, purchaseOrderNumber, total, lines, placedAt, changedAt } = orderExamples.paid;
const order = { customerId, purchaseOrderNumber, total: total!, status: 'paid', requestedDeliveryDate: null, lineCount: lines.length, placedAt: new Date(placedAt), changedAt: new Date(changedAt) };

/** What the OpenAPI document shows. */
export const syncExample: SyncView = {
  changes: [
    changeView({ type: 'order', id: orderId, row: order }),
    changeView({ type: 'customer', id: customerId, row: { number: '1000001', name: 'Harbour Supplies', city: 'Rotterdam', blocked: false } }),
    changeView({ type: 'item', id: lines[0]!.itemId, row: { number: 'TG0001', name: 'Hex bolt M8', unit: 'C62', sellable: true } }),
  ],
  tombstones: [{ type: 'item', id: toPublicId('sandbox', 'TG0000') }],
  next: 'eyJ2ZXJzaW9uIjoxfQ',
  more: false,
  source: 'strata',
  asOf: '2026-11-25T09:00:05.000Z',
  stale: false,
};
