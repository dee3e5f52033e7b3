import type { TrytonDecimal } from '../tryton.values.js';
import type { SaleState } from './sale.wire.js';

export const returnShipmentModel = 'stock.shipment.out.return';

export const returnFields = [
  ...['origin', 'reference', 'description', 'state', '_timestamp'],
  ...['lines.type', 'lines.sequence', 'lines.quantity', 'lines.unit', 'lines.product.code'],
] as const;

export interface ReturnLineRow {
  id: number;
  type: string;
  sequence: number | null;
  quantity: number;
  unit: number;
  'product.': { id: number; code: string };
}

export interface ReturnRow {
  id: number;
  /** `sale.sale,5` */
  origin: string | null;
  reference: string | null;
  description: string | null;
  state: SaleState;
  _timestamp: string;
  'lines.': ReturnLineRow[];
}

export const returnShipmentFields = ['state', '_timestamp', 'incoming_moves.sale'] as const;

export interface ReturnShipmentRow {
  id: number;
  state: 'draft' | 'received' | 'done' | 'cancelled';
  _timestamp: string;
  'incoming_moves.': { id: number; sale: number | null }[];
}

/** Of the sale that goods come back from. */
export const returnTemplateFields = [
  ...['reference', 'party', 'company', 'currency', 'invoice_address', 'shipment_address', 'payment_term', 'warehouse'],
  ...['lines.sequence', 'lines.product', 'lines.unit', 'lines.unit_price', 'lines.taxes', 'lines.moves.state', 'lines.moves.quantity'],
] as const;

export interface ReturnTemplateRow {
  id: number;
  reference: string | null;
  party: number;
  company: number;
  currency: number;
  invoice_address: number;
  shipment_address: number;
  payment_term: number | null;
  warehouse: number;
  'lines.': {
    id: number;
    sequence: number | null;
    product: number;
    unit: number;
    unit_price: TrytonDecimal;
    taxes: number[];
    'moves.': { id: number; state: string; quantity: number }[];
  }[];
}
