import { exact, fromPublicId, money, type CustomerPayment } from '#canonical';
import type { RaisedException } from '#read-models';

const keyOf = ({ paymentId }: CustomerPayment, what: string): string => `payment:${paymentId}:${what}`;

/** Every exception that a payment can have. */
export const exceptionKeysOf = (payment: CustomerPayment): string[] => [keyOf(payment, 'unallocated'), keyOf(payment, 'reversal')];

/** What a person must look at about a payment now. */
export function exceptionsOf(payment: CustomerPayment): RaisedException[] {
  const { systemId, paymentId, customerId, amount, unallocated, receivedOn, reference, allocations } = payment;
  const customer = fromPublicId(customerId)?.key ?? customerId;
  const whose = `customer ${customer} on ${receivedOn}${reference === undefined ? '' : ` for "${reference}"`}`;
  const of = { systemId, subject: paymentId, owner: 'accounting', actions: ['acknowledge'] };
  const reversing = allocations.filter(({ state }) => state === 'reversing');
  return [
    ...(exact.isZero(unallocated.amount)
      ? []
      : [{ ...of, key: keyOf(payment, 'unallocated'), kind: 'payment-unallocated', reason: `${unallocated.amount} of ${amount.amount} ${amount.currency} received from ${whose} are for no invoice`, tried: [] }]),
    ...(reversing.length === 0
      ? []
      : [
          {
            ...of,
            key: keyOf(payment, 'reversal'),
            kind: 'payment-reversal',
            reason: `${money.add(money.zero(amount.currency), ...reversing.map((each) => each.amount)).amount} ${amount.currency} received from ${whose} are reversed here, and still posted in ${systemId} for ${reversing.map(({ invoiceId }) => fromPublicId(invoiceId)?.key).join(', ')}`,
            tried: [],
          },
        ]),
  ];
}
