import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, type CallContext, type DataScope } from '#canonical';
import { ErpApi } from '#contracts';
import { systemApiOver, type CallableSystem } from './system-api.js';

const ctxOf = (dataScope?: DataScope): CallContext => ({ principal: { id: 'shop', scopes: [], ...(dataScope && { dataScope }) }, traceparent: newTraceparent(), deadline: Date.now() + 5_000 });

function systems() {
  const asked: CallContext[] = [];
  const system = (id: string): CallableSystem => ({ id, manifest: { id: 'paper', kind: 'erp', product: 'Paper' }, capabilities: {}, call: async (ctx) => (asked.push(ctx), fresh(id, {})) });
  const all = [system('north'), system('south')];
  return { asked, api: systemApiOver(ErpApi, { all: () => all, of: (id) => all.find((each) => each.id === id)! }, { systemHealth: () => all.map(({ id }) => ({ id, kind: 'erp', environment: 'sandbox', state: 'operational', openCircuits: [] })) }) };
}

describe('a system', () => {
  it('is asked the same by everybody, so that answers are shared: whose rows they are was looked at before', async () => {
    const { api, asked } = systems();
    for (const scope of [undefined, { customers: ['a'] }, { customers: ['b'] }]) await api.readCustomer(ctxOf(scope), { systemId: 'north', customerId: '1' });
    expect(asked.map(({ principal }) => principal)).toEqual([{ id: 'shop', scopes: [] }, { id: 'shop', scopes: [] }, { id: 'shop', scopes: [] }]);
  });

  it('is named to those alone who may see it', async () => {
    const { api } = systems();
    for (const tell of [api.systems, api.systemHealth]) {
      const named = async (scope?: DataScope) => (await tell(ctxOf(scope), {})).value.map(({ id }) => id);
      expect([await named(), await named({ systems: ['south'] }), await named({ systems: [] })]).toEqual([['north', 'south'], ['south'], []]);
    }
  });
});
