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
  /** Changes quantities and the wished date as one unit of work, and reads back. `conflict` when the document no longer allows it. */
  changeSalesOrder(ctx: CallContext, args: { salesOrderId: string; change: SalesOrderChange }): Promise<SalesOrder>;
  /** Lets an order go that the system holds back, and reads it back: its blocks say what is left. */
  releaseSalesOrder(ctx: CallContext, args: { salesOrderId: string; reason: string }): Promise<SalesOrder>;
  /** Orders entered since a day (ISO 8601 date), by key: for comparison, so nothing but what that needs. */
  listSalesOrders(ctx: CallContext, args: PageQuery & { since: string }): Promise<Page<SalesOrderSummary>>;

  /** Deliveries of an order, oldest first: also the probe of createDelivery and postGoodsIssue. */
  findDeliveries(ctx: CallContext, args: { salesOrderId: string }): Promise<Delivery[]>;
  /**
   * One delivery with everything of the order that can be shipped now, or with so much of the named lines.
   * `rejected` when the order is blocked, nothing can be shipped (reason `nothing-to-deliver`), or less than was named can be.
   */
  createDelivery(ctx: CallContext, args: { salesOrderId: string; lines?: SalesOrderLineQuantity[] }): Promise<Delivery>;
  /** Picks what is not picked and posts goods issue; reads back. Repeating it on a shipped delivery answers the delivery. */
  postGoodsIssue(ctx: CallContext, args: { deliveryId: string }): Promise<Delivery>;
  /** Records the customer's word that the goods of a shipped delivery arrived. */
  proveDelivery(ctx: CallContext, args: { deliveryId: string; receivedOn: string }): Promise<Delivery>;

  /** Asks for goods back. Nothing moves before receiveReturn. `invalid` when a line names more than was shipped and not returned. */
  createReturn(ctx: CallContext, args: { salesOrderId: string; draft: ReturnDraft }): Promise<ReturnOrder>;
  /** Returns of an order, oldest first: also the probe of createReturn (by reference) and receiveReturn. */
  findReturns(ctx: CallContext, args: { salesOrderId: string }): Promise<ReturnOrder[]>;
  /** Posts goods receipt; repeating it on a received return answers the return. */
  receiveReturn(ctx: CallContext, args: { returnId: string }): Promise<ReturnOrder>;

  findInvoices(ctx: CallContext, args: { salesOrderId: string }): Promise<Invoice[]>;
  readInvoices(ctx: CallContext, args: { invoiceIds: string[] }): Promise<Invoice[]>;
  /** Posts a draft invoice; repeating it answers the posted one. */
  postInvoice(ctx: CallContext, args: { invoiceId: string }): Promise<Invoice>;
  /** Records money received, by default all that is open; repeating it on a cleared invoice answers the invoice. `rejected` for more than is open. */
  payInvoice(ctx: CallContext, args: { invoiceId: string; payment?: InvoicePayment }): Promise<Invoice>;
  /** Takes a payment of an invoice back, so that its amount is open again. */
  reversePayment(ctx: CallContext, args: { invoiceId: string; paymentId: string; reason: string }): Promise<Invoice>;
  /** Credits a posted invoice, all of it or so much of the named lines. Answers the credit note, whose `creditedInvoiceId` is the invoice. */
  creditInvoice(ctx: CallContext, args: { invoiceId: string; reason: string; lines?: SalesOrderLineQuantity[] }): Promise<Invoice>;
  /** The printed form of a posted invoice. */
  readInvoicePdf(ctx: CallContext, args: { invoiceId: string }): Promise<InvoicePdf>;

  readDunning(ctx: CallContext, args: { customerId: string }): Promise<DunningStatus>;
  /** Stops reminders of a customer until they are resumed. Repeating either changes nothing. */
  pauseDunning(ctx: CallContext, args: { customerId: string }): Promise<DunningStatus>;
  resumeDunning(ctx: CallContext, args: { customerId: string }): Promise<DunningStatus>;

  /** A quote with the system's prices. `draft.reference` is our id, which the order keeps when it is converted. */
  createQuote(ctx: CallContext, args: { draft: SalesOrderDraft }): Promise<Quote>;
  /** Probe: the quotes that carry our reference, oldest first. */
  findQuotes(ctx: CallContext, args: { reference: string }): Promise<Quote[]>;
  readQuote(ctx: CallContext, args: { quoteId: string }): Promise<Quote>;
  /** Makes the order of a quote; repeating it on a converted quote answers the order. `conflict` when the quote is over. */
  convertQuote(ctx: CallContext, args: { quoteId: string; purchaseOrderNumber?: string }): Promise<SalesOrder>;

  /** Without a cursor: from now on (with the overlap). */
  changes<R extends ChangeResource>(ctx: CallContext, args: { resource: R; cursor?: string }): Promise<Changes<ChangedDocuments[R]>>;

  /** Ends sockets and timers. */
  close(): Promise<void>;
}
