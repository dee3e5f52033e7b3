/** Sales documents that give back: `H` a return, whose goods come first, and `K` a request for a credit memo alone. */
export type ClaimKind = 'H' | 'K';

/** A row of table `claim`; `net` in cents. */
export interface ClaimRecord {
  claim: string;
  kind: ClaimKind;
  sales_order: string;
  sold_to: string;
  payer: string;
  sales_org: string;
  channel: string;
  division: string;
  purchase_order: string;
  currency: string;
  net: number;
  reason: string;
  rejected: number;
  created_at: number;
  changed_at: number;
}

/** A row of table `claim_item`: what it was created from is an invoice (`M`) where there is one, else the order (`C`). */
export interface ClaimItemRecord {
  claim: string;
  item: string;
  reference: string;
  reference_item: string;
  reference_category: 'M' | 'C';
  sales_order: string;
  sales_order_item: string;
  material: string;
  plant: string;
  /** Thousandths of the sales unit. */
  quantity: number;
  unit: string;
  numerator: number;
  denominator: number;
  net: number;
  tax: number;
}

/** A row of table `returns_delivery`: all the goods of a return, received when it was created. */
export interface ReturnsDeliveryRecord {
  delivery: string;
  claim: string;
  created_at: number;
}
