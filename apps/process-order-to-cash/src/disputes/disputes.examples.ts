import { invalidField, StrataError, toPublicId, type Dispute } from '#canonical';
import { orderUnknown, wrong } from './dispute.refusals.js';

const orderId = '01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22';

/** What the OpenAPI document shows. */
export const openedDispute: Dispute = {
  disputeId: '01939d5e-7b1c-7c3a-9c5d-2f6a1b8e4d10',
  state: 'open',
  code: 'price',
  peppolReason: 'PRI',
  orderId,
  customerId: toPublicId('sandbox', '1000001'),
  invoiceId: toPublicId('sandbox', '90000001'),
  invoiceNumber: '90000001',
  amount: { amount: '12.50', currency: 'EUR' },
  reason: 'agreed were 10.00 a piece',
  openedBy: 'anna',
  openedAt: '2026-11-25T09:00:00.000Z',
  next: { path: `/order-to-cash/v1/customers/${toPublicId('sandbox', '1000001')}/dunning-pause`, detail: 'reminders of the customer go on: dunning-pause stops them' },
};

export const acceptedDispute: Dispute = {
  ...openedDispute,
  state: 'accepted',
  resolution: { outcome: 'accepted', reason: 'our price list was old', by: 'bert', at: '2026-11-26T10:00:00.000Z' },
  next: { detail: 'nothing is credited by this: a credit note is made in sandbox itself, and seen here' },
};

const conflict = (message: string, reason: string, state: string, more: object = {}) => new StrataError('conflict', message, { reason, state, allowed: [], retryable: false, ...more });

export const unknownDispute = { 'No such dispute': new StrataError('not-found', `there is no dispute ${openedDispute.disputeId}`) };
export const disputeOver = { 'The dispute is over': conflict('the dispute is rejected', 'dispute-over', 'rejected') };
export const noOutcome = { 'No outcome that there is': invalidField('/outcome', 'outcome must be one of accepted, rejected, withdrawn') };
export const wrongFilter = { 'A filter with a value that it does not have': invalidField('/state', 'state must be one of open, accepted, rejected, withdrawn') };

export const notDisputable = {
  'The invoice is in dispute already': conflict('invoice 90000001 is in dispute already', 'disputed-already', 'open', { allowed: ['resolution'], existing: openedDispute.disputeId }),
  'Too many of one order': conflict('an order holds at most 20 disputes', 'too-many-disputes', 'invoiced', { allowed: ['returns'] }),
  'No such order': orderUnknown(orderId),
  'No invoice of the order': wrong('/invoiceId', 'the order has no such invoice'),
  'A credit note': wrong('/invoiceId', '90000002 is a credit note: expected an invoice'),
  'A cancelled invoice': wrong('/invoiceId', 'the invoice is cancelled: expected one that is posted'),
  'More than the invoice': wrong('/amount/amount', "at most 119.00 EUR: the order's share of the invoice"),
  'Another currency': wrong('/amount/currency', 'expected EUR, as the invoice has it'),
};
