import { toPublicId, unprocessable, type CustomerPayment, type StrataError } from '#canonical';
import { paymentUnknown } from '#read-models';
import { dayToCome } from '../past-day.js';
import { alreadyReversed, customerUnknown } from './payment.refusals.js';
import { maxAllocations } from './payment.rules.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** Paid with two percent of cash discount, and some more. */
export const examplePayment: CustomerPayment = {
  paymentId: '0198f3a0-0000-7000-8000-000000000070',
  systemId: 'sandbox',
  customerId: toPublicId('sandbox', '1000043'),
  amount: eur('63.80'),
  receivedOn: '2026-11-25',
  reference: '90000012',
  state: 'partly-allocated',
  unallocated: eur('5.00'),
  allocations: [
    {
      allocationId: '0198f3a0-0000-7000-8000-000000000071',
      invoiceId: toPublicId('sandbox', '90000012'),
      orderId: '0198f3a0-0000-7000-8000-000000000001',
      amount: eur('58.80'),
      discount: eur('1.20'),
      state: 'recorded',
      allocatedBy: 'anna',
      allocatedAt: '2026-11-25T09:00:00.000Z',
    },
  ],
  recordedBy: 'bank-import',
  recordedAt: '2026-11-25T08:00:00.000Z',
};

export const exampleReversal: CustomerPayment = {
  ...examplePayment,
  state: 'reversed',
  unallocated: eur('0.00'),
  allocations: examplePayment.allocations.map((each) => ({ ...each, state: 'released' })),
  reversal: { reason: 'the direct debit bounced', by: 'anna', at: '2026-11-26T10:00:00.000Z' },
};

const fault = (pointer: string, detail: string): StrataError => unprocessable([{ pointer, detail }]);

export const noPayment = { 'No such payment': paymentUnknown(examplePayment.paymentId) };
export const reversedBefore = { 'The payment is reversed': alreadyReversed(exampleReversal) };
export const wrongPayment = {
  'No such customer': customerUnknown(),
  'A day that is still to come': dayToCome(),
  'Zero or less': fault('/amount/amount', 'expected more than zero'),
  'More decimals than the currency has': fault('/amount/amount', 'EUR has 2 decimals'),
};
export const wrongAllocations = {
  'An invoice that no order has': fault('/allocations/0/invoiceId', 'no order of ours has such an invoice'),
  'An invoice of another customer': fault('/allocations/0/invoiceId', 'the invoice is of another customer'),
  'An invoice of another system': fault('/allocations/0/invoiceId', 'the invoice belongs to another system than the customer'),
  'A draft': fault('/allocations/0/invoiceId', 'the invoice is draft'),
  'Another currency': fault('/allocations/0/amount/currency', 'the payment is in EUR'),
  'More than is left of the payment': fault('/allocations/1/amount/amount', 'only 5.00 EUR of the payment are left'),
  'More than is open of the invoice': fault('/allocations/0/amount/amount', 'only 60.00 EUR of the invoice are open'),
  'Too many': fault('/allocations', `a payment has at most ${maxAllocations} allocations`),
};
