import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, toPublicId, type CallContext } from '#canonical';
import type { ErpApi } from '#contracts';
import { ItemsService } from './items.service.js';

const ctx: CallContext = { principal: { id: 'phone', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const away = () => Promise.reject(new StrataError('unavailable', 'the system cannot be reached', { systemId: 'erp' }));
const asOf = '2026-11-25T09:00:00.000Z';
const earlier = '2026-11-25T08:00:00.000Z';

/** The items of an ERP with one of them, for its one customer. */
function itemsOf(erp: Partial<Record<'priceItems' | 'checkAvailability', () => Promise<unknown>>>) {
  const api = {
    readCustomer: async () => fresh('erp', { salesAreas: [{ id: '1010' }] }),
    findItems: async () => ({ ...fresh('erp', { items: [{ id: 'ROPE', systemId: 'erp', name: 'Rope', unit: 'C62', sellable: true }] }), asOf }),
    priceItems: async () => ({ ...fresh('erp', [{ itemId: 'ROPE', unitPrice: { amount: '10.00', currency: 'EUR' }, unit: 'C62' }]), asOf: earlier, stale: true }),
    checkAvailability: async () => ({ ...fresh('erp', [{ itemId: 'ROPE', available: { value: '7', unit: 'C62' } }]), asOf }),
    ...erp,
  };
  return new ItemsService(api as unknown as ErpApi).find(ctx, { customerId: toPublicId('erp', '17'), limit: 20 });
}
const row = { id: toPublicId('erp', 'ROPE'), name: 'Rope', number: 'ROPE', unit: 'C62' };

describe('items on a small screen', () => {
  it('say prices and promises, and are as fresh as the oldest of them', async () => {
    expect(await itemsOf({})).toEqual({ items: [{ ...row, price: { amount: '10.00', currency: 'EUR' }, available: '7' }], source: 'erp', asOf: earlier, stale: true });
  });

  it('come without what their system cannot say now, and the page says why', async () => {
    expect(await itemsOf({ priceItems: away })).toEqual({ items: [{ ...row, available: '7' }], source: 'erp', asOf, stale: false, pricesMissing: 'unavailable' });
    expect(await itemsOf({ priceItems: away, checkAvailability: away })).toEqual({ items: [row], source: 'erp', asOf, stale: false, pricesMissing: 'unavailable', availabilityMissing: 'unavailable' });
  });
});
