import type { Evidence, Finding } from '../books.js';
import { cancelRefusedLater } from './cancels.js';
import { waitsToTheEnd } from './ends.js';

/** The work list names every order that was made to wait, each entry with an owner, and those whose cancel came too late, and nothing else: faults alone must need nobody. */
export function workListIsExpected({ acknowledged, exceptions }: Pick<Evidence, 'acknowledged' | 'exceptions'>): Finding[] {
  const fates = new Map(acknowledged.map(({ orderId, plan }) => [orderId, plan.fate]));
  const listed = new Set(exceptions.map(({ orderId }) => orderId));
  const missing = acknowledged.filter(({ orderId, plan }) => waitsToTheEnd(plan.fate) && !listed.has(orderId));
  const unlisted = missing.map(({ orderId, plan }) => ({ rule: 'work-list', subject: orderId, detail: `it is ${plan.fate}, and nobody is told` }));
  const unexpected = exceptions.flatMap(({ exceptionId, kind, reason, orderId, owner }): Finding[] => {
    const fate = fates.get(orderId ?? '');
    const isExpected = fate !== undefined && (waitsToTheEnd(fate) || (fate === 'cancelled' && kind === cancelRefusedLater));
    return [
      ...(owner === '' ? [{ rule: 'work-list', subject: exceptionId, detail: 'nobody owns it' }] : []),
      ...(isExpected ? [] : [{ rule: 'work-list', subject: orderId ?? exceptionId, detail: `${kind}: ${reason}; expected of one that is ${fate ?? 'no order'}: nothing` }]),
    ];
  });
  return [...unlisted, ...unexpected];
}
