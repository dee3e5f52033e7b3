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
import type { SystemHealth } from './system-health.js';

/** Every argument names the system; ids are that system's own keys. */
export interface OfSystem {
  systemId: string;
}

const read = { scope: 'erp:read', safe: true } as const;
const write = { scope: 'erp:write', safe: false, timeoutMs: 60_000 } as const;

/** System API of every configured ERP. Errors: `not-found` for an unknown system or record, and those of the system. */
export abstract class ErpApi {
  @Operation({ ...read, data: 'public' })
  readonly systems!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<SystemDescription[]>>;
  /** By the calls that were made lately; no system is asked. */
  @Operation({ ...read, data: 'public' })
  readonly systemHealth!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<SystemHealth[]>>;
  @Operation({ ...read, data: 'public' })
  readonly capabilities!: (ctx: CallContext, args: OfSystem) => Promise<Answer<Capabilities>>;

  @Operation({ ...read, data: 'kept' })
  readonly findCustomers!: (ctx: CallContext, args: OfSystem & PageQuery & { query?: string }) => Promise<Answer<Page<Customer>>>;
  @Operation({ ...read, data: 'customer' })
  readonly readCustomer!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<Customer>>;
  @Operation({ ...read, data: 'customer' })
  readonly readCredit!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<CreditStatus>>;
  @Operation({ ...read, data: 'customer' })
  readonly readCustomerPosition!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<CustomerPosition>>;
  @Operation({ ...read, data: 'public' })
  readonly findItems!: (ctx: CallContext, args: OfSystem & PageQuery & { query?: string }) => Promise<Answer<Page<Item>>>;
  @Operation({ ...read, data: 'public' })
  readonly readItems!: (ctx: CallContext, args: OfSystem & { itemIds: string[] }) => Promise<Answer<Item[]>>;
  @Operation({ ...read, data: 'customer' })
  readonly priceItems!: (ctx: CallContext, args: OfSystem & { customerId: string; salesAreaId: string; itemIds: string[] }) => Promise<Answer<Price[]>>;
  @Operation({ ...read, data: 'public' })
  readonly checkAvailability!: (ctx: CallContext, args: OfSystem & { itemIds: string[] }) => Promise<Answer<Availability[]>>;

  /** Writes nothing, although it is sent with a body. */
  @Operation({ ...read, data: 'customer' })
  readonly simulateSalesOrder!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<SalesOrderSimulation>>;
  @Operation({ ...write, data: 'customer' })
  readonly createSalesOrder!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<SalesOrder>>;
  /** Probe by our reference, oldest first. */
  @Operation({ ...read, data: 'answer' })
  readonly findSalesOrders!: (ctx: CallContext, args: OfSystem & { reference: string }) => Promise<Answer<SalesOrder[]>>;
  @Operation({ ...read, data: 'answer' })
  readonly readSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<SalesOrder>>;
  @Operation({ ...write, data: 'whole' })
  readonly cancelSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; reason: string }) => Promise<Answer<SalesOrder>>;
  @Operation({ ...write, data: 'whole' })
  readonly changeSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; change: SalesOrderChange }) => Promise<Answer<SalesOrder>>;
  @Operation({ ...write, data: 'whole' })
  readonly releaseSalesOrder!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; reason: string }) => Promise<Answer<SalesOrder>>;
  /** Orders entered since a day, for comparison. */
  @Operation({ ...read, data: 'whole' })
  readonly listSalesOrders!: (ctx: CallContext, args: OfSystem & PageQuery & { since: string }) => Promise<Answer<Page<SalesOrderSummary>>>;

  @Operation({ ...read, data: 'whole' })
  readonly findDeliveries!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Delivery[]>>;
  @Operation({ ...write, data: 'whole' })
  readonly createDelivery!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; lines?: SalesOrderLineQuantity[] }) => Promise<Answer<Delivery>>;
  @Operation({ ...write, data: 'whole' })
  readonly postGoodsIssue!: (ctx: CallContext, args: OfSystem & { deliveryId: string }) => Promise<Answer<Delivery>>;
  @Operation({ ...write, data: 'whole' })
  readonly proveDelivery!: (ctx: CallContext, args: OfSystem & { deliveryId: string; receivedOn: string }) => Promise<Answer<Delivery>>;

  @Operation({ ...write, data: 'whole' })
  readonly createReturn!: (ctx: CallContext, args: OfSystem & { salesOrderId: string; draft: ReturnDraft }) => Promise<Answer<ReturnOrder>>;
  @Operation({ ...read, data: 'whole' })
  readonly findReturns!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<ReturnOrder[]>>;
  @Operation({ ...write, data: 'whole' })
  readonly receiveReturn!: (ctx: CallContext, args: OfSystem & { returnId: string }) => Promise<Answer<ReturnOrder>>;

  @Operation({ ...read, data: 'answer' })
  readonly findInvoices!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Invoice[]>>;
  @Operation({ ...read, data: 'answer' })
  readonly readInvoices!: (ctx: CallContext, args: OfSystem & { invoiceIds: string[] }) => Promise<Answer<Invoice[]>>;
  @Operation({ ...write, data: 'whole' })
  readonly postInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<Invoice>>;
  @Operation({ ...write, data: 'whole' })
  readonly payInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string; payment?: InvoicePayment }) => Promise<Answer<Invoice>>;
  @Operation({ ...write, data: 'whole' })
  readonly reversePayment!: (ctx: CallContext, args: OfSystem & { invoiceId: string; paymentId: string; reason: string }) => Promise<Answer<Invoice>>;
  @Operation({ ...write, data: 'whole' })
  readonly creditInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string; reason: string; lines?: SalesOrderLineQuantity[] }) => Promise<Answer<Invoice>>;
  @Operation({ ...read, data: 'whole' })
  readonly readInvoicePdf!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<InvoicePdf>>;

  @Operation({ ...read, data: 'customer' })
  readonly readDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;
  @Operation({ ...write, data: 'customer' })
  readonly pauseDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;
  @Operation({ ...write, data: 'customer' })
  readonly resumeDunning!: (ctx: CallContext, args: OfSystem & { customerId: string }) => Promise<Answer<DunningStatus>>;

  @Operation({ ...write, data: 'customer' })
  readonly createQuote!: (ctx: CallContext, args: OfSystem & { draft: SalesOrderDraft }) => Promise<Answer<Quote>>;
  /** Probe by our reference, oldest first. */
  @Operation({ ...read, data: 'answer' })
  readonly findQuotes!: (ctx: CallContext, args: OfSystem & { reference: string }) => Promise<Answer<Quote[]>>;
  @Operation({ ...read, data: 'answer' })
  readonly readQuote!: (ctx: CallContext, args: OfSystem & { quoteId: string }) => Promise<Answer<Quote>>;
  @Operation({ ...write, data: 'whole' })
  readonly convertQuote!: (ctx: CallContext, args: OfSystem & { quoteId: string; purchaseOrderNumber?: string }) => Promise<Answer<SalesOrder>>;

  @Operation({ ...read, data: 'whole' })
  readonly changes!: <R extends ChangeResource>(ctx: CallContext, args: OfSystem & { resource: R; cursor?: string }) => Promise<Answer<Changes<ChangedDocuments[R]>>>;
}
