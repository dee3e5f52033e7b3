import { StrataError, type CustomerPayment } from '#canonical';

export const customerUnknown = (cause?: unknown) => {
  const detail = 'there is no such customer';
  return new StrataError('invalid', detail, { fields: [{ pointer: '/customerId', detail }], reason: 'unprocessable', cause });
};

/** Answered 409. */
export const alreadyReversed = ({ reversal }: Pick<CustomerPayment, 'reversal'>) =>
  new StrataError('conflict', `the payment was reversed${reversal ? ` by ${reversal.by}: ${reversal.reason}` : ''}`, { reason: 'payment-reversed', state: 'reversed', allowed: [] });
