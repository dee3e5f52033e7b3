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
  changeSalesOrder: absent,
  releaseSalesOrder: absent,
  listSalesOrders: absent,
  proveDelivery: absent,
  createReturn: absent,
  findReturns: absent,
  receiveReturn: absent,
  reversePayment: absent,
  creditInvoice: absent,
  readInvoicePdf: absent,
  readDunning: absent,
  pauseDunning: absent,
  resumeDunning: absent,
  createQuote: absent,
  findQuotes: absent,
  readQuote: absent,
  convertQuote: absent,
  changes: read,
};

export const manifest: ConnectorManifest & { operations: typeof operations } = {
  id: 'tryton',
  kind: 'erp',
  product: 'Tryton',
  versions: ['6.0'],
  operations,
};
