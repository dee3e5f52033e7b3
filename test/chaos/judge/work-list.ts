import type { Evidence, Finding } from '../books.js';
import { waitsToTheEnd } from './ends.js';

/** What is on the work list has an owner, and is about an order that was made to wait: faults alone must need nobody. */
export function workListIsExpected({ acknowledged, exceptions }: Evidence): Finding[] {
  const fates = new Map(acknowledged.map(({ orderId, plan }) => [orderId, plan.fate]));
  return exceptions.flatMap(({ exceptionId, kind, reason, orderId, owner }): Finding[] => {
    const fate = fates.get(orderId ?? '');
    return [
      ...(owner === '' ? [{ rule: 'work-list', subject: exceptionId, detail: 'nobody owns it' }] : []),
      ...(fate !== undefined && waitsToTheEnd(fate) ? [] : [{ rule: 'work-list', subject: orderId ?? exceptionId, detail: `${kind}: ${reason}; expected of one that is ${fate ?? 'no order'}: nothing` }]),
    ];
  });
}
