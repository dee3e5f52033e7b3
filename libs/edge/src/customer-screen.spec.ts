import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, toPublicId, type CallContext } from '#canonical';
import type { CrmApi, ErpApi } from '#contracts';
import { customerParts, customersOf } from './customer-screen.js';

const ctx: CallContext = { principal: { id: 'web', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const fails = (kind: 'unavailable' | 'not-found') => () => Promise.reject(new StrataError(kind, kind));
const customer17 = toPublicId('one', '17');

const erp = {
  systems: async () => fresh('strata', [{ id: 'one' }, { id: 'two' }]),
  findCustomers: async (_: unknown, { systemId, query }: { systemId: string; query?: string }) => fresh(systemId, { items: [{ id: `${query} of ${systemId}` }] }),
  readCustomer: async (_: unknown, { systemId, customerId }: { systemId: string; customerId: string }) => fresh(systemId, { id: customerId }),
  readCustomerPosition: async () => fresh('one', { openOrders: [] }),
};
const crm = { systems: async () => fresh('strata', [{ id: 'sales' }]), readAccountOverview: async (_: unknown, asked: object) => fresh('sales', asked) };

const partsOf = (changed: { erp?: object; crm?: object }) => customerParts({ ...erp, ...changed.erp } as unknown as ErpApi, { ...crm, ...changed.crm } as unknown as CrmApi, ctx, customer17);

describe('the parts of a customer\'s screen', () => {
  it('are what their ERP and the CRM say', async () => {
    const [master, position, account] = await partsOf({});
    expect([master.value, position.value, account.value]).toEqual([{ id: '17' }, { openOrders: [] }, { systemId: 'sales', erpCustomerId: '17' }]);
    expect([master, position, account].map(({ source }) => source.source)).toEqual(['one', 'one', 'sales']);
  });

  it('come without what cannot be said now', async () => {
    const parts = await partsOf({ erp: { readCustomer: fails('unavailable'), readCustomerPosition: fails('not-found') }, crm: { systems: async () => fresh('strata', []) } });
    expect(parts.map(({ source }) => [source.source, source.missing])).toEqual([['one', 'unavailable'], ['one', 'not-found'], ['crm', 'not configured']]);
  });

  it('are none of a customer whom the ERP does not know', async () => {
    await expect(partsOf({ erp: { readCustomer: fails('not-found') } })).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('customers that are looked for', () => {
  it('come from one ERP after the other, each page as fresh as its own', async () => {
    const find = (cursor?: string) => customersOf(erp as unknown as ErpApi, ctx, { query: 'Harbour', limit: 20, cursor }, ({ id }) => id);
    const first = await find();
    expect(first).toMatchObject({ items: ['Harbour of one'], source: 'one', stale: false });
    const second = await find(first.next);
    expect(second).toMatchObject({ items: ['Harbour of two'], source: 'two' });
    expect(second.next).toBeUndefined();
  });

  it('are not looked for where a caller has none of its own', async () => {
    const own = { ...ctx, principal: { ...ctx.principal, dataScope: { customers: [toPublicId('two', '17')] } } };
    const page = await customersOf(erp as unknown as ErpApi, own, { query: 'Harbour', limit: 20 }, ({ id }) => id);
    expect(page).toMatchObject({ items: ['Harbour of two'], source: 'two' });
    expect(page.next).toBeUndefined();
  });
});
