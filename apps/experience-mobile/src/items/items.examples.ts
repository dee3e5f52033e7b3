import { toPublicId } from '#canonical';
import type { ItemPage, ItemRow } from './items.view.js';

const bolt: ItemRow = { id: toPublicId('sandbox', 'TG0001'), name: 'Hex bolt M8', number: 'TG0001', unit: 'C62', price: { amount: '10.00', currency: 'EUR' }, available: '120', on: '2026-12-01' };

/** What the OpenAPI document shows. */
export const itemsExample: ItemPage = { items: [bolt], source: 'sandbox', asOf: '2026-11-25T09:00:00.000Z', stale: false };
