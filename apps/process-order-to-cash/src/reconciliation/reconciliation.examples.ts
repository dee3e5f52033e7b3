import { StrataError, toPublicId, type Reconciliation } from '#canonical';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** What the OpenAPI document shows. */
export const begunExample: Reconciliation = { reconciliationId: '01939d5e-7b1c-7c3a-9c5d-2f6a1b8e4d10', systemId: 'sandbox', state: 'running', startedAt: '2026-11-25T09:00:00.000Z', summary: [] };

export const doneExample: Reconciliation = {
  ...begunExample,
  state: 'done',
  since: '2026-11-18',
  endedAt: '2026-11-25T09:00:02.000Z',
  differences: 1,
  summary: [
    { against: 'erp', customerId: toPublicId('sandbox', '1000001'), status: 'live', ours: { count: 3, amount: eur('90.00') }, theirs: { count: 2, amount: eur('60.00') } },
    { against: 'crm', customerId: toPublicId('sandbox', '1000001'), status: 'paid', ours: { count: 3, amount: eur('108.00') }, theirs: { count: 3, amount: eur('108.00') } },
  ],
};

const expected = 'expected one of sandbox';
export const unknownErp = { 'No such ERP': new StrataError('not-found', `there is no ERP nowhere: ${expected}`, { systemId: 'nowhere', fields: [{ pointer: '/systemId', detail: expected }] }) };
export const unknownReconciliation = { 'No such comparison': new StrataError('not-found', `there is no reconciliation ${begunExample.reconciliationId}`) };
