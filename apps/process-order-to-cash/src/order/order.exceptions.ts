import { breachesOf } from './order.breaches.js';
import { disputeTrouble } from './order.disputes.js';
import { shortReceived } from './order.proofs.js';
import { releasedInErp } from './order.holds.js';
import type { OrderState } from './order.state.js';

/** What a person must look at, as the work list shows it. */
export interface OrderException {
  kind: string;
  reason: string;
  /** ISO 8601. */
  since: string;
  /** Role that looks after it. */
  owner: string;
  /** What the person can do: names that resolving takes. */
  actions: string[];
  /** What was tried: lines for people. */
  tried: string[];
}

interface Rule {
  owner: string;
  actions: string[];
}

const orderDesk: Rule = { owner: 'order-desk', actions: ['retry', 'cancel'] };
const ofHold: Rule = { owner: 'order-desk', actions: ['release-hold', 'reject-hold'] };
const accounting: Rule = { owner: 'accounting', actions: ['acknowledge'] };

/** By hold, flag or breach; what is not named is the order desk's. */
const rules: Record<string, Rule> = {
  credit: { owner: 'credit-management', actions: ['release-hold', 'reject-hold'] },
  approval: ofHold,
  order: ofHold,
  delivery: { owner: 'shipping', actions: ['release-hold', 'reject-hold'] },
  price: { owner: 'sales', actions: ['release-hold', 'reject-hold'] },
  'repeated-purchase-order': ofHold,
  'undo-failed': { owner: 'order-desk', actions: ['retry'] },
  backorder: { owner: 'purchasing', actions: ['retry', 'cancel'] },
  'over-shipped': { owner: 'shipping', actions: ['acknowledge'] },
  'over-returned': { owner: 'shipping', actions: ['acknowledge'] },
  'over-invoiced': accounting,
  'invoiced-before-shipment': accounting,
  'over-paid': accounting,
  'refused-pay-invoice': { owner: 'accounting', actions: ['retry'] },
  'over-credited': accounting,
  'short-received': { owner: 'shipping', actions: ['acknowledge'] },
  dispute: { owner: 'accounting', actions: ['accept-dispute', 'reject-dispute'] },
};

/** What the ERP set is not offered for release where the ERP takes no release from us: its people end it there. */
const canRelease = ({ capabilities }: OrderState, type: string): boolean => !releasedInErp.has(type) || capabilities['releaseSalesOrder']?.mode === 'command';

/** Holds, flags and breaches of an order, one of a kind. */
export function exceptionsOf(state: OrderState): OrderException[] {
  const tried = Object.entries(state.attempts).map(([effect, attempts]) => `${effect}: ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`);
  const breaches = breachesOf(state).map(({ type, reason }) => ({ type, reason, since: state.changedAt }));
  // What a customer objects to, or did not get, is not over with the order.
  const lasting = [...disputeTrouble(state), ...shortReceived(state)];
  const own = state.capture === 'cancelled' ? [] : [...breaches, ...state.flags, ...state.holds];
  const byKind = new Map([...own, ...lasting].map((each) => [each.type, each]));
  return [...byKind.values()].map(({ type, reason, since }) => {
    const { owner, actions } = rules[type] ?? orderDesk;
    return { kind: type, reason, since, tried, owner, actions: canRelease(state, type) ? actions : actions.filter((action) => action !== 'release-hold') };
  });
}
