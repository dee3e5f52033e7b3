import type {
  CallContext, Capabilities, Changes, Customer, Delivery, DunningStatus, Invoice, InvoicePdf, Item, OperationCapability, Page, Price, Quote,
  ReturnOrder, SalesOrder, SalesOrderSummary,
} from '#canonical';
import type { ConnectorManifest } from '../../connector.js';
import type { ErpConnector } from '../../erp-connector.js';
import { PaperClient } from './paper-erp.client.js';

const read: OperationCapability = { mode: 'command', safe: true };
const write = (probe: keyof ErpConnector): OperationCapability => ({ mode: 'command', safe: false, probe, settleAfterMs: 1_000 });

const operations: Record<Exclude<keyof ErpConnector, 'close'>, OperationCapability> & Capabilities = {
  findCustomers: read,
  readCustomer: read,
  findItems: read,
  readItems: read,
  priceItems: read,
  checkAvailability: read,
  readCredit: read,
  readCustomerPosition: read,
  simulateSalesOrder: read,
  createSalesOrder: write('findSalesOrders'),
  findSalesOrders: read,
  readSalesOrder: read,
  cancelSalesOrder: write('readSalesOrder'),
  findDeliveries: read,
  createDelivery: write('findDeliveries'),
  postGoodsIssue: write('findDeliveries'),
  findInvoices: read,
  readInvoices: read,
  postInvoice: write('readInvoices'),
  payInvoice: write('readInvoices'),
  changeSalesOrder: write('readSalesOrder'),
  releaseSalesOrder: write('readSalesOrder'),
  listSalesOrders: read,
  proveDelivery: write('findDeliveries'),
  createReturn: write('findReturns'),
  findReturns: read,
  receiveReturn: write('findReturns'),
  reversePayment: write('readInvoices'),
  creditInvoice: write('findInvoices'),
  readInvoicePdf: read,
  readDunning: read,
  pauseDunning: write('readDunning'),
  resumeDunning: write('readDunning'),
  createQuote: write('findQuotes'),
  findQuotes: read,
  readQuote: read,
  convertQuote: write('findSalesOrders'),
  changes: read,
};

export const paperManifest: ConnectorManifest = { id: 'paper', kind: 'erp', product: 'Paper ERP', versions: ['1'], operations };

const hasId = ({ id }: { id: string }): boolean => typeof id === 'string';
const isDunning = ({ paused }: DunningStatus): boolean => typeof paused === 'boolean';
const isList = (list: unknown[]): boolean => Array.isArray(list);

export function paperConnector(baseUrl: string, password: string): ErpConnector {
  const client = new PaperClient(baseUrl, password);
  const get = <T>(ctx: CallContext, operation: string, path: string, check: (body: T) => boolean): Promise<T> => client.send({ ctx, operation, safe: true }, 'GET', path, check);
  const kindOf = (ctx: CallContext, operation: string) => ({ ctx, operation, safe: operations[operation]!.safe });
  const post = <T extends { id: string }>(ctx: CallContext, operation: string, path: string, body: object = {}): Promise<T> =>
    client.send<T>(kindOf(ctx, operation), 'POST', path, hasId, body);
  const text = encodeURIComponent;
  const pageQuery = ({ query = '', cursor = '0', limit = 50 }): string => `query=${text(query)}&cursor=${cursor}&limit=${limit}`;
  const isPage = ({ items }: Page<unknown>): boolean => Array.isArray(items);
  const readCredit: ErpConnector['readCredit'] = async (ctx, { customerId }) => {
    const { id } = await get<Customer>(ctx, 'readCredit', `/customers/${text(customerId)}`, hasId);
    return { customerId: id, derived: true, blocked: id === '3' };
  };

  return {
    findCustomers: (ctx, args) => get<Page<Customer>>(ctx, 'findCustomers', `/customers?${pageQuery(args)}`, isPage),
    readCustomer: (ctx, { customerId }) => get<Customer>(ctx, 'readCustomer', `/customers/${text(customerId)}`, (each) => typeof each.name === 'string'),
    findItems: (ctx, args) => get<Page<Item>>(ctx, 'findItems', `/items?${pageQuery(args)}`, isPage),
    readItems: (ctx, { itemIds }) => get<Item[]>(ctx, 'readItems', `/items?ids=${itemIds.join()}`, isList),
    priceItems: (ctx, { itemIds }) => get<Price[]>(ctx, 'priceItems', `/prices?ids=${itemIds.join()}`, isList),
    checkAvailability: async (ctx, { itemIds }) => {
      const items = await get<Item[]>(ctx, 'checkAvailability', `/items?ids=${itemIds.join()}`, isList);
      return items.map(({ id, unit }) => ({ itemId: id, available: { value: '1000', unit } }));
    },
    readCredit,
    readCustomerPosition: async (ctx, args) => ({
      credit: await readCredit(ctx, args),
      openOrders: await get<SalesOrder[]>(ctx, 'readCustomerPosition', `/orders?customerId=${text(args.customerId)}`, isList),
    }),
    simulateSalesOrder: (ctx, { draft }) => post<SalesOrder>(ctx, 'simulateSalesOrder', '/simulations', draft),
    createSalesOrder: (ctx, { draft }) => post<SalesOrder>(ctx, 'createSalesOrder', '/orders', draft),
    findSalesOrders: (ctx, { reference }) => get<SalesOrder[]>(ctx, 'findSalesOrders', `/orders?reference=${text(reference)}`, isList),
    readSalesOrder: (ctx, { salesOrderId }) => get<SalesOrder>(ctx, 'readSalesOrder', `/orders/${text(salesOrderId)}`, hasId),
    cancelSalesOrder: (ctx, { salesOrderId }) => post<SalesOrder>(ctx, 'cancelSalesOrder', `/orders/${text(salesOrderId)}/cancel`),
    findDeliveries: (ctx, { salesOrderId }) => get<Delivery[]>(ctx, 'findDeliveries', `/deliveries?orderId=${text(salesOrderId)}`, isList),
    createDelivery: (ctx, { salesOrderId, lines }) => post<Delivery>(ctx, 'createDelivery', `/orders/${text(salesOrderId)}/deliver`, { lines }),
    postGoodsIssue: (ctx, { deliveryId }) => post<Delivery>(ctx, 'postGoodsIssue', `/deliveries/${text(deliveryId)}/ship`),
    findInvoices: (ctx, { salesOrderId }) => get<Invoice[]>(ctx, 'findInvoices', `/invoices?orderId=${text(salesOrderId)}`, isList),
    readInvoices: (ctx, { invoiceIds }) => get<Invoice[]>(ctx, 'readInvoices', `/invoices?ids=${invoiceIds.join()}`, isList),
    postInvoice: (ctx, { invoiceId }) => post<Invoice>(ctx, 'postInvoice', `/invoices/${text(invoiceId)}/post`),
    payInvoice: (ctx, { invoiceId, payment }) => post<Invoice>(ctx, 'payInvoice', `/invoices/${text(invoiceId)}/pay`, { payment }),
    changeSalesOrder: (ctx, { salesOrderId, change }) => post<SalesOrder>(ctx, 'changeSalesOrder', `/orders/${text(salesOrderId)}/change`, change),
    releaseSalesOrder: (ctx, { salesOrderId }) => post<SalesOrder>(ctx, 'releaseSalesOrder', `/orders/${text(salesOrderId)}/release`),
    listSalesOrders: (ctx, { since, cursor = '0', limit = 50 }) => get<Page<SalesOrderSummary>>(ctx, 'listSalesOrders', `/lists?since=${text(since)}&cursor=${cursor}&limit=${limit}`, isPage),
    proveDelivery: (ctx, { deliveryId, receivedOn }) => post<Delivery>(ctx, 'proveDelivery', `/deliveries/${text(deliveryId)}/prove`, { receivedOn }),
    createReturn: (ctx, { salesOrderId, draft }) => post<ReturnOrder>(ctx, 'createReturn', `/orders/${text(salesOrderId)}/return`, draft),
    findReturns: (ctx, { salesOrderId }) => get<ReturnOrder[]>(ctx, 'findReturns', `/returns?orderId=${text(salesOrderId)}`, isList),
    receiveReturn: (ctx, { returnId }) => post<ReturnOrder>(ctx, 'receiveReturn', `/returns/${text(returnId)}/receive`),
    reversePayment: (ctx, { invoiceId, paymentId }) => post<Invoice>(ctx, 'reversePayment', `/invoices/${text(invoiceId)}/reverse`, { paymentId }),
    creditInvoice: (ctx, { invoiceId, lines }) => post<Invoice>(ctx, 'creditInvoice', `/invoices/${text(invoiceId)}/credit`, { lines }),
    readInvoicePdf: (ctx, { invoiceId }) => get<InvoicePdf>(ctx, 'readInvoicePdf', `/invoices/${text(invoiceId)}/pdf`, ({ content }) => typeof content === 'string'),
    readDunning: (ctx, { customerId }) => get<DunningStatus>(ctx, 'readDunning', `/dunning/${text(customerId)}`, isDunning),
    pauseDunning: (ctx, { customerId }) => client.send(kindOf(ctx, 'pauseDunning'), 'POST', `/dunning/${text(customerId)}/pause`, isDunning, {}),
    resumeDunning: (ctx, { customerId }) => client.send(kindOf(ctx, 'resumeDunning'), 'POST', `/dunning/${text(customerId)}/resume`, isDunning, {}),
    createQuote: (ctx, { draft }) => post<Quote>(ctx, 'createQuote', '/quotes', draft),
    findQuotes: (ctx, { reference }) => get<Quote[]>(ctx, 'findQuotes', `/quotes?reference=${text(reference)}`, isList),
    readQuote: (ctx, { quoteId }) => get<Quote>(ctx, 'readQuote', `/quotes/${text(quoteId)}`, hasId),
    convertQuote: (ctx, { quoteId, purchaseOrderNumber }) => post<SalesOrder>(ctx, 'convertQuote', `/quotes/${text(quoteId)}/convert`, { purchaseOrderNumber }),
    changes: <R>(ctx: CallContext, { resource, cursor }: { resource: string; cursor?: string }) =>
      get<Changes<R>>(ctx, 'changes', `/changes?resource=${resource}${cursor === undefined ? '' : `&after=${cursor}`}`, ({ documents }) => Array.isArray(documents)) as never,
    close: () => client.close(),
  };
}
