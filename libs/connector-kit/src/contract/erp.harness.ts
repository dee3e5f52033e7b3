import type { SalesOrderLineQuantity } from '#canonical';
import type { ErpConnector } from '../erp-connector.js';
import type { CannedAnswer, RequestMatch } from '../fake/fault.js';
import type { FaultProxy } from '../fake/fault-proxy.js';
import type { ConnectorManifest } from '../connector.js';

/** How the vendor's wire looks where the suite must pretend to be it. */
export interface VendorForms {
  /** A call limit that was hit. */
  rateLimited: CannedAnswer;
  /** A session, token or CSRF token that ran out, as the next call that needs it is told. */
  sessionExpired: { answer: CannedAnswer; match: RequestMatch };
  /** The text of an answer to `readCustomer` (`readAccountOverview` in a CRM) with a value of a wrong type in it; see `inJson`. */
  wrongTypeInRead(body: string): string;
  /** The text of an answer to the create (the upsert in a CRM) with a value of a wrong type in it. */
  wrongTypeInWrite(body: string): string;
}

export interface ConnectorHarness<C> {
  manifest: ConnectorManifest;
  /** The connector under test. Its base address is the proxy's. */
  connector: C;
  proxy: FaultProxy;
  /** Another connector through the same proxy whose sign-in is refused. The suite closes it. */
  connectWithBadCredentials(): C;
  vendor: VendorForms;
  /** How long, in ms, a call may take on this system when nothing is wrong. Default 1500; more for a slow real product. */
  patienceMs?: number;
  close(): Promise<void>;
}

/** The steps after the create that change something. */
export type ErpWrite =
  | 'cancelSalesOrder'
  | 'changeSalesOrder'
  | 'releaseSalesOrder'
  | 'createDelivery'
  | 'postGoodsIssue'
  | 'proveDelivery'
  | 'createReturn'
  | 'receiveReturn'
  | 'postInvoice'
  | 'payInvoice'
  | 'reversePayment'
  | 'creditInvoice'
  | 'pauseDunning'
  | 'resumeDunning'
  | 'createQuote'
  | 'convertQuote';

/** What the suite needs of one ERP connector and its system, be that a fake, the sandbox or the product itself. */
export interface ErpContractHarness extends ConnectorHarness<ErpConnector> {
  data: {
    /** May order, in a sales area, with credit for some dozens of small orders. */
    customerId: string;
    salesAreaId: string;
    /** Two items with a price for the customer and ample stock, sold in pieces. */
    itemIds: readonly [string, string];
    unknownCustomerId: string;
    unknownItemId: string;
    unknownSalesOrderId: string;
    unknownDeliveryId: string;
    /** Its orders are written and then blocked by the system; left out where the system knows none. */
    blockedCustomer?: { customerId: string; salesAreaId: string };
  };
  /** Requests that read for `readCustomer`. */
  readRequest: RequestMatch;
  /** The one request that writes a sales order. */
  createRequest: RequestMatch;
  /** The one request that makes each later step happen: of those that the manifest commands, each. */
  writeRequests: Partial<Record<ErpWrite, RequestMatch>>;
  /** Makes the system do what the manifest only observes; left out where it does so by itself. */
  observed?: {
    bill?(salesOrderId: string): Promise<void>;
    pay?(invoiceId: string): Promise<void>;
    creditInvoice?(invoiceId: string, lines: { invoiceLineId: string; quantity: string }[]): Promise<void>;
    createReturn?(salesOrderId: string, lines: SalesOrderLineQuantity[]): Promise<void>;
    receiveReturn?(returnId: string): Promise<void>;
  };
  /** How long, in ms, to wait for what the system does by itself or late. Default 20 000. */
  eventuallyMs?: number;
  /** What of an order and an invoice the connector takes in parts; the manifest only says that it takes the whole. */
  parts?: { deliveries?: boolean; payments?: boolean };
  /** True when a create that repeats a reference answers the order that has it. Without it a repeat is a second order, and only the probe tells. */
  recognisesRepeats?: boolean;
}
