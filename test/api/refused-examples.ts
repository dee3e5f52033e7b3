/** An example that is rightly refused. */
interface Refused {
  status: number;
  why: string;
}

const refused = (status: number, why: string, ...operations: string[]): [string, Refused][] => operations.map((operation) => [operation, { status, why }]);

const absent = 'the ERP of the demo does this itself, and has no operation for it';
const over = 'the order that was made is paid: its goods have left, and it is not held';
const decided = 'the request was approved just before';
const none = 'nothing of the kind has come up in a platform that was just started';

/** By document and operation, the examples that are rightly refused. All others are answered with 2xx. */
export const refusedExamples: Readonly<Record<string, Refused>> = Object.fromEntries([
  ...refused(409, absent, ...['postInvoice', 'payInvoice', 'releaseSalesOrder', 'proveDelivery', 'createReturn', 'receiveReturn', 'reversePayment', 'creditInvoice', 'createQuote', 'findQuotes', 'readQuote', 'convertQuote'].map((name) => `system-erp ${name}`)),
  ...refused(409, absent, ...['cancelOrder', 'returnOrder', 'creditOrder', 'quoteOrder', 'readOrderQuote', 'convertOrderQuote'].map((name) => `process-order-to-cash ${name}`), 'experience-mobile cancelOrder'),
  ...refused(409, over, ...['changeOrder', 'releaseHold', 'rejectHold', 'deliverOrder'].map((name) => `process-order-to-cash ${name}`), 'system-erp cancelSalesOrder', 'system-erp changeSalesOrder'),
  ...refused(422, over, 'system-erp createDelivery', 'process-order-to-cash allocatePayment'),
  ...refused(409, decided, 'portal refuseProduction'),
  ...refused(404, none, ...['receiveReturnedGoods', 'readException', 'assignException', 'resolveException', 'replayException'].map((name) => `process-order-to-cash ${name}`)),
]);
