import type { BillingPolicy, Confirmation, CreditResult, Delivery, DeliveryTolerance, DisputeCode, DisputeResolution, Hold, InvoicePayment, Money, Principal, ReturnOrder, SalesOrderChange, SalesOrderLineQuantity } from '#canonical';
import type { OrderCapability } from './order.capabilities.js';
import type { OpenDraft } from './order.draft.js';

/** What starts an order: all that was decided at the door. Ids of `draft` are the ERP's own keys. */
export interface PlaceMessage {
  orderId: string;
  client: string;
  principal: Principal;
  systemId: string;
  /** Public id of the customer. */
  customerId: string;
  placedAt: string;
  opportunityId?: string;
  draft: OpenDraft;
  /** By position. */
  expectedUnitPrices: Record<number, Money>;
  /** What the ERP lets us command, as its manifest said when the order was placed: decisions must not change under way. */
  capabilities: Record<string, OrderCapability>;
  /** Deliveries are made when somebody asks for them, not as soon as they can be. */
  deliverOnRequest?: boolean;
  /** Key of the ERP order that is taken over instead of written. */
  adopts?: string;
  /** Key of the ERP's quote that becomes the order, instead of a new one. */
  quoteId?: string;
  /** Invoices are paid as payments are recorded, and not as soon as they are posted. */
  paysOnReceipt?: boolean;
  /** Other orders queue for the system: this one waits behind them. */
  queued?: boolean;
  /** Set when the customer used the purchase order number before and the policy is to ask a person. */
  repeatedPurchaseOrder?: boolean;
}

export interface LineState {
  position: number;
  itemId: string;
  description?: string;
  /** Missing until the ERP has said it, when it could not be asked at the door. */
  unit?: string;
  ordered: string;
  /** Key of the line in the ERP, once it is there. */
  lineId?: string;
  unitPrice?: Money;
  net?: Money;
  tax?: Money;
  rejected: boolean;
  confirmations: Confirmation[];
  /** Missing where the ERP does not say it: billed by delivery. */
  billingPolicy?: BillingPolicy;
  /** Missing where the ERP does not say it, or says it on its deliveries. */
  deliveryTolerance?: DeliveryTolerance;
}

/** Quantities by the line's key in the ERP. */
export type LineQuantities = Record<string, string>;

/** A document as it was last read. Of two readings the one that began later is right (epoch ms). */
interface Seen {
  id: string;
  version: string;
  seenAt: number;
}

export interface DeliveryState extends Seen {
  status: Delivery['status'];
  observedOnly: boolean;
  /** Day on which the customer confirmed the arrival. */
  receivedOn?: string;
  lines: LineQuantities;
  /** By the line's key in the ERP, of those lines that have one. */
  tolerances?: Record<string, DeliveryTolerance>;
}

export interface PaymentState {
  id: string;
  amount: Money;
  discount?: Money;
  writeOff?: Money;
  paidOn?: string;
  /** Id of the allocation that had it posted. */
  reference?: string;
}

export interface InvoiceState extends Seen {
  number?: string;
  type: 'invoice' | 'credit-note';
  /** Of a credit note, where its documents say it. */
  creditedInvoiceId?: string;
  status: 'draft' | 'posted' | 'cancelled';
  cleared: boolean;
  total: Money;
  /** What of it is still to be paid, where the system says it. */
  open?: Money;
  /** Gross of this order's lines: an invoice may collect several orders. */
  own: Money;
  lines: LineQuantities;
  payments: PaymentState[];
}

export interface ReturnState extends Seen {
  status: ReturnOrder['status'];
  reference?: string;
  lines: LineQuantities;
}

/** An objection to an invoice of the order, which has one open at most. */
export interface DisputeRecord {
  /** UUIDv7. */
  id: string;
  /** Key of the invoice. */
  invoiceId: string;
  code: DisputeCode;
  amount: Money;
  reason: string;
  openedBy: string;
  openedAt: string;
  resolution?: DisputeResolution;
}

/** A carrier's word that a delivery arrived, as somebody gave it to us. */
export interface ProofRecord {
  deliveryId: string;
  receivedOn: string;
  signedBy?: string;
  note?: string;
  /** What arrived of lines of which less arrived than left, by the line's key in the ERP. */
  short: LineQuantities;
  by: string;
  /** ISO 8601. */
  at: string;
}

/** A write whose answer is missing: the system is asked until it is found or its settling time is over. */
export interface UnknownOutcome {
  effect: string;
  /** Epoch ms of the end of the call. */
  since: number;
  probes: number;
}

export const taskNames = ['change-sales-order', 'release-sales-order', 'create-delivery', 'create-return', 'receive-return', 'credit-invoice', 'pay-invoice'] as const;

/** Something a person asked for that is still to be done in the ERP: one at a time, in the order in which it was asked. */
export interface Task {
  /** UUID; also the reference of what it makes. */
  id: string;
  effect: (typeof taskNames)[number];
  actor: string;
  reason?: string;
  change?: SalesOrderChange;
  lines?: SalesOrderLineQuantity[];
  /** Key of the invoice or return it is about. */
  documentId?: string;
  payment?: Omit<InvoicePayment, 'reference'>;
}

/** Something a person must look at that does not stop the order. */
export interface Flag {
  type: string;
  reason: string;
  since: string;
}

/** The durable state of one order; at most 32 KB. */
export interface OrderState extends PlaceMessage {
  schemaVersion: 2;
  /** Number of the last segment: the projection's own order. */
  sequence: number;
  /** Only the wake-up that carries this number goes on; older ones are late. */
  wake: number;
  capture: 'received' | 'unknown' | 'captured' | 'rejected' | 'cancelled';
  credit: CreditResult;
  salesOrder?: { id: string; version: string; seenAt: number; net: Money; tax: Money; total: Money };
  lines: LineState[];
  deliveries: DeliveryState[];
  invoices: InvoiceState[];
  returns: ReturnState[];
  disputes?: DisputeRecord[];
  proofs?: ProofRecord[];
  holds: Hold[];
  /** Holds of ours that a person let go: they are not set again. */
  released: string[];
  flags: Flag[];
  tasks: Task[];
  /** Somebody wants the order off; done as soon as what is under way is known. */
  cancellation?: { reason: string; actor: string };
  unknown?: UnknownOutcome;
  /** The system cannot be asked: the order goes on when it is dispatched. */
  waiting?: { effect: string; since: string };
  /** Attempts begun, by effect. */
  attempts: Record<string, number>;
  /** Set when what a refused capture left behind must be undone. */
  undo: boolean;
  reason?: string;
  closed: boolean;
  /** What its customer said was erased. */
  forgotten?: boolean;
  changedAt: string;
}

export function initialState(message: PlaceMessage): OrderState {
  const { repeatedPurchaseOrder, placedAt, draft, queued } = message;
  const repeated: Hold = { type: 'repeated-purchase-order', reason: `the customer has ordered under ${draft.purchaseOrderNumber} before`, since: placedAt };
  return {
    ...message,
    schemaVersion: 2,
    sequence: 0,
    wake: 0,
    capture: 'received',
    credit: 'not-checked',
    lines: draft.lines.map(({ position, itemId, quantity }) => ({
      position,
      itemId,
      unit: quantity.unit,
      ordered: quantity.value,
      rejected: false,
      confirmations: [],
    })),
    deliveries: [],
    invoices: [],
    returns: [],
    holds: repeatedPurchaseOrder ? [repeated] : [],
    released: [],
    flags: [],
    tasks: [],
    ...(queued && { waiting: { effect: 'create-sales-order', since: placedAt } }),
    attempts: {},
    undo: false,
    closed: false,
    changedAt: placedAt,
  };
}
