import type {
  Availability,
  CallContext,
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

/**
 * An ERP in canonical terms. Ids are the system's own keys as it shows them to people. Every failure is a StrataError;
 * a write whose answer is missing throws `unknown-outcome`, never `unavailable`. A missing record is `not-found`.
 * An operation that the manifest calls absent or observe throws `rejected` with reason `operation-absent`.
 */
export interface ErpConnector {
  findCustomers(ctx: CallContext, args: PageQuery & { query?: string }): Promise<Page<Customer>>;
  readCustomer(ctx: CallContext, args: { customerId: string }): Promise<Customer>;
  findItems(ctx: CallContext, args: PageQuery & { query?: string }): Promise<Page<Item>>;
  /** Those of the items that exist, in any order; unknown ones are left out. At most 200 ids. */
  readItems(ctx: CallContext, args: { itemIds: string[] }): Promise<Item[]>;
  /** Prices of one base unit for a customer. Items that cannot be priced are left out. */
  priceItems(ctx: CallContext, args: { customerId: string; salesAreaId: string; itemIds: string[] }): Promise<Price[]>;
  checkAvailability(ctx: CallContext, args: { itemIds: string[] }): Promise<Availability[]>;
  readCredit(ctx: CallContext, args: { customerId: string }): Promise<CreditStatus>;
  readCustomerPosition(ctx: CallContext, args: { customerId: string }): Promise<CustomerPosition>;

  simulateSalesOrder(ctx: CallContext, args: { draft: SalesOrderDraft }): Promise<SalesOrderSimulation>;
  /** Writes the order and reads it back: blocks, promises and prices are the system's. */
  createSalesOrder(ctx: CallContext, args: { draft: SalesOrderDraft }): Promise<SalesOrder>;
  /** Probe: the orders that carry our reference, oldest first. */
  findSalesOrders(ctx: CallContext, args: { reference: string }): Promise<SalesOrder[]>;
  readSalesOrder(ctx: CallContext, args: { salesOrderId: string }): Promise<SalesOrder>;
  /** Rejects every line (the order stays on record) and reads it back. `conflict` once goods have left. */
  cancelSalesOrder(ctx: CallContext, args: { salesOrderId: string; reason: string }): Promise<SalesOrder>;

  /** Deliveries of an order, oldest first: also the probe of createDelivery and postGoodsIssue. */
  findDeliveries(ctx: CallContext, args: { salesOrderId: string }): Promise<Delivery[]>;
  /** One delivery with everything of the order that can be shipped now. `rejected` when the order is blocked or nothing can be. */
  createDelivery(ctx: CallContext, args: { salesOrderId: string }): Promise<Delivery>;
  /** Picks what is not picked and posts goods issue; reads back. Repeating it on a shipped delivery answers the delivery. */
  postGoodsIssue(ctx: CallContext, args: { deliveryId: string }): Promise<Delivery>;

  findInvoices(ctx: CallContext, args: { salesOrderId: string }): Promise<Invoice[]>;
  readInvoices(ctx: CallContext, args: { invoiceIds: string[] }): Promise<Invoice[]>;
  /** Posts a draft invoice; repeating it answers the posted one. */
  postInvoice(ctx: CallContext, args: { invoiceId: string }): Promise<Invoice>;
  /** Records that the whole open amount was received; repeating it on a cleared invoice answers the invoice. */
  payInvoice(ctx: CallContext, args: { invoiceId: string }): Promise<Invoice>;

  /** Without a cursor: from now on (with the overlap). */
  changes<R extends ChangeResource>(ctx: CallContext, args: { resource: R; cursor?: string }): Promise<Changes<ChangedDocuments[R]>>;

  /** Ends sockets and timers. */
  close(): Promise<void>;
}
