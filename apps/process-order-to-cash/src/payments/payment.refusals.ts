import { StrataError, type CustomerPayment, type FieldFault } from '#canonical';

/** Answered 422: what does not fit the payment, its customer or the invoice. */
export const unprocessable = (fields: FieldFault[]) => new StrataError('invalid', fields[0]?.detail ?? 'the payment does not fit', { fields, reason: 'unprocessable' });

export const customerUnknown = (cause?: unknown) => {
  const detail = 'there is no such customer';
  return new StrataError('invalid', detail, { fields: [{ pointer: '/customerId', detail }], reason: 'unprocessable', cause });
};

export const inTheFuture = () => unprocessable([{ pointer: '/receivedOn', detail: 'the day is still to come' }]);

/** Answered 409. */
export const alreadyReversed = ({ reversal }: Pick<CustomerPayment, 'reversal'>) =>
  new StrataError('conflict', `the payment was reversed${reversal ? ` by ${reversal.by}: ${reversal.reason}` : ''}`, { reason: 'payment-reversed', state: 'reversed', allowed: [] });
