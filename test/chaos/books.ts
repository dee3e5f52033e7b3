import type { PlannedOrder } from './plan.js';

/** The sandbox's own ledgers, as its control API shows them; only what is judged. */
export interface Money {
  amount: string;
  currency: string;
}

export interface ErpOrder {
  salesOrder: string;
  /** Our order id as 32 hex digits. */
  reference: string;
  customer: string;
  /** `rejected` when every line is. */
  state: string;
  gross: Money;
  creditStatus: string;
  lines: { item: string; material: string; plant: string; quantity: string; net: Money; tax: Money; confirmed: string; issued: string; billed: string; rejection: string }[];
}

export interface ErpDelivery {
  delivery: string;
  /** `C` once the goods have left. */
  goodsIssue: string;
  shippingPoint: string;
  lines: { order: string; orderItem: string; material: string; quantity: string }[];
}

export interface ErpReturn {
  return: string;
  order: string;
  rejected: boolean;
  /** Delivery by which the goods came back; null until then. */
  receipt: string | null;
  lines: { orderItem: string; material: string; quantity: string }[];
}

export interface ErpInvoice {
  invoice: string;
  customer: string;
  gross: Money;
  cleared: boolean;
  cancelled: boolean;
  /** Invoice that this one takes back. */
  cancels: string | null;
  lines: { order: string; orderItem: string; quantity: string; net: Money; tax: Money }[];
}

export interface ErpPayment {
  payment: string;
  amount: Money;
  cashDiscount: Money;
  invoices: { invoice: string; gross: Money; cashDiscount: Money }[];
}

export interface ErpStock {
  item: string;
  plant: string;
  onHand: string;
  committed: string;
}

export interface ErpCustomer {
  customer: string;
  credit: { openOrders: Money; openItems: Money; exposure: Money };
}

export interface CrmOrder {
  Order_Id__c: string;
  Status__c: string;
  Total__c: number | string | null;
}

/** Both systems as they are at one moment. */
export interface Ledgers {
  orders: ErpOrder[];
  deliveries: ErpDelivery[];
  returns: ErpReturn[];
  invoices: ErpInvoice[];
  payments: ErpPayment[];
  stock: ErpStock[];
  customers: ErpCustomer[];
  crmOrders: CrmOrder[];
}

/** What our API says of an order. */
export interface OurOrder {
  orderId: string;
  status: string;
  total?: Money;
  lines: { ledger: Record<'ordered' | 'shipped' | 'invoiced' | 'returned', string> }[];
  references: { type: string; id: string }[];
}

/** An order whose client got a 202. */
export interface AcknowledgedOrder {
  orderId: string;
  plan: PlannedOrder;
  /** Answer to its client's wish to cancel it: `refused` since the goods had left. */
  cancel?: 'taken' | 'refused';
}

/** An entry of our work list that nobody has resolved. */
export interface OpenException {
  exceptionId: string;
  kind: string;
  reason: string;
  orderId?: string;
  owner: string;
}

/** All that a run is judged by. */
export interface Evidence {
  acknowledged: AcknowledgedOrder[];
  ledgers: Ledgers;
  /** Stock before the first order. */
  stockBefore: ErpStock[];
  /** What the run itself put into stock. */
  received: { item: string; plant: string; quantity: number }[];
  ours: Map<string, OurOrder>;
  exceptions: OpenException[];
}

/** A promise that was broken: which, by what, and how. */
export interface Finding {
  rule: string;
  subject: string;
  detail: string;
}

export const erpReference = (orderId: string): string => orderId.replaceAll('-', '');
