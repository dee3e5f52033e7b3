import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, toPublicId, type CallContext, type DataScope } from '#canonical';
import type { ErpApi } from '#contracts';
import { keptToOwnCustomers } from './own-customers.js';

const names: Record<string, string> = { '1': 'Harbour Supplies', '2': 'Hill Traders', '3': 'Harbour Foods' };

/** An ERP that counts what it is asked. */
function erp(asOf?: string) {
  const asked: string[] = [];
  const api = {
    findCustomers: async () => (asked.push('all'), fresh('north', { items: Object.entries(names).map(([id, name]) => ({ id, name })) })),
    readCustomer: async (_: CallContext, { customerId: id }: { customerId: string }) => {
      asked.push(id);
      if (names[id] === undefined && Number(id) < 1_000) throw new StrataError('not-found', 'none');
      const answer = fresh('north', { id, name: names[id] ?? `Customer ${id}` });
      return asOf === undefined ? answer : { ...answer, asOf, stale: true };
    },
  };
  const find = async (dataScope: DataScope | undefined, args: { query?: string; limit?: number; cursor?: string } = {}) => {
    const ctx: CallContext = { principal: { id: 'shop', scopes: [], ...(dataScope && { dataScope }) }, traceparent: newTraceparent(), deadline: Date.now() + 5_000 };
    const { value, ...told } = await keptToOwnCustomers(api as unknown as ErpApi).findCustomers(ctx, { systemId: 'north', ...args });
    return { ids: value.items.map(({ id }) => id), next: value.next, told };
  };
  return { asked, find };
}

const of = (...keys: string[]): DataScope => ({ customers: [...keys.map((key) => toPublicId('north', key)), toPublicId('south', '1')] });

describe('customers of a caller', () => {
  it('are all, for one who is kept to none', async () => {
    const { find, asked } = erp();
    expect((await find(undefined)).ids).toEqual(['1', '2', '3']);
    expect(asked).toEqual(['all']);
  });

  it('are those that it is kept to, read one by one; those of other systems are asked nobody', async () => {
    const { find, asked } = erp();
    expect(await find(of('2', '3'))).toMatchObject({ ids: ['2', '3'], next: undefined });
    expect(asked).toEqual(['2', '3']);
  });

  it('are found by words of the name, or the number', async () => {
    const { find } = erp();
    expect((await find(of('1', '2'), { query: 'harbour' })).ids).toEqual(['1']);
    expect((await find(of('1', '2'), { query: 'traders hill' })).ids).toEqual(['2']);
    expect((await find(of('1', '2'), { query: '2' })).ids).toEqual(['2']);
  });

  it('come page by page, each once, without those that the system does not know', async () => {
    const { find } = erp();
    const scope = of('1', '404', '2', '3');
    const first = await find(scope, { limit: 2 });
    const second = await find(scope, { limit: 2, cursor: first.next });
    expect([first.ids, second.ids, second.next]).toEqual([['1', '2'], ['3'], undefined]);
  });

  it('are as old as all that was read, also when none of it fits', async () => {
    const { find } = erp('2026-11-29T09:00:00.000Z');
    const { ids, told } = await find(of('1', '2'), { query: 'nobody' });
    expect([ids, told.asOf, told.stale]).toEqual([[], '2026-11-29T09:00:00.000Z', true]);
  });

  it('cost at most 200 reads a page, however many they are', async () => {
    const { find, asked } = erp();
    const scope = of(...Array.from({ length: 450 }, (_, index) => String(1_000 + index)));
    const first = await find(scope, { query: 'customer 1440' });
    expect(asked).toHaveLength(200);
    const second = await find(scope, { query: 'customer 1440', cursor: first.next });
    const third = await find(scope, { query: 'customer 1440', cursor: second.next });
    expect([first.ids, second.ids, third.ids, third.next]).toEqual([[], [], ['1440'], undefined]);
  });

  it('refuse a cursor that is none of theirs', async () => {
    await expect(erp().find(of('1'), { cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
  });
});
