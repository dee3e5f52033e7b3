/** A row of table `billing`. Amounts in cents; `cancels` is the number of the invoice a cancellation is of. */
export interface BillingRecord {
  billing: string;
  /** `F2` invoice, `S1` its cancellation; `G2` credit memo, `RE` credit for a return, `S2` the cancellation of either. */
  billing_type: string;
  sales_org: string;
  channel: string;
  division: string;
  sold_to: string;
  payer: string;
  currency: string;
  payment_terms: string;
  purchase_order: string;
  net: number;
  tax: number;
  /** Accounting document of the receivable. */
  posting: string;
  cancelled: number;
  cancels: string;
  /** InvoiceClearingStatus: `A` open, `C` cleared, `` not relevant (cancelled or cancellation). */
  clearing: string;
  created_at: number;
  changed_at: number;
  pay_due_at: number | null;
}

/**
 * A row of table `billing_item`; quantities in thousandths of the sales unit. Of a credit memo the sales document is the
 * claim that it settles, and so is what stands for the delivery.
 */
export interface BillingItemRecord {
  billing: string;
  item: string;
  delivery: string;
  delivery_item: string;
  sales_order: string;
  sales_order_item: string;
  /** SDDocumentCategory of the sales document: `C` order, `H` return, `K` credit memo request. */
  sales_category: string;
  material: string;
  plant: string;
  quantity: number;
  unit: string;
  numerator: number;
  denominator: number;
  price: number;
  tax_percent: number;
  net: number;
  tax: number;
}

/** A row of table `accounting_item`: one line on a customer's account. Payments are negative. */
export interface AccountingItemRecord {
  document: string;
  company: string;
  fiscal_year: string;
  /** `RV` invoice, `DZ` payment, `AB` reversal. */
  document_type: string;
  customer: string;
  billing: string;
  amount: number;
  currency: string;
  payment_terms: string;
  posted_at: number;
  due_at: number;
  /** Cash discount the customer took when the item was cleared. */
  cash_discount: number;
  cleared_at: number | null;
  clearing_document: string;
  /** Of a partial payment: the accounting document of the invoice it is for. */
  invoice_reference: string;
  /** Of an invoice that was cleared: the difference that the company gave up. */
  written_off: number;
  /** Of a payment: whether it was taken back. */
  is_reversed: number;
}

/** Whether a billing document gives money back. */
export function isCreditMemo({ billing_type }: Pick<BillingRecord, 'billing_type'>): boolean {
  return billing_type === 'G2' || billing_type === 'RE';
}
