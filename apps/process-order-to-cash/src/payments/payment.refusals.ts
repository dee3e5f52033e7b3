import { invalidField, StrataError, type CustomerPayment } from '#canonical';

export const customerUnknown = (cause?: unknown) => invalidField('/customerId', 'there is no such customer', { reason: 'unprocessable', cause });

/** Answered 409. */
export const alreadyReversed = ({ reversal }: Pick<CustomerPayment, 'reversal'>) =>
  new StrataError('conflict', `the payment was reversed${reversal ? ` by ${reversal.by}: ${reversal.reason}` : ''}`, { reason: 'payment-reversed', state: 'reversed', allowed: [] });
