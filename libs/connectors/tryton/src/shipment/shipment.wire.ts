import type { TrytonDate } from '../tryton.values.js';

/** `stock.shipment.out` with the moves that leave the warehouse, in one read. */
export const shipmentModel = 'stock.shipment.out';

export const shipmentFields = [
  'state',
  'effective_date',
  '_timestamp',
  'outgoing_moves.quantity',
  'outgoing_moves.uom',
  'outgoing_moves.origin',
  'outgoing_moves.sale',
  'outgoing_moves.product.code',
  'inventory_moves.state',
  'inventory_moves.quantity',
  'inventory_moves.origin',
] as const;

/** Everything that Tryton itself has on a shipment; what is beyond was added by a module. */
export const knownShipmentFields = ['id', 'number', 'origins', 'partially_assigned', 'rec_name', 'reference', 'state'];

/** `waiting` is what is due: nothing is set aside for it yet. */
export type ShipmentState = 'draft' | 'waiting' | 'assigned' | 'picked' | 'packed' | 'done' | 'cancelled';

export interface MoveRow {
  id: number;
  quantity: number;
  uom: number;
  origin: string | null;
  sale: number | null;
  'product.': { code: string };
}

export interface ShipmentRow {
  id: number;
  state: ShipmentState;
  effective_date: TrytonDate | null;
  _timestamp: string;
  'outgoing_moves.': MoveRow[];
  /** From the shelves to the door: assigned when goods are set aside. */
  'inventory_moves.': { id: number; state: string; quantity: number; origin: string | null }[];
  [added: string]: unknown;
}
