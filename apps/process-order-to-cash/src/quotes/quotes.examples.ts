import { StrataError, toPublicId } from '#canonical';
import type { CustomerQuote } from '#contracts';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

export const exampleQuote: CustomerQuote = {
  quoteId: toPublicId('office', '20'),
  orderId: '5f0c1d5e-6a0b-5c1e-9d5e-3f2a6b7c8d9e',
  customerId: toPublicId('office', '17'),
  status: 'open',
  net: eur('30.00'),
  tax: eur('6.00'),
  total: eur('36.00'),
  lines: [{ position: 1, itemId: toPublicId('office', '4'), description: 'Rope', quantity: '3', unit: 'C62', unitPrice: eur('10.00'), net: eur('30.00'), tax: eur('6.00') }],
};

/** As the connector of a system without quotes says it. */
export const noQuotesThere = { 'The system has no quotes': new StrataError('rejected', 'sap-s4hana does not offer readQuote', { systemId: 'sandbox', operation: 'readQuote', reason: 'operation-absent', retryable: false }) };
