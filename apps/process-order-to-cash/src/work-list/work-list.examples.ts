import { invalidField, StrataError, type CohortReplay, type ExceptionReplay, type WorkException } from '#canonical';
import { alreadyResolved } from '#read-models';
import { actionRefused } from './exception-actions.js';

/** What the OpenAPI document shows. */
export const creditException: WorkException = {
  exceptionId: '01939d5e-7b1c-7c3a-9c5d-2f6a1b8e4d10',
  kind: 'credit',
  state: 'open',
  reason: 'the credit limit of the customer is exceeded by 120.00 EUR',
  orderId: '01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22',
  systemId: 'sandbox',
  tried: ['2026-11-25T09:00:00.000Z created the sales order 4711: credit not approved'],
  actions: ['release-hold', 'reject-hold', 'cancel'],
  owner: 'credit-desk',
  raisedAt: '2026-11-25T09:00:00.000Z',
};

export const releasedException: WorkException = {
  ...creditException,
  state: 'resolved',
  resolution: { action: 'release-hold', by: 'anna', reason: 'paid in advance' },
  resolvedAt: '2026-11-25T09:12:30.000Z',
};

export const wrongFilter = { 'A filter with a value that it does not have': invalidField('/state', 'state must be one of open, resolved') };
export const unknownException = { 'No such exception': new StrataError('not-found', `there is no exception ${creditException.exceptionId}`) };
export const resolvedBefore = { 'It is resolved': alreadyResolved(releasedException) };
export const noSuchAction = { 'An action that it does not offer': actionRefused(creditException, 'refund') };
export const notReplayable = { 'Nothing of it can be tried again': actionRefused(creditException, 'replay') };
export const emptyFilter = { 'A filter that names nothing': invalidField('/filter', 'filter must name at least one of kind, orderId, systemId, owner') };

const undoException: WorkException = {
  ...creditException,
  kind: 'undo-failed',
  reason: 'the sales order 4711 is being picked and cannot be cancelled',
  tried: ['undo-sales-order: 2 attempts'],
  actions: ['retry'],
  owner: 'order-desk',
};
const dryRun: ExceptionReplay = {
  exceptionId: undoException.exceptionId,
  outcome: 'would-replay',
  preview: { wouldDo: 'undo the sales order again', probe: { system: 'sandbox', operation: 'findSalesOrders', found: true, detail: 'sales order 4711 is there and open' } },
};
export const replayExamples = {
  'a-dry-run': { summary: 'A dry run', value: dryRun },
  'a-replay': {
    summary: 'A replay',
    value: { exceptionId: undoException.exceptionId, outcome: 'replayed', exception: { ...undoException, state: 'resolved', resolution: { action: 'retry', by: 'anna', reason: 'replayed' }, resolvedAt: '2026-11-25T09:12:30.000Z' } } satisfies ExceptionReplay,
  },
};
export const cohortExample: CohortReplay = { dryRun: true, items: [dryRun], left: 0 };
