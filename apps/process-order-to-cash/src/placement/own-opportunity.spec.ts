import { describe, expect, it } from 'vitest';
import { fresh, StrataError, toPublicId, type CallContext } from '#canonical';
import type { CrmApi } from '#contracts';
import { requireOwnOpportunity } from './own-opportunity.js';
import { callOf } from './upstream.fixture.js';

const accounts: Record<string, string> = { '17': 'acc-17', '18': 'acc-18' };
const opportunities: Record<string, string> = { 'opp-17': 'acc-17', 'opp-18': 'acc-18' };
const nothing = () => Promise.reject(new StrataError('not-found', 'the system has no such record'));
const asked: string[] = [];
const crm = {
  systems: () => Promise.resolve(fresh('strata', [{ id: 'crm' }])),
  readOpportunity: ({ principal }: CallContext, { opportunityId }: { opportunityId: string }) => {
    asked.push(opportunityId);
    if (principal.dataScope) throw new StrataError('forbidden', 'readOpportunity is about all customers');
    return opportunities[opportunityId] ? Promise.resolve(fresh('crm', { id: opportunityId, accountId: opportunities[opportunityId] })) : nothing();
  },
  readAccountOverview: (_: CallContext, { erpCustomerId }: { erpCustomerId: string }) => (accounts[erpCustomerId] ? Promise.resolve(fresh('crm', { account: { id: accounts[erpCustomerId] } })) : nothing()),
} as unknown as CrmApi;
const away = { ...crm, readOpportunity: () => Promise.reject(new StrataError('unavailable', 'down')) } as unknown as CrmApi;

const everybodys = callOf();
const partners: CallContext = { ...everybodys, principal: { id: 'partner', scopes: [], dataScope: { customers: [toPublicId('erp', '17')], systems: ['erp', 'crm'] } } };

describe('the opportunity that an order of a partner names', () => {
  it('is one of the customer that the order is for', async () => {
    await expect(requireOwnOpportunity(crm, partners, '17', 'opp-17')).resolves.toBeUndefined();
  });

  it("is not another's, which is told in the same words as nobody's", async () => {
    for (const named of ['opp-18', 'opp-99']) {
      await expect(requireOwnOpportunity(crm, partners, '17', named)).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable', fields: [{ pointer: '/opportunityId', detail: 'the customer has no such opportunity' }] } });
    }
  });

  it('is none where the customer has no account, or the CRM is not one of the partner', async () => {
    await expect(requireOwnOpportunity(crm, partners, '19', 'opp-17')).rejects.toMatchObject({ kind: 'invalid' });
    const elsewhere = { ...partners, principal: { ...partners.principal, dataScope: { ...partners.principal.dataScope, systems: ['erp'] } } };
    await expect(requireOwnOpportunity(crm, elsewhere, '17', 'opp-17')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('is not taken unseen while the CRM is away; an order without one is', async () => {
    await expect(requireOwnOpportunity(away, partners, '17', 'opp-17')).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(requireOwnOpportunity(away, partners, '17', undefined)).resolves.toBeUndefined();
  });

  it('is looked up for nobody who may order for all customers: the CRM never holds such an order up', async () => {
    asked.length = 0;
    await expect(requireOwnOpportunity(crm, everybodys, '17', 'opp-99')).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });
});
