import { exact, type FieldFault, type InvoicePayment, type SalesOrderLineQuantity } from '#canonical';
import type { OrderCapability } from './order.capabilities.js';
import { openDispute, settleDisputes, type Asked, type OpenDispute, type RecordResult, type SettleDisputes } from './order.disputes.js';
import { deliveringOf, enoughOf, invoicedOf, creditedOf, fulfilmentOf, isOver, postedInvoices, returningOf, shippedOf, statusOf, undeliveredOf } from './order.ledger.js';
import { releasedInErp } from './order.holds.js';
import { proveDelivery, type ProveDelivery } from './order.proofs.js';
import type { LineState, OrderState, Task } from './order.state.js';

/** So much of a line, by its position in the order. */
export interface PositionQuantity {
  position: number;
  quantity: string;
}

/** What a person wants of an order. `id` is a UUID made at the door; also the reference of what it makes in the ERP. */
export type OrderCommand = Asked & (
  | { type: 'cancel'; reason: string }
  | { type: 'change'; requestedDeliveryDate?: string; lines?: PositionQuantity[] }
  | { type: 'release-hold'; hold: string; reason: string }
  | { type: 'reject-hold'; hold: string; reason: string }
  | { type: 'deliver'; lines?: PositionQuantity[] }
  | { type: 'return'; reason: string; lines: PositionQuantity[] }
  | { type: 'receive-return'; returnId: string }
  | { type: 'credit'; invoiceId: string; reason: string; lines?: PositionQuantity[] }
  | ({ type: 'pay'; invoiceId: string } & Omit<InvoicePayment, 'reference'>)
  | { type: 'retry'; kind: string; reason: string }
  | ProveDelivery
  | OpenDispute
  | SettleDisputes
);

/** Why a command is not taken. */
export interface Refusal {
  kind: 'conflict' | 'invalid' | 'not-found' | 'rejected';
  message: string;
  reason: string;
  /** State that forbids it, and what may be done instead. */
  state: string;
  allowed: string[];
  /** Operation that the system lacks. */
  operation?: string;
  /** Id of the record that stands in the way. */
  existing?: string;
  fields?: FieldFault[];
}

/** The state with the wish in it, or why not. */
export type CommandResult = { state: OrderState } | { refusal: Refusal };

type Of<T extends OrderCommand['type']> = OrderCommand & { type: T };
type Take<T extends OrderCommand['type']> = (state: OrderState, command: Of<T>) => CommandResult;

/** What may be done with the order now, by the name of its path. */
export function allowedOf(state: OrderState): string[] {
  if (isOver(state)) return [];
  const shipped = state.lines.some((line) => exact.isMore(shippedOf(state, line), '0'));
  const can = (operation: string) => state.capabilities[operation]?.mode === 'command';
  const isOpen = state.capture === 'captured' && fulfilmentOf(state) !== 'complete';
  return [
    ...(shipped ? [] : ['cancellation']),
    ...(isOpen && can('changeSalesOrder') ? ['changes'] : []),
    ...(isOpen && state.holds.length === 0 && can('createDelivery') ? ['deliveries'] : []),
    ...(state.holds.length > 0 ? ['holds'] : []),
    ...(shipped && can('createReturn') ? ['returns'] : []),
    ...(postedInvoices(state).length > 0 && can('creditInvoice') ? ['credit-notes'] : []),
  ];
}

const conflict = (state: OrderState, message: string, reason: string): CommandResult => ({ refusal: { kind: 'conflict', message, reason, state: statusOf(state), allowed: allowedOf(state) } });
const wrongLines = (state: OrderState, fields: FieldFault[]): CommandResult => ({
  refusal: { kind: 'invalid', message: fields[0]?.detail ?? 'the lines do not fit the order', reason: 'unprocessable', state: statusOf(state), allowed: allowedOf(state), fields },
});

function absent(state: OrderState, operation: string, capability: OrderCapability | undefined): CommandResult {
  const instead = capability?.mode === 'observe' ? 'it is done in the system itself, and seen here' : 'the system has no such thing';
  return { refusal: { kind: 'rejected', message: `${state.systemId} does not offer ${operation}: ${instead}`, reason: 'operation-absent', state: statusOf(state), allowed: allowedOf(state), operation } };
}

/** Undefined when the operation is commanded. */
function lacks(state: OrderState, operation: string): CommandResult | undefined {
  const capability = state.capabilities[operation];
  return capability?.mode === 'command' ? undefined : absent(state, operation, capability);
}

const notCaptured = (state: OrderState): CommandResult | undefined =>
  state.capture === 'captured' ? undefined : conflict(state, `the order is not in the system: it is ${statusOf(state)}`, 'not-captured');

function withTask(state: OrderState, task: Task): CommandResult {
  return { state: { ...state, tasks: [...state.tasks, task] } };
}

/** Lines by key of the ERP, each within its limit. */
function linesWithin(state: OrderState, lines: PositionQuantity[], limitOf: (line: LineState) => string | undefined, what = ''): { lines: SalesOrderLineQuantity[] } | { fields: FieldFault[] } {
  const fields: FieldFault[] = [];
  const found: SalesOrderLineQuantity[] = [];
  lines.forEach(({ position, quantity }, index) => {
    const line = state.lines.find((each) => each.position === position && !each.rejected);
    const limit = line && limitOf(line);
    if (!line?.lineId) fields.push({ pointer: `/lines/${index}/position`, detail: `the order has no line ${position}` });
    else if (lines.findIndex((each) => each.position === position) !== index) fields.push({ pointer: `/lines/${index}/position`, detail: `line ${position} is named twice` });
    else if (limit !== undefined && exact.isMore(quantity, limit)) fields.push({ pointer: `/lines/${index}/quantity`, detail: `at most ${limit} of line ${position} ${what}` });
    else found.push({ salesOrderLineId: line.lineId, quantity });
  });
  return fields.length > 0 ? { fields } : { lines: found };
}

/** Asked for, and not tried yet: it counts as if it were there, or two wishes at once would share what is left for one. */
const askedOf = (state: OrderState, effect: Task['effect'], { lineId }: LineState): string =>
  exact.add('0', ...state.tasks.filter((task) => task.effect === effect).map(({ lines = [] }) => lines.find(({ salesOrderLineId }) => salesOrderLineId === lineId)?.quantity ?? '0'));

const cancel: Take<'cancel'> = (state, { reason, actor, id }) => {
  if (isOver(state) || state.cancellation) return conflict(state, `the order is ${state.cancellation ? 'being cancelled' : statusOf(state)}`, 'over');
  const isUnsent = state.capture === 'received' && !state.unknown;
  if (isUnsent) return { state: { ...state, capture: 'cancelled', reason, holds: [], flags: [], tasks: [], waiting: undefined } };
  const shipped = state.lines.filter((line) => exact.isMore(shippedOf(state, line), '0'));
  if (shipped.length === 0) return { state: { ...state, cancellation: { reason, actor } } };
  // Goods issue is the pivot: before it undo, after it return.
  const back = shipped.map((line) => ({ salesOrderLineId: line.lineId ?? '', quantity: exact.subtract(shippedOf(state, line), returningOf(state, line)) })).filter(({ quantity }) => exact.isMore(quantity, '0'));
  if (back.length === 0) return conflict(state, 'all that was shipped is on its way back', 'returning');
  return lacks(state, 'createReturn') ?? withTask(state, { id, effect: 'create-return', actor, reason, lines: back });
};

const change: Take<'change'> = (state, { id, actor, requestedDeliveryDate, lines = [] }) => {
  if (isOver(state) || fulfilmentOf(state) === 'complete') return conflict(state, `an order that is ${statusOf(state)} cannot be changed`, 'too-late');
  if (state.capture === 'received' && !state.unknown) return changeUnsent(state, requestedDeliveryDate, lines);
  const refused = notCaptured(state) ?? lacks(state, 'changeSalesOrder');
  if (refused) return refused;
  const tooFew = lines.flatMap(({ position, quantity }, index) => {
    const line = state.lines.find((each) => each.position === position);
    const under = line && deliveringOf(state, line);
    return under && exact.isMore(under, quantity) ? [{ pointer: `/lines/${index}/quantity`, detail: `${under} of line ${position} are delivered already` }] : [];
  });
  const found = linesWithin(state, lines, () => undefined);
  const fields = ['fields' in found ? found.fields : [], tooFew].flat();
  if (fields.length > 0 || 'fields' in found) return wrongLines(state, fields);
  return withTask(state, { id, effect: 'change-sales-order', actor, change: { requestedDeliveryDate, ...(found.lines.length > 0 && { lines: found.lines }) } });
};

/** What the ERP has not seen yet is changed here alone. */
function changeUnsent(state: OrderState, requestedDeliveryDate: string | undefined, lines: PositionQuantity[]): CommandResult {
  const fields = lines.flatMap(({ position }, index) => (state.lines.some((line) => line.position === position) ? [] : [{ pointer: `/lines/${index}/position`, detail: `the order has no line ${position}` }]));
  if (fields.length > 0) return wrongLines(state, fields);
  const wanted = new Map(lines.map(({ position, quantity }) => [position, quantity]));
  return {
    state: {
      ...state,
      lines: state.lines.map((line) => ({ ...line, ordered: wanted.get(line.position) ?? line.ordered })),
      draft: {
        ...state.draft,
        requestedDeliveryDate: requestedDeliveryDate ?? state.draft.requestedDeliveryDate,
        lines: state.draft.lines.map((line) => ({ ...line, quantity: { ...line.quantity, value: wanted.get(line.position) ?? line.quantity.value } })),
      },
    },
  };
}

const releaseHold: Take<'release-hold'> = (state, { id, actor, hold, reason }) => {
  if (!state.holds.some(({ type }) => type === hold)) return conflict(state, `the order is not held by ${hold}`, 'not-held');
  if (releasedInErp.has(hold)) return lacks(state, 'releaseSalesOrder') ?? withTask(state, { id, effect: 'release-sales-order', actor, reason });
  return { state: { ...state, holds: state.holds.filter(({ type }) => type !== hold), released: [...new Set([...state.released, hold])] } };
};

const rejectHold: Take<'reject-hold'> = (state, command) => {
  if (!state.holds.some(({ type }) => type === command.hold)) return conflict(state, `the order is not held by ${command.hold}`, 'not-held');
  return cancel(state, { ...command, type: 'cancel' });
};

const deliver: Take<'deliver'> = (state, { id, actor, lines }) => {
  if (fulfilmentOf(state) === 'complete' || isOver(state)) return conflict(state, `an order that is ${statusOf(state)} has nothing to deliver`, 'nothing-to-deliver');
  const refused = notCaptured(state) ?? lacks(state, 'createDelivery');
  if (refused) return refused;
  if (state.holds.length > 0) return conflict(state, `the order is held: ${state.holds[0]!.reason}`, 'on-hold');
  if (!lines) return withTask(state, { id, effect: 'create-delivery', actor });
  const left = (line: LineState) => {
    const undelivered = undeliveredOf(state, line);
    return undelivered === undefined ? undefined : exact.max('0', exact.subtract(undelivered, askedOf(state, 'create-delivery', line)));
  };
  const found = linesWithin(state, lines, left, 'is left to deliver');
  if ('fields' in found) return wrongLines(state, found.fields);
  const part = state.draft.completeDelivery ? partOf(state, lines) : [];
  return part.length > 0 ? wrongLines(state, part) : withTask(state, { id, effect: 'create-delivery', actor, lines: found.lines });
};

/** What is missing to a delivery of all that is left, by line. */
function partOf(state: OrderState, lines: PositionQuantity[]): FieldFault[] {
  return state.lines.flatMap((line) => {
    const index = lines.findIndex(({ position }) => position === line.position);
    const then = exact.add(deliveringOf(state, line), lines[index]?.quantity ?? '0');
    if (line.rejected || !exact.isMore(enoughOf(state, line).least, then)) return [];
    const left = exact.subtract(line.ordered, deliveringOf(state, line));
    return [{ pointer: index < 0 ? '/lines' : `/lines/${index}/quantity`, detail: `the buyer takes it complete only: expected all ${left} of line ${line.position}` }];
  });
}

const takeBack: Take<'return'> = (state, { id, actor, reason, lines }) => {
  const refused = notCaptured(state) ?? lacks(state, 'createReturn');
  if (refused) return refused;
  if (!state.lines.some((line) => exact.isMore(shippedOf(state, line), '0'))) return conflict(state, 'nothing was shipped yet: the order can be cancelled', 'nothing-shipped');
  const found = linesWithin(state, lines, (line) => exact.max('0', exact.subtract(exact.subtract(shippedOf(state, line), returningOf(state, line)), askedOf(state, 'create-return', line))), 'was shipped and not returned');
  return 'fields' in found ? wrongLines(state, found.fields) : withTask(state, { id, effect: 'create-return', actor, reason, lines: found.lines });
};

const receive: Take<'receive-return'> = (state, { id, actor, returnId }) => {
  const known = state.returns.find((each) => each.id === returnId);
  if (!known) return { refusal: { kind: 'not-found', message: `the order has no return ${returnId}`, reason: 'return-unknown', state: statusOf(state), allowed: allowedOf(state) } };
  if (known.status !== 'open') return conflict(state, `the return is ${known.status}`, 'return-state');
  return lacks(state, 'receiveReturn') ?? withTask(state, { id, effect: 'receive-return', actor, documentId: returnId });
};

const credit: Take<'credit'> = (state, { id, actor, invoiceId, reason, lines }) => {
  const refused = notCaptured(state) ?? lacks(state, 'creditInvoice');
  if (refused) return refused;
  const invoice = postedInvoices(state).find((each) => each.id === invoiceId);
  if (!invoice) return { refusal: { kind: 'not-found', message: 'the order has no such posted invoice', reason: 'invoice-unknown', state: statusOf(state), allowed: allowedOf(state) } };
  const left = (line: LineState) => exact.max('0', exact.subtract(invoicedOf(state, line), creditedOf(state, line)));
  if (state.lines.every((line) => exact.isZero(left(line)))) return conflict(state, 'all that was invoiced is credited', 'credited');
  if (!lines) return withTask(state, { id, effect: 'credit-invoice', actor, reason, documentId: invoiceId });
  const found = linesWithin(state, lines, (line) => exact.max('0', exact.subtract(left(line), askedOf(state, 'credit-invoice', line))), 'was invoiced and not credited');
  return 'fields' in found ? wrongLines(state, found.fields) : withTask(state, { id, effect: 'credit-invoice', actor, reason, documentId: invoiceId, lines: found.lines });
};

/** So much of a payment is for an invoice: the id is the allocation's, and the reference of the payment in the ERP. */
const pay: Take<'pay'> = (state, { id, actor, invoiceId, amount, discount, paidOn }) => {
  const refused = notCaptured(state) ?? lacks(state, 'payInvoice');
  if (refused) return refused;
  const invoice = postedInvoices(state).find((each) => each.id === invoiceId);
  if (!invoice) return { refusal: { kind: 'not-found', message: 'the order has no such posted invoice', reason: 'invoice-unknown', state: statusOf(state), allowed: allowedOf(state) } };
  if (state.tasks.some((task) => task.id === id) || invoice.payments.some(({ reference }) => reference === id)) return { state };
  if (invoice.cleared) return conflict(state, 'nothing of the invoice is open', 'invoice-cleared');
  return withTask(state, { id, effect: 'pay-invoice', actor, documentId: invoiceId, payment: { amount, discount, paidOn } });
};

const retry: Take<'retry'> = (state, { kind }) => {
  const isThere = [...state.holds, ...state.flags].some(({ type }) => type === kind);
  if (!isThere && !state.waiting) return conflict(state, `nothing of the order waits because of ${kind}`, 'nothing-to-retry');
  const others = <T extends { type: string }>(entries: T[]) => entries.filter(({ type }) => type !== kind);
  return { state: { ...state, holds: others(state.holds), flags: others(state.flags), waiting: undefined } };
};

/** A record of ours needs no system: it is made or refused at once. */
function recorded(state: OrderState, result: RecordResult): CommandResult {
  return 'refused' in result ? { refusal: { state: statusOf(state), allowed: allowedOf(state), ...result.refused } } : result;
}

/** The order with a person's wish in it; nothing is done in a system yet. Pure. */
export function take(state: OrderState, command: OrderCommand): CommandResult {
  switch (command.type) {
    case 'cancel':
      return cancel(state, command);
    case 'change':
      return change(state, command);
    case 'release-hold':
      return releaseHold(state, command);
    case 'reject-hold':
      return rejectHold(state, command);
    case 'deliver':
      return deliver(state, command);
    case 'return':
      return takeBack(state, command);
    case 'receive-return':
      return receive(state, command);
    case 'credit':
      return credit(state, command);
    case 'pay':
      return pay(state, command);
    case 'retry':
      return retry(state, command);
    case 'prove-delivery':
      return recorded(state, proveDelivery(state, command));
    case 'dispute':
      return recorded(state, openDispute(state, command));
    case 'settle-disputes':
      return recorded(state, settleDisputes(state, command));
  }
}
