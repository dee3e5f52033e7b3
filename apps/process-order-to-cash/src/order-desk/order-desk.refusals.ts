import { invalidField, StrataError } from '#canonical';

/** Refusals of the order desk, as the documentation shows them: each is the problem that a caller is answered. */
const conflict = (reason: string, detail: string, state: string, allowed: string[]) => new StrataError('conflict', detail, { reason, state, allowed });

const unprocessable = (pointer: string, detail: string, state?: string, allowed?: string[]) =>
  invalidField(pointer, detail, { reason: 'unprocessable', state, allowed });

const open = ['cancellation', 'changes', 'deliveries'];

export const tooLate = { 'The order has shipped': conflict('too-late', 'an order that is shipped cannot be changed', 'shipped', ['credit-notes']) };
export const over = { 'The order is over': conflict('over', 'the order is cancelled', 'cancelled', []) };
export const notHeld = { 'There is no such hold': conflict('not-held', 'the order is not held by price', 'confirmed', open) };
export const nothingToDeliver = { 'All is delivered': conflict('nothing-to-deliver', 'an order that is paid has nothing to deliver', 'paid', ['returns']) };
export const onHold = { 'The order is held': conflict('on-hold', 'the order is held: credit limit exceeded', 'on-hold', ['cancellation', 'changes', 'holds']) };
export const nothingShipped = { 'Nothing was shipped yet': conflict('nothing-shipped', 'nothing was shipped yet: the order can be cancelled', 'confirmed', open) };
export const returnState = { 'The return is not open': conflict('return-state', 'the return is received', 'paid', ['returns']) };
export const credited = { 'All is credited': conflict('credited', 'all that was invoiced is credited', 'paid', ['returns']) };
export const notCaptured = { 'The order is not in the system yet': conflict('not-captured', 'the order is not in the system: it is received', 'received', ['cancellation']) };
export const returning = { 'All is on its way back': conflict('returning', 'all that was shipped is on its way back', 'paid', ['returns', 'credit-notes']) };
export const cancelledThere = { 'The order is cancelled in its system': conflict('over', 'the order is cancelled in its system', 'cancelled', []) };
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
export const tooFew = { 'Less than is delivered': unprocessable('/lines/0/quantity', '2 of line 1 are delivered already', 'confirmed', open) };
export const lineQuantity = (what: string) => ({ 'More than the line has': unprocessable('/lines/0/quantity', `at most 2 of line 1 ${what}`, 'confirmed', open) });
export const completeOnly = { 'The buyer takes it complete only': unprocessable('/lines/0/quantity', 'the buyer takes it complete only: expected all 4 of line 1', 'confirmed', open) };
export const lineDecimals = { 'Half a piece': unprocessable('/lines/0/quantity', 'at most 0 decimals in C62') };
export const lineUnknown = { 'The order has no such line': unprocessable('/lines/0/position', 'the order has no line 7', 'confirmed', open) };

const unknown = (reason: string, detail: string) => new StrataError('not-found', detail, { reason, state: 'paid', allowed: ['returns', 'credit-notes'] });
export const returnUnknown = { 'No such return': unknown('return-unknown', 'the order has no return 17') };
export const invoiceUnknown = { 'No such invoice': unknown('invoice-unknown', 'the order has no such posted invoice') };
export const noPdf = { 'The system does not offer it': new StrataError('rejected', 'tryton does not offer readInvoicePdf', { reason: 'operation-absent', systemId: 'tryton', operation: 'readInvoicePdf', retryable: false }) };
export const noInvoice = { 'No such invoice': new StrataError('not-found', 'the order has no such invoice') };
export const noChange = { 'Nothing to change': invalidField('', 'expected requestedDeliveryDate or lines') };

