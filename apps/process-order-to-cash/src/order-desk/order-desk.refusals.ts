import { StrataError } from '#canonical';

/** Refusals of the order desk, as the documentation shows them: each is the problem that a caller is answered. */
const conflict = (reason: string, detail: string, state: string, allowed: string[]) => new StrataError('conflict', detail, { reason, state, allowed });

const unprocessable = (pointer: string, detail: string, state?: string, allowed?: string[]) =>
  new StrataError('invalid', detail, { reason: 'unprocessable', state, allowed, fields: [{ pointer, detail }] });

const open = ['cancellation', 'changes', 'deliveries'];

export const tooLate = { 'The order has shipped': conflict('too-late', 'an order that is shipped cannot be changed', 'shipped', ['credit-notes']) };
export const over = { 'The order is over': conflict('over', 'the order is cancelled', 'cancelled', []) };
export const notHeld = { 'There is no such hold': conflict('not-held', 'the order is not held by price', 'confirmed', open) };
export const nothingToDeliver = { 'All is delivered': conflict('nothing-to-deliver', 'an order that is paid has nothing to deliver', 'paid', ['returns']) };
export const onHold = { 'The order is held': conflict('on-hold', 'the order is held: credit limit exceeded', 'on-hold', ['cancellation', 'changes', 'holds']) };
export const nothingShipped = { 'Nothing was shipped yet': conflict('nothing-shipped', 'nothing was shipped yet: the order can be cancelled', 'confirmed', open) };
export const returnState = { 'The return is not open': conflict('return-state', 'the return is received', 'paid', ['returns']) };
export const credited = { 'All is credited': conflict('credited', 'all that was invoiced is credited', 'paid', ['returns']) };
export const ours = { 'The order is ours already': conflict('ours', 'the order carries a reference of ours: it is placed, and not adopted', 'open', []) };

export const notOffered = (operation: string) => ({
  'The system does not offer it': new StrataError('rejected', `sandbox does not offer ${operation}: it is done in the system itself, and seen here`, {
    reason: 'operation-absent',
    systemId: 'sandbox',
    operation,
    state: 'shipped',
    allowed: ['credit-notes'],
    retryable: false,
  }),
});

export const unknownSalesOrder = { 'The system has no such order': unprocessable('/salesOrderId', 'sandbox has no order 4711') };
export const lineQuantity = (what: string) => ({ 'More than the line has': unprocessable('/lines/0/quantity', `at most 2 of line 1 ${what}`, 'confirmed', open) });
