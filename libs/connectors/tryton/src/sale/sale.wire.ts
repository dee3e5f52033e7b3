import type { TrytonDate, TrytonDecimal } from '../tryton.values.js';

/** `sale.sale` with its lines and the state of its shipments, in one read. */
export const saleModel = 'sale.sale';
export const saleLineModel = 'sale.line';

export const saleHeadFields = [
  'number',
  'reference',
  'description',
  'state',
  'shipping_date',
  'sale_date',
  'untaxed_amount',
  'tax_amount',
  'total_amount',
  'party.code',
  'currency.code',
  '_timestamp',
] as const;

export const saleFields = [
  ...saleHeadFields,
  'lines.sequence',
  'lines.type',
  'lines.quantity',
  'lines.actual_quantity',
  'lines.unit',
  'lines.unit_price',
  'lines.amount',
  'lines.taxes',
  'lines.shipping_date',
  'lines.moves.quantity',
  'lines.moves.state',
  'lines.moves.planned_date',
  'lines.moves.effective_date',
  'comment',
  'invoice_method',
  'lines.product.code',
  'lines.product.name',
] as const;

/** Everything that Tryton itself has on a sale; what is beyond was added by a module. */
export const knownSaleFields = [
  ...['comment', 'currency_digits', 'description', 'id', 'invoice_method', 'invoice_state', 'number', 'party_lang', 'rec_name', 'reference'],
  ...['shipment_method', 'shipment_state', 'state', 'tax_amount', 'tax_amount_cache', 'total_amount', 'total_amount_cache', 'untaxed_amount', 'untaxed_amount_cache'],
];

/** Everything that Tryton itself has on a line. */
export const knownSaleLineFields = [
  ...['actual_quantity', 'description', 'id', 'move_done', 'move_exception', 'note', 'quantity', 'rec_name', 'sale_state', 'sequence', 'summary', 'type', 'unit_digits'],
];

/** The comment of a sale that is delivered whole or not at all. */
export const completeDeliveryOnly = 'Complete delivery only';

/** `draft` and `quotation` are not confirmed; `done` is shipped and paid, or has nothing left to do. */
export type SaleState = 'draft' | 'quotation' | 'confirmed' | 'processing' | 'done' | 'cancelled';

export interface SaleHeadRow {
  id: number;
  number: string | null;
  reference: string | null;
  description: string | null;
  state: SaleState;
  shipping_date: TrytonDate | null;
  /** Of an order; an offer has none. */
  sale_date: TrytonDate | null;
  untaxed_amount: TrytonDecimal;
  tax_amount: TrytonDecimal;
  total_amount: TrytonDecimal;
  'party.': { code: string };
  'currency.': { code: string };
  _timestamp: string;
  [added: string]: unknown;
}

/** Goods of a line on their way to the customer. */
export interface SaleMoveRow {
  id: number;
  quantity: number;
  state: string;
  planned_date: TrytonDate | null;
  effective_date: TrytonDate | null;
}

export interface SaleLineRow {
  id: number;
  sequence: number | null;
  type: string;
  quantity: number;
  /** What was not cancelled, once the sale is confirmed. */
  actual_quantity: number | null;
  unit: number;
  unit_price: TrytonDecimal;
  amount: TrytonDecimal;
  taxes: number[];
  shipping_date: TrytonDate | null;
  'product.': { code: string; name: string };
  'moves.': SaleMoveRow[];
  [added: string]: unknown;
}

export interface SaleRow extends SaleHeadRow {
  comment: string | null;
  /** What invoices are made of: the order at its confirmation, its shipments, or what somebody makes by hand. */
  invoice_method: 'order' | 'shipment' | 'manual';
  'lines.': SaleLineRow[];
}

/** What the server's own rules make of a line: `sale.line.on_change_product`. */
export interface LineProposal {
  unit_price: TrytonDecimal;
  amount: TrytonDecimal;
  taxes: { add?: [number, { id: number }][] };
}

/** What they make of a whole sale: `sale.sale.on_change_lines`. */
export interface SaleProposal {
  untaxed_amount: TrytonDecimal;
  tax_amount: TrytonDecimal;
  total_amount: TrytonDecimal;
}
