import { exact } from '#canonical';
import type { OrderCapability } from './order.capabilities.js';
import { effectKey, type Effect, type EffectName } from './order.effects.js';
import { waitsForPerson } from './order.holds.js';
import { billingOf, fulfilmentOf, invoiceableOf, invoicedOf, isInvoiced, isOver, liveInvoices, policyOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';

/** Operation of the ERP behind an effect: its manifest says lane, settling time and whether we may command it. */
const operationOf: Record<EffectName, string> = {
  'create-sales-order': 'createSalesOrder',
  'adopt-sales-order': 'readSalesOrder',
  'undo-sales-order': 'cancelSalesOrder',
  'cancel-sales-order': 'cancelSalesOrder',
  'read-sales-order': 'readSalesOrder',
  'change-sales-order': 'changeSalesOrder',
  'release-sales-order': 'releaseSalesOrder',
  'create-delivery': 'createDelivery',
  'post-goods-issue': 'postGoodsIssue',
  'create-return': 'createReturn',
  'receive-return': 'receiveReturn',
  'find-invoices': 'findInvoices',
  'post-invoice': 'postInvoice',
  'pay-invoice': 'payInvoice',
  'credit-invoice': 'creditInvoice',
};

/** The order of a quote is not written anew: its quote is converted. */
export function operationBehind({ quoteId }: OrderState, name: EffectName): string {
  return name === 'create-sales-order' && quoteId !== undefined ? 'convertQuote' : operationOf[name];
}

export function capabilityOf(state: OrderState, name: EffectName): OrderCapability | undefined {
  return state.capabilities[operationBehind(state, name)];
}

export const commands = (state: OrderState, name: EffectName): boolean => capabilityOf(state, name)?.mode === 'command';

/** What is to be done now; undefined when the order waits for somebody else, or is over. */
export function nextEffect(state: OrderState): Effect | undefined {
  if (isOver(state)) return undefined;
  if (state.unknown) return { ...parseKey(state.unknown.effect), probe: true };
  if (state.undo) return due('undo-sales-order');
  // What nobody can say, a person decides.
  if (waitsForPerson(state)) return undefined;
  // Before it is written, only holds of ours stop it: the ERP has said nothing yet.
  if (state.capture !== 'captured') return state.holds.length > 0 ? undefined : due(state.adopts === undefined ? 'create-sales-order' : 'adopt-sales-order');
  if (state.cancellation) return due('cancel-sales-order');
  const [task] = state.tasks;
  if (task) return due(task.effect, task.id);
  if (state.closed) return undefined;
  if (state.holds.length > 0) return due('read-sales-order');
  return nextGoodsIssue(state) ?? billingBeforeShipment(state) ?? deliveryOrBilling(state);
}

function deliveryOrBilling(state: OrderState): Effect | undefined {
  if (awaitsPrepayment(state)) return undefined;
  return isBackordered(state) ? (nextBilling(state) ?? nextDelivery(state)) : (nextDelivery(state) ?? nextBilling(state));
}

/** Goods that are paid in advance stay until the money is here, where it is not taken at once. */
const awaitsPrepayment = (state: OrderState): boolean =>
  state.paysOnReceipt === true && !isSettled(state) && state.lines.some((line) => !line.rejected && policyOf(line) === 'in-advance');

/** Nothing more can be shipped now: what was shipped is billed meanwhile. */
export const isBackordered = (state: OrderState): boolean => state.flags.some(({ type }) => type === 'backorder');

const isUnderWay = ({ status }: { status: string }): boolean => status === 'open' || status === 'picked';

function nextGoodsIssue(state: OrderState): Effect | undefined {
  const started = state.deliveries.find((delivery) => isUnderWay(delivery) && !delivery.observedOnly);
  return started && commands(state, 'post-goods-issue') ? due('post-goods-issue', started.id) : undefined;
}

function nextDelivery(state: OrderState): Effect | undefined {
  if (state.deliverOnRequest || state.deliveries.some(isUnderWay)) return undefined;
  if (fulfilmentOf(state) === 'complete' || !commands(state, 'create-delivery')) return undefined;
  return due('create-delivery', String(state.deliveries.length + 1));
}

/**
 * Lines that are not billed by delivery have invoices before anything is shipped: those that are there are posted, and
 * looked for once. An ERP that has none yet does not keep the goods back.
 */
function billingBeforeShipment(state: OrderState): Effect | undefined {
  if (!state.lines.some((line) => !line.rejected && policyOf(line) !== 'by-delivery' && !(isInvoiced(state, line) && isSettled(state)))) return undefined;
  const next = nextBilling(state);
  return next?.name === 'find-invoices' && state.attempts[effectKey(next)] !== undefined ? undefined : next;
}

const isSettled = (state: OrderState): boolean => liveInvoices(state).every(({ cleared }) => cleared);

/** Where billing is commanded the invoices are looked up after each delivery, or at once where the line is not billed by delivery; where it is observed they come by themselves. */
function nextBilling(state: OrderState): Effect | undefined {
  if (!commands(state, 'post-invoice')) return undefined;
  const draft = liveInvoices(state).find(({ status }) => status === 'draft');
  if (draft) return due('post-invoice', draft.id);
  const unpaid = liveInvoices(state).find(({ status, cleared }) => status === 'posted' && !cleared);
  if (unpaid && !state.paysOnReceipt) return commands(state, 'pay-invoice') ? due('pay-invoice', unpaid.id) : undefined;
  const unbilled = state.lines.some((line) => !line.rejected && exact.compare(invoiceableOf(state, line), invoicedOf(state, line)) > 0);
  return unbilled && billingOf(state) !== 'complete' ? due('find-invoices', String(state.deliveries.length)) : undefined;
}

function due(name: EffectName, target?: string): Effect {
  return { name, target, probe: false };
}

function parseKey(key: string): { name: EffectName; target?: string } {
  const [name, ...rest] = key.split(':');
  return { name: name as EffectName, ...(rest.length > 0 && { target: rest.join(':') }) };
}
