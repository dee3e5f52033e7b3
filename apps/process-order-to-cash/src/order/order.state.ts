import { exact, type Capabilities, type Confirmation, type CreditResult, type Hold, type Money, type OrderStatus, type Principal } from '#canonical';
import type { OpenDraft } from './order.draft.js';

/** What starts an order: all that was decided at the door. Ids of `draft` are the ERP's own keys. */
export interface PlaceMessage {
  orderId: string;
  client: string;
  principal: Principal;
  systemId: string;
  /** Public id of the customer. */
  customerId: string;
  placedAt: string;
  opportunityId?: string;
  draft: OpenDraft;
  /** By position. */
  expectedUnitPrices: Record<number, Money>;
  /** What the ERP lets us command, as its manifest said when the order was placed: decisions must not change under way. */
  capabilities: Capabilities;
}

export interface LineState {
  position: number;
  itemId: string;
  description?: string;
  /** Missing until the ERP has said it, when it could not be asked at the door. */
  unit?: string;
  ordered: string;
  /** Key of the line in the ERP, once it is there. */
  lineId?: string;
  unitPrice?: Money;
  net?: Money;
  tax?: Money;
  rejected: boolean;
  confirmations: Confirmation[];
}

interface LineQuantity {
  lineId: string;
  value: string;
}

export interface DeliveryState {
  id: string;
  status: 'open' | 'picked' | 'shipped' | 'cancelled';
  observedOnly: boolean;
  version: string;
  lines: LineQuantity[];
}

export interface InvoiceState {
  id: string;
  number?: string;
  type: 'invoice' | 'credit-note';
  status: 'draft' | 'posted' | 'cancelled';
  cleared: boolean;
  version: string;
  total: Money;
  lines: LineQuantity[];
  payments: { id: string; amount: Money; paidOn?: string }[];
}

/** A write whose answer is missing: the system is asked until it is found or its settling time is over. */
export interface UnknownOutcome {
  effect: string;
  /** Epoch ms of the end of the call. */
  since: number;
  probes: number;
}

/** The durable state of one order; at most 32 KB. */
export interface OrderState extends PlaceMessage {
  schemaVersion: 1;
  /** Number of the last segment: the projection's own order. */
  sequence: number;
  /** Only the wake-up that carries this number goes on; older ones are late. */
  wake: number;
  capture: 'received' | 'unknown' | 'captured' | 'rejected' | 'cancelled';
  credit: CreditResult;
  salesOrder?: { id: string; version: string; net: Money; tax: Money; total: Money };
  lines: LineState[];
  deliveries: DeliveryState[];
  invoices: InvoiceState[];
  holds: Hold[];
  unknown?: UnknownOutcome;
  /** Attempts begun, by effect. */
  attempts: Record<string, number>;
  /** Set when what a refused capture left behind must be undone. */
  undo: boolean;
  reason?: string;
  closed: boolean;
  changedAt: string;
}

export function initialState(message: PlaceMessage): OrderState {
  return {
    ...message,
    schemaVersion: 1,
    sequence: 0,
    wake: 0,
    capture: 'received',
    credit: 'not-checked',
    lines: message.draft.lines.map(({ position, itemId, quantity }) => ({
      position,
      itemId,
      unit: quantity.unit,
      ordered: quantity.value,
      rejected: false,
      confirmations: [],
    })),
    deliveries: [],
    invoices: [],
    holds: [],
    attempts: {},
    undo: false,
    closed: false,
    changedAt: message.placedAt,
  };
}

const sum = (quantities: LineQuantity[], lineId: string | undefined): string =>
  exact.add('0', ...quantities.filter((each) => each.lineId === lineId).map(({ value }) => value));

export function shippedOf(state: OrderState, line: LineState): string {
  return sum(state.deliveries.filter(({ status }) => status === 'shipped').flatMap(({ lines }) => lines), line.lineId);
}

export function invoicedOf(state: OrderState, line: LineState): string {
  return sum(liveInvoices(state).filter(({ status }) => status === 'posted').flatMap(({ lines }) => lines), line.lineId);
}

export function confirmedOf(line: LineState): string {
  return exact.add('0', ...line.confirmations.map(({ quantity }) => quantity.value));
}

export function liveInvoices(state: OrderState): InvoiceState[] {
  return state.invoices.filter(({ status, type }) => status !== 'cancelled' && type === 'invoice');
}

type Progress = 'open' | 'partial' | 'complete';

function progress(state: OrderState, done: (state: OrderState, line: LineState) => string): Progress {
  const lines = state.lines.filter(({ rejected }) => !rejected);
  if (!state.salesOrder || lines.length === 0) return 'open';
  const amounts = lines.map((line) => ({ done: done(state, line), ordered: line.ordered }));
  if (amounts.every((each) => exact.compare(each.done, each.ordered) >= 0)) return 'complete';
  return amounts.some((each) => exact.compare(each.done, '0') > 0) ? 'partial' : 'open';
}

export const fulfilmentOf = (state: OrderState): Progress => progress(state, shippedOf);
export const billingOf = (state: OrderState): Progress => progress(state, invoicedOf);

/** Paid means cleared, as the ERP says it: sums may differ by discount or write-off. */
export function paymentOf(state: OrderState): Progress {
  const posted = liveInvoices(state).filter(({ status }) => status === 'posted');
  if (posted.length === 0) return 'open';
  if (posted.every(({ cleared }) => cleared)) return billingOf(state) === 'complete' ? 'complete' : 'partial';
  return posted.some(({ cleared, payments }) => cleared || payments.length > 0) ? 'partial' : 'open';
}

/** The one word a person reads, derived from the axes. */
export function statusOf(state: OrderState): OrderStatus {
  if (state.capture === 'rejected' || state.capture === 'cancelled') return state.capture;
  if (state.closed) return 'closed';
  if (state.holds.length > 0) return 'on-hold';
  if (paymentOf(state) === 'complete') return 'paid';
  if (billingOf(state) === 'complete') return 'invoiced';
  if (fulfilmentOf(state) === 'complete') return 'shipped';
  return state.capture === 'captured' ? 'confirmed' : 'received';
}

export function isOver(state: OrderState): boolean {
  return state.closed || state.capture === 'cancelled' || (state.capture === 'rejected' && !state.undo);
}
