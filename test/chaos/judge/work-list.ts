import type { Evidence, Finding } from '../books.js';
import { waitsToTheEnd } from './ends.js';

/** The work list names every order that was made to wait, each entry with an owner, and nothing else: faults alone must need nobody. */
export function workListIsExpected({ acknowledged, exceptions }: Pick<Evidence, 'acknowledged' | 'exceptions'>): Finding[] {
  const fates = new Map(acknowledged.map(({ orderId, plan }) => [orderId, plan.fate]));
  const listed = new Set(exceptions.map(({ orderId }) => orderId));
  const missing = acknowledged.filter(({ orderId, plan }) => waitsToTheEnd(plan.fate) && !listed.has(orderId));
  const unlisted = missing.map(({ orderId, plan }) => ({ rule: 'work-list', subject: orderId, detail: `it is ${plan.fate}, and nobody is told` }));
  const unexpected = exceptions.flatMap(({ exceptionId, kind, reason, orderId, owner }): Finding[] => {
    const fate = fates.get(orderId ?? '');
    return [
      ...(owner === '' ? [{ rule: 'work-list', subject: exceptionId, detail: 'nobody owns it' }] : []),
      ...(fate !== undefined && waitsToTheEnd(fate) ? [] : [{ rule: 'work-list', subject: orderId ?? exceptionId, detail: `${kind}: ${reason}; expected of one that is ${fate ?? 'no order'}: nothing` }]),
    ];
  });
  return [...unlisted, ...unexpected];
}
