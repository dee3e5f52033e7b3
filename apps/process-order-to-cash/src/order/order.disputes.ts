import { currencyScale, exact, money, peppolReasons, toPublicId, type Dispute, type DisputeCode, type DisputeNext, type DisputeOutcome, type FieldFault, type Money } from '#canonical';
import type { NewTimelineEntry } from '#read-models';
import { openOf } from './order.ledger.js';
import type { DisputeRecord, InvoiceState, OrderState } from './order.state.js';

/** Who asks for what, under which id, and when (ISO 8601). */
export interface Asked {
  id: string;
  actor: string;
  at?: string;
}

/** `invoiceId` is a public id; without an amount all that is open of the order's share, or the share when nothing is. */
export interface OpenDispute {
  type: 'dispute';
  invoiceId: string;
  amount?: Money;
  code: DisputeCode;
  reason: string;
}

/** Without an id all that are open. */
export interface SettleDisputes {
  type: 'settle-disputes';
  disputeId?: string;
  outcome: DisputeOutcome;
  reason: string;
}

/** Why a record is not made. Without a state of its own it is the order's that forbids it. */
interface RecordRefusal {
  kind: 'conflict' | 'invalid' | 'not-found';
  message: string;
  reason: string;
  state?: string;
  allowed?: string[];
  existing?: string;
  fields?: FieldFault[];
}
export type RecordResult = { state: OrderState } | { refused: RecordRefusal };

/** An order's state has its bound (32 KB), and keeps what was settled. */
const atMost = 20;

const wrong = (pointer: string, detail: string): RecordResult => ({ refused: { kind: 'invalid', message: detail, reason: 'unprocessable', fields: [{ pointer, detail }] } });
const conflict = (message: string, reason: string, more: Pick<RecordRefusal, 'state' | 'allowed' | 'existing'> = {}): RecordResult => ({ refused: { kind: 'conflict', message, reason, ...more } });
const isOpen = ({ resolution }: DisputeRecord): boolean => resolution === undefined;
const named = ({ id, number }: Pick<InvoiceState, 'id' | 'number'>): string => number ?? id;

/** The order with an objection to one of its invoices. Pure. */
export function openDispute(state: OrderState, { id, actor, at = state.changedAt, invoiceId, amount, code, reason }: OpenDispute & Asked): RecordResult {
  const invoice = state.invoices.find((each) => toPublicId(state.systemId, each.id) === invoiceId);
  if (!invoice) return wrong('/invoiceId', 'the order has no such invoice');
  if (invoice.type === 'credit-note') return wrong('/invoiceId', `${named(invoice)} is a credit note: expected an invoice`);
  if (invoice.status !== 'posted') return wrong('/invoiceId', `the invoice is ${invoice.status}: expected one that is posted`);
  const { disputes = [] } = state;
  const known = disputes.find((each) => each.invoiceId === invoice.id && isOpen(each));
  if (known) return conflict(`invoice ${named(invoice)} is in dispute already`, 'disputed-already', { state: 'open', allowed: ['resolution'], existing: known.id });
  if (disputes.length >= atMost) return conflict(`an order holds at most ${atMost} disputes`, 'too-many-disputes');
  const fault = amount && faultOf(amount, invoice);
  if (fault) return fault;
  const disputed = amount ? money.round(amount) : defaultAmount(invoice);
  if (exact.isZero(disputed.amount)) return wrong('/invoiceId', "nothing of the order's is in this invoice");
  return { state: { ...state, disputes: [...disputes, { id, invoiceId: invoice.id, code, amount: disputed, reason, openedBy: actor, openedAt: at }] } };
}

function defaultAmount({ own, ...invoice }: InvoiceState): Money {
  const open = openOf({ own, ...invoice });
  return exact.isZero(open) ? money.round(own) : { amount: open, currency: own.currency };
}

function faultOf({ amount, currency }: Money, { own }: InvoiceState): RecordResult | undefined {
  if (currency !== own.currency) return wrong('/amount/currency', `expected ${own.currency}, as the invoice has it`);
  if (exact.compare(amount, '0') <= 0) return wrong('/amount/amount', 'expected more than 0');
  const scale = currencyScale(currency);
  if (exact.compare(amount, exact.round(amount, scale)) !== 0) return wrong('/amount/amount', `expected at most ${scale} decimals`);
  if (exact.compare(amount, own.amount) > 0) return wrong('/amount/amount', `at most ${own.amount} ${own.currency}: the order's share of the invoice`);
  return undefined;
}

/** The order with its dispute settled. Nothing is credited by it. Pure. */
export function settleDisputes(state: OrderState, { actor, at = state.changedAt, disputeId, outcome, reason }: SettleDisputes & Asked): RecordResult {
  const { disputes = [] } = state;
  const meant = disputes.filter((each) => (disputeId === undefined ? isOpen(each) : each.id === disputeId));
  if (meant.length === 0) return disputeId === undefined ? conflict('nothing of the order is in dispute', 'not-disputed') : { refused: { kind: 'not-found', message: `the order has no dispute ${disputeId}`, reason: 'dispute-unknown' } };
  const over = meant.find((each) => !isOpen(each))?.resolution;
  if (over) return conflict(`the dispute is ${over.outcome}`, 'dispute-over', { state: over.outcome, allowed: [] });
  const resolution = { outcome, reason, by: actor, at };
  return { state: { ...state, disputes: disputes.map((each) => (meant.includes(each) ? { ...each, resolution } : each)) } };
}

/** What readers see. */
export function disputesOf(state: OrderState): Dispute[] {
  return (state.disputes ?? []).map((record) => {
    const { id, invoiceId, code, amount, reason, openedBy, openedAt, resolution } = record;
    return {
      disputeId: id,
      state: resolution?.outcome ?? 'open',
      code,
      peppolReason: peppolReasons[code],
      orderId: state.orderId,
      customerId: state.customerId,
      invoiceId: toPublicId(state.systemId, invoiceId),
      invoiceNumber: numberOf(state, record),
      amount,
      reason,
      openedBy,
      openedAt,
      resolution,
      next: nextOf(state, record),
    };
  });
}

/** Records of ours move no money and stop no reminder: a person does, where the system lets us. */
function nextOf({ systemId, orderId, customerId, capabilities }: OrderState, { resolution }: DisputeRecord): DisputeNext | undefined {
  const can = (operation: string) => capabilities[operation]?.mode === 'command';
  if (!resolution) {
    if (can('pauseDunning')) return { path: `/order-to-cash/v1/customers/${customerId}/dunning-pause`, detail: 'reminders of the customer go on: dunning-pause stops them' };
    return { detail: `reminders of the customer go on: they are stopped in ${systemId} itself` };
  }
  if (resolution.outcome !== 'accepted') return undefined;
  if (can('creditInvoice')) return { path: `/order-to-cash/v1/orders/${orderId}/credit-notes`, detail: 'nothing is credited by this: credit-notes makes a credit note' };
  return { detail: `nothing is credited by this: a credit note is made in ${systemId} itself, and seen here` };
}

function numberOf({ invoices }: OrderState, { invoiceId }: DisputeRecord): string | undefined {
  return invoices.find(({ id }) => id === invoiceId)?.number;
}

/** How much of an invoice is in dispute now. */
export function disputedOf({ disputes = [] }: OrderState, invoiceId: string): Money | undefined {
  return disputes.find((each) => each.invoiceId === invoiceId && isOpen(each))?.amount;
}

const described = (state: OrderState, record: DisputeRecord): string =>
  `invoice ${numberOf(state, record) ?? record.invoiceId}: ${record.amount.amount} ${record.amount.currency} in dispute (${record.code}): ${record.reason}`;

/** What a person must look at because of open disputes: at most one entry. */
export function disputeTrouble(state: OrderState): { type: 'dispute'; reason: string; since: string }[] {
  const open = (state.disputes ?? []).filter(isOpen);
  return open.length === 0 ? [] : [{ type: 'dispute', reason: open.map((each) => described(state, each)).join('; '), since: open[0]!.openedAt }];
}

/** What happened to disputes between two states, for the timeline. */
export function disputeEntries(before: OrderState, after: OrderState): NewTimelineEntry[] {
  if (before.disputes === after.disputes) return [];
  return (after.disputes ?? []).flatMap((record) => {
    const { id, openedBy, openedAt, resolution } = record;
    const known = before.disputes?.find((each) => each.id === id);
    const entry = { type: 'dispute', system: after.systemId, reference: numberOf(after, record) ?? record.invoiceId };
    return [
      ...(known ? [] : [{ key: `dispute:${id}:opened`, at: openedAt, ...entry, outcome: 'opened', actor: openedBy, detail: described(after, record) }]),
      ...(resolution && !known?.resolution ? [{ key: `dispute:${id}:over`, at: resolution.at, ...entry, outcome: resolution.outcome, actor: resolution.by, detail: resolution.reason }] : []),
    ];
  });
}
