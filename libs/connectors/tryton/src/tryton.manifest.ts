import type { OperationCapability } from '#canonical';
import type { ConnectorManifest, ErpConnector } from '#connector-kit';

export type TrytonOperation = Exclude<keyof ErpConnector, 'close'>;

/** A server-side run is bounded by the worker's request; a minute is ample (facts of Tryton). */
const settleAfterMs = 60_000;
/** Confirm, goods issue, post and pay take table locks without waiting. */
const lane = 'posting';

const read: OperationCapability = { mode: 'command', safe: true, timeoutMs: 20_000 };
const absent: OperationCapability = { mode: 'absent', safe: false };
const write = (probe: TrytonOperation, more: Partial<OperationCapability> = {}): OperationCapability => ({ mode: 'command', safe: false, probe, settleAfterMs, timeoutMs: 45_000, ...more });

const operations: Record<TrytonOperation, OperationCapability> = {
  findCustomers: read,
  readCustomer: read,
  findItems: read,
  readItems: read,
  priceItems: read,
  checkAvailability: read,
  readCredit: read,
  readCustomerPosition: read,
  simulateSalesOrder: read,
  createSalesOrder: write('findSalesOrders', { lane }),
  findSalesOrders: read,
  readSalesOrder: read,
  cancelSalesOrder: write('readSalesOrder', { lane }),
  findDeliveries: read,
  createDelivery: write('findDeliveries', { lane }),
  postGoodsIssue: write('findDeliveries', { lane }),
  findInvoices: read,
  readInvoices: read,
  postInvoice: write('readInvoices', { lane }),
  payInvoice: write('readInvoices', { lane }),
  releaseSalesOrder: write('readSalesOrder', { lane }),
  listSalesOrders: read,
  createReturn: write('findReturns', { lane }),
  findReturns: read,
  receiveReturn: write('findReturns', { lane }),
  creditInvoice: write('findInvoices', { lane }),
  createQuote: write('findQuotes', { lane }),
  findQuotes: read,
  readQuote: read,
  convertQuote: write('findSalesOrders', { lane }),
  // A clerk cancels the move of a payment, and reconciles what is left.
  reversePayment: { mode: 'observe', safe: false },
  changeSalesOrder: absent,
  proveDelivery: absent,
  readInvoicePdf: absent,
  readDunning: absent,
  pauseDunning: absent,
  resumeDunning: absent,
  changes: read,
};

export const manifest: ConnectorManifest & { operations: typeof operations } = {
  id: 'tryton',
  kind: 'erp',
  product: 'Tryton',
  versions: ['6.0'],
  operations,
};
