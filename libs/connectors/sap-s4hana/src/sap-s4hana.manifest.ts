import type { OperationCapability } from '#canonical';
import type { ConnectorManifest, ErpConnector } from '#connector-kit';

export type SapOperation = Exclude<keyof ErpConnector, 'close'>;

/** The longest run of the application server (600 s as delivered) is the longest that a lost write may still land. */
const settleAfterMs = 600_000;

const read = (timeoutMs = 15_000): OperationCapability => ({ mode: 'command', safe: true, timeoutMs });
const write = (probe: SapOperation, timeoutMs = 60_000): OperationCapability => ({ mode: 'command', safe: false, probe, settleAfterMs, timeoutMs });
const observed: OperationCapability = { mode: 'observe', safe: false };
const absent: OperationCapability = { mode: 'absent', safe: false };

const operations: Record<SapOperation, OperationCapability> = {
  findCustomers: read(),
  readCustomer: read(),
  findItems: read(),
  readItems: read(),
  priceItems: read(30_000),
  checkAvailability: read(),
  readCredit: read(),
  readCustomerPosition: read(),
  simulateSalesOrder: read(30_000),
  createSalesOrder: write('findSalesOrders'),
  findSalesOrders: read(),
  readSalesOrder: read(),
  cancelSalesOrder: write('readSalesOrder'),
  changeSalesOrder: write('readSalesOrder'),
  listSalesOrders: read(30_000),
  findDeliveries: read(),
  createDelivery: write('findDeliveries'),
  postGoodsIssue: write('findDeliveries'),
  findInvoices: read(),
  readInvoices: read(),
  readInvoicePdf: read(30_000),
  readDunning: read(),
  pauseDunning: write('readDunning'),
  resumeDunning: write('readDunning'),
  // Billing is a run of the ERP and payments are cleared by its accountants: both are seen, neither is made.
  postInvoice: observed,
  payInvoice: observed,
  reversePayment: observed,
  creditInvoice: observed,
  // A person of the ERP does these in its own screens: no public service takes them.
  releaseSalesOrder: observed,
  proveDelivery: observed,
  createReturn: observed,
  receiveReturn: observed,
  findReturns: read(),
  createQuote: absent,
  findQuotes: absent,
  readQuote: absent,
  convertQuote: absent,
  changes: read(30_000),
};

export const manifest: ConnectorManifest & { operations: typeof operations } = {
  id: 'sap-s4hana',
  kind: 'erp',
  product: 'SAP S/4HANA',
  versions: ['S/4HANA 2020 and later, on premise and private cloud', 'S/4HANA Cloud'],
  operations,
  guardsEachRequest: true,
};
