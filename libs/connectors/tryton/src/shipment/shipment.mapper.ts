import type { Delivery, DeliveryLine } from '#canonical';
import { unitOfKey } from '../product/product.mapper.js';
import type { Installation } from '../tryton.installation.js';
import { extensionsOf } from '../tryton.system.js';
import { dateText, floatText, keyText, referenced, textIn } from '../tryton.values.js';
import type { MoveRow, ShipmentRow, ShipmentState } from './shipment.wire.js';

const statuses: Partial<Record<ShipmentState, Delivery['status']>> = { assigned: 'open', picked: 'picked', packed: 'picked', done: 'shipped', cancelled: 'cancelled' };

/** A shipment that waits for its goods is no delivery yet: it is what createDelivery makes one of. */
export function isDelivery({ state }: Pick<ShipmentRow, 'state'>): boolean {
  return state !== 'draft' && state !== 'waiting';
}

/** Goods that nobody has set aside. */
export function isDue({ state }: Pick<ShipmentRow, 'state'>): boolean {
  return state === 'draft' || state === 'waiting';
}

export function toDelivery(systemId: string, row: ShipmentRow, installation: Installation, added: readonly string[]): Delivery {
  const status = statuses[row.state];
  if (!status) throw new TypeError(`expected the state of a shipment, not ${JSON.stringify(row.state)}`);
  const extensions = extensionsOf(row, added);
  return {
    id: keyText(row.id),
    systemId,
    status,
    shippedOn: dateText(row.effective_date),
    observedOnly: false,
    lines: row['outgoing_moves.'].toSorted((a, b) => a.id - b.id).flatMap((move) => toLine(move, installation)),
    version: textIn(row._timestamp),
    ...(extensions && { extensions }),
  };
}

/** A move that comes from no sale ships something else. */
function toLine(row: MoveRow, installation: Installation): DeliveryLine[] {
  const line = referenced('sale.line', row.origin);
  if (line === undefined || row.sale === null) return [];
  return [
    {
      id: keyText(row.id),
      salesOrderId: keyText(row.sale),
      salesOrderLineId: String(line),
      itemId: textIn(row['product.'].code),
      quantity: { value: floatText(row.quantity), unit: unitOfKey(installation, row.uom).code },
    },
  ];
}
