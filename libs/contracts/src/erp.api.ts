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
  Invoice,
  Item,
  Page,
  PageQuery,
  Price,
  SalesOrder,
  SalesOrderDraft,
  SalesOrderSimulation,
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

  @Operation(read)
  readonly findDeliveries!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Delivery[]>>;
  @Operation(write)
  readonly createDelivery!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Delivery>>;
  @Operation(write)
  readonly postGoodsIssue!: (ctx: CallContext, args: OfSystem & { deliveryId: string }) => Promise<Answer<Delivery>>;

  @Operation(read)
  readonly findInvoices!: (ctx: CallContext, args: OfSystem & { salesOrderId: string }) => Promise<Answer<Invoice[]>>;
  @Operation(read)
  readonly readInvoices!: (ctx: CallContext, args: OfSystem & { invoiceIds: string[] }) => Promise<Answer<Invoice[]>>;
  @Operation(write)
  readonly postInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<Invoice>>;
  @Operation(write)
  readonly payInvoice!: (ctx: CallContext, args: OfSystem & { invoiceId: string }) => Promise<Answer<Invoice>>;

  @Operation(read)
  readonly changes!: <R extends ChangeResource>(ctx: CallContext, args: OfSystem & { resource: R; cursor?: string }) => Promise<Answer<Changes<ChangedDocuments[R]>>>;
}
