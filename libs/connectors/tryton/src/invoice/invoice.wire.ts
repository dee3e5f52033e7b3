import type { TrytonDate, TrytonDecimal } from '../tryton.values.js';

/** `account.invoice` with its lines and what was paid, in one read. */
export const invoiceModel = 'account.invoice';
export const invoiceLineModel = 'account.invoice.line';

export const invoiceFields = [
  'number',
  'state',
  'untaxed_amount',
  'tax_amount',
  'total_amount',
  'amount_to_pay',
  'account',
  '_timestamp',
  'party.code',
  'currency.code',
  'currency.digits',
  'lines.type',
  'lines.origin',
  'lines.quantity',
  'lines.unit',
  'lines.amount',
  'lines.taxes',
  'lines.product.code',
  'lines.stock_moves.shipment',
  'lines_to_pay.maturity_date',
  'payment_lines.debit',
  'payment_lines.credit',
  'payment_lines.date',
  'payment_lines.move.origin',
  'payment_lines.move.description',
] as const;

/** Everything that Tryton itself has on an invoice; what is beyond was added by a module. */
export const knownInvoiceFields = [
  ...['allow_cancel', 'amount_to_pay', 'amount_to_pay_today', 'comment', 'currency_digits', 'description', 'id', 'invoice_report_cache_id', 'invoice_report_format'],
  ...['number', 'origins', 'party_lang', 'payment_direct_debit', 'rec_name', 'reference', 'sale_exception_state', 'sequence', 'state', 'tax_amount', 'total_amount'],
  ...['type', 'type_name', 'untaxed_amount'],
];

export type InvoiceState = 'draft' | 'validated' | 'posted' | 'paid' | 'cancelled';

export interface InvoiceLineRow {
  id: number;
  type: string;
  /** `sale.line,5` */
  origin: string | null;
  quantity: number;
  unit: number | null;
  amount: TrytonDecimal;
  taxes: number[];
  'product.': { code: string } | null;
  'stock_moves.': { id: number; shipment: string | null }[];
}

/** A line that a credit note takes back. */
export interface CreditedLine {
  origin: string | null;
  invoice: number;
}

export interface PaymentLineRow {
  id: number;
  debit: TrytonDecimal;
  credit: TrytonDecimal;
  date: TrytonDate;
  /** `account.invoice,7`: the invoice itself, or the credit note that is set off against it. Our id of a payment is the description. */
  'move.': { origin: string | null; description: string | null };
}

export interface InvoiceRow {
  id: number;
  number: string | null;
  state: InvoiceState;
  untaxed_amount: TrytonDecimal;
  tax_amount: TrytonDecimal;
  total_amount: TrytonDecimal;
  amount_to_pay: TrytonDecimal;
  account: number;
  _timestamp: string;
  'party.': { code: string };
  'currency.': { id: number; code: string; digits: number };
  'lines.': InvoiceLineRow[];
  'lines_to_pay.': { id: number; maturity_date: TrytonDate | null }[];
  'payment_lines.': PaymentLineRow[];
  [added: string]: unknown;
}
