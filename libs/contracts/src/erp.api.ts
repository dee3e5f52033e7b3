import type {
  Answer,
  Availability,
  CallContext,
  Capabilities,
  ChangedDocuments,
  ChangeResource,
  Changes,
  CreditStatus,
  Customer,
  CustomerPosition,
  Delivery,
  DunningStatus,
  Invoice,
  InvoicePayment,
  InvoicePdf,
  Item,
  Page,
  PageQuery,
  Price,
  Quote,
  ReturnDraft,
  ReturnOrder,
  SalesOrder,
  SalesOrderChange,
  SalesOrderDraft,
  SalesOrderLineQuantity,
  SalesOrderSimulation,
  SalesOrderSummary,
} from '#canonical';
import { Operation } from './operation.js';
import type { SystemDescription } from './system-description.js';

/** Every argument names the system; ids are that system's own keys. */
export interface OfSystem {
  systemId: string;
}

const read = { scope: 'erp:read', safe: true };
const write = { scope: 'erp:write', safe: false, timeoutMs: 60_000 };

/** System API of every configured ERP. Errors: `not-found` for an unknown system or record, and those of the system. */
export abstract class ErpApi {
  @Operation(read)
  readonly systems!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<SystemDescription[]>>;
  @Operation(read)
  readonly capabilities!: (ctx: CallContext, args: OfSystem) => Promise<Answer<Capabilities>>;

  @Operation(read)
  readonly findCustomers!: (ctx: CallContext, args: OfSystem & PageQuery & { query?: string }) => Promise<Answer<Page<Customer>>>;
  @Operation(read)
  readonly readCustomer!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<Customer>>;
  @Operation(read)
  readonly readCredit!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<CreditStatus>>;
  @Operation(read)
  readonly readCustomerPosition!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<CustomerPosition>>;
  @Operation(read)
  readonly findItems!: (ctx: CallContext, args: OfSystem & PageQuery & { query?: string }) => Promise<Answer<Page<Item>>>;
  @Operation(read)
  readonly readItems!: (ctx: CallContext, args: OfSystem & { itemIds: string[] }) => Promise<Answer<Item[]>>;
  @Operation(read)
  readonly priceItems!: (ctx: CallContext, args: OfSystem & { customerId: string; salesAreaId: string; itemIds: string[] }) => Promise<Answer<Price[]>>;
  @Operation(read)
  readonly checkAvailability!: (ctx: CallContext, args: OfSystem & { itemIds: string[] }) => Promise<Answer<Availability[]>>;

  /** Writes nothing, although it is sent with a body. */
  @Operation(read)
  readonly simulateSalesOrder!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<SalesOrderSimulation>>;
  @Operation(write)
  readonly createSalesOrder!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<SalesOrder>>;
  /** Probe by our reference, oldest first. */
  @Operation(read)
  readonly findSalesOrders!: (ctx: CallContext, args: OfSystem & { reference: string }) => Promise<Answer<SalesOrder[]>>;
  @Operation(read)
  readonly readSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<SalesOrder>>;
  @Operation(write)
  readonly cancelSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; reason: string }) => Promise<Answer<SalesOrder>>;
  @Operation(write)
  readonly changeSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; change: SalesOrderChange }) => Promise<Answer<SalesOrder>>;
  @Operation(write)
  readonly releaseSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; reason: string }) => Promise<Answer<SalesOrder>>;
  /** Orders entered since a day, for comparison. */
  @Operation(read)
  readonly listSalesOrders!: (ctx: CallContext, args: OfSystem & PageQuery & { since: string }) => Promise<Answer<Page<SalesOrderSummary>>>;

  @Operation(read)
  readonly findDeliveries!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Delivery[]>>;
  @Operation(write)
  readonly createDelivery!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; lines?: SalesOrderLineQuantity[] }) => Promise<Answer<Delivery>>;
  @Operation(write)
  readonly postGoodsIssue!: (ctx: CallContext, args: OfSystem & { deliveryId: string }) => Promise<Answer<Delivery>>;
  @Operation(write)
  readonly proveDelivery!: (ctx: CallContext, args: OfSystem & { deliveryId: string; receivedOn: string }) => Promise<Answer<Delivery>>;

  @Operation(write)
  readonly createReturn!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; draft: ReturnDraft }) => Promise<Answer<ReturnOrder>>;
  @Operation(read)
  readonly findReturns!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<ReturnOrder[]>>;
  @Operation(write)
  readonly receiveReturn!: (ctx: CallContext, args: OfSystem & { returnId: string }) => Promise<Answer<ReturnOrder>>;

  @Operation(read)
  readonly findInvoices!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Invoice[]>>;
  @Operation(read)
  readonly readInvoices!: (ctx: CallContext, args: OfSystem & { invoiceIds: string[] }) => Promise<Answer<Invoice[]>>;
  @Operation(write)
  readonly postInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<Invoice>>;
  @Operation(write)
  readonly payInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string; payment?: InvoicePayment }) => Promise<Answer<Invoice>>;
  @Operation(write)
  readonly reversePayment!: (ctx: CallContext, args: OfSystem & { invoiceId: string; paymentId: string; reason: string }) => Promise<Answer<Invoice>>;
  @Operation(write)
  readonly creditInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string; reason: string; lines?: SalesOrderLineQuantity[] }) => Promise<Answer<Invoice>>;
  @Operation(read)
  readonly readInvoicePdf!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<InvoicePdf>>;

  @Operation(read)
  readonly readDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;
  @Operation(write)
  readonly pauseDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;
  @Operation(write)
  readonly resumeDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;

  @Operation(write)
  readonly createQuote!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<Quote>>;
  /** Probe by our reference, oldest first. */
  @Operation(read)
  readonly findQuotes!: (ctx: CallContext, args: OfSystem & { reference: string }) => Promise<Answer<Quote[]>>;
  @Operation(read)
  readonly readQuote!: (ctx: CallContext, args: OfSystem & { quoteId: string }) => Promise<Answer<Quote>>;
  @Operation(write)
  readonly convertQuote!: (ctx: CallContext, args: OfSystem & { quoteId: string; purchaseOrderNumber?: string }) => Promise<Answer<SalesOrder>>;

  @Operation(read)
  readonly changes!: <R extends ChangeResource>(ctx: CallContext, args: OfSystem & { resource: R; cursor?: string }) => Promise<Answer<Changes<ChangedDocuments[R]>>>;
}
