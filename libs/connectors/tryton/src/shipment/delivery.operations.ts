import { exact, StrataError, type Delivery, type SalesOrderLineQuantity } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import type { SaleDesk } from '../sale/sale.desk.js';
import { completeDeliveryOnly } from '../sale/sale.wire.js';
import type { TrytonCall } from '../tryton.client.js';
import type { TrytonSystem } from '../tryton.system.js';
import { floatText, referenced } from '../tryton.values.js';
import { shipmentModel, type ShipmentRow, type ShipmentState } from './shipment.wire.js';

interface ShipmentReader {
  /** Of a sale: those whose goods are not set aside, oldest first. */
  due(call: TrytonCall, salesOrderId: string): Promise<ShipmentRow[]>;
  read(call: TrytonCall, deliveryId: string): Promise<ShipmentRow>;
  inState(call: TrytonCall, id: number, states: ShipmentState[]): Promise<Delivery>;
}

/** Quantity by outgoing move. */
type Part = Map<number, string>;

/** Tryton made the shipment when the sale was confirmed; a delivery begins when its goods are set aside. */
export function deliveryOperations(system: TrytonSystem, sales: SaleDesk, { due, read, inState }: ShipmentReader): Pick<ErpConnector, 'createDelivery'> {
  const refuse = (call: TrytonCall, message: string, reason: string) => new StrataError('rejected', message, { operation: call.operation, reason });

  const wholeOf = ({ 'outgoing_moves.': moves }: ShipmentRow): Part => new Map(moves.map(({ id, quantity }) => [id, floatText(quantity)]));

  /** What of a shipment has the named lines, or undefined when it has not so much of them. */
  function partOf(row: ShipmentRow, lines: SalesOrderLineQuantity[]): Part | undefined {
    const part: Part = new Map();
    for (const { salesOrderLineId, quantity } of lines) {
      const move = row['outgoing_moves.'].find(({ origin }) => String(referenced('sale.line', origin)) === salesOrderLineId);
      if (!move || exact.compare(quantity, floatText(move.quantity)) > 0) return undefined;
      part.set(move.id, exact.normal(quantity));
    }
    return part;
  }

  const isWhole = (row: ShipmentRow, part: Part) => [...wholeOf(row)].every(([move, quantity]) => exact.compare(part.get(move) ?? '0', quantity) === 0);

  /** As a clerk does it: back to draft, fewer goods, and again. What is left Tryton puts into a shipment of its own at once. */
  async function cutDown(call: TrytonCall, row: ShipmentRow, part: Part): Promise<void> {
    const moves = [...wholeOf(row).keys()].map((move) => (part.has(move) ? ['write', [move], { quantity: Number(part.get(move)) }] : ['delete', [move]]));
    if (row.state !== 'draft') await system.press(call, shipmentModel, 'draft', row.id);
    await system.client.model(call, `${shipmentModel}.write`, [[row.id], { outgoing_moves: moves }]);
    await system.press(call, shipmentModel, 'wait', row.id);
  }

  const assign = async (call: TrytonCall, { id }: ShipmentRow) => (await system.press(call, shipmentModel, 'assign_try', id)) !== false;

  /** What an attempt set aside that did not get everything. */
  async function setAside(call: TrytonCall, { id }: ShipmentRow): Promise<Part> {
    const row = await read(call, String(id));
    const part: Part = new Map();
    for (const move of row['inventory_moves.'].filter(({ state }) => state === 'assigned')) {
      const outgoing = referenced('stock.move', move.origin);
      if (outgoing !== undefined) part.set(outgoing, exact.add(part.get(outgoing) ?? '0', floatText(move.quantity)));
    }
    return part;
  }

  async function deliverWhatIsThere(call: TrytonCall, rows: ShipmentRow[], complete: boolean): Promise<ShipmentRow | undefined> {
    for (const row of rows) {
      if (row.state === 'draft') await system.press(call, shipmentModel, 'wait', row.id);
      if (await assign(call, row)) return row;
      const part = await setAside(call, row);
      // Goods that are set aside for nothing are missing elsewhere.
      if (complete || part.size === 0) await system.press(call, shipmentModel, 'wait', row.id);
      else {
        await cutDown(call, row, part);
        if (await assign(call, row)) return row;
      }
    }
    return undefined;
  }

  async function deliverNamed(call: TrytonCall, rows: ShipmentRow[], lines: SalesOrderLineQuantity[], complete: boolean): Promise<ShipmentRow | undefined> {
    const [row, part] = rows.map((each) => [each, partOf(each, lines)] as const).find(([, each]) => each !== undefined) ?? [];
    if (!row || !part) throw refuse(call, 'more is named than is left to deliver', 'more-than-due');
    if (complete && !isWhole(row, part)) throw refuse(call, 'the order is delivered whole or not at all', 'complete-delivery-only');
    if (!isWhole(row, part)) await cutDown(call, row, part);
    else if (row.state === 'draft') await system.press(call, shipmentModel, 'wait', row.id);
    if (await assign(call, row)) return row;
    await system.press(call, shipmentModel, 'wait', row.id);
    return undefined;
  }

  return {
    async createDelivery(ctx, { salesOrderId, lines }) {
      const call = system.call(ctx, 'createDelivery');
      const { state, comment } = await sales.row(call, salesOrderId);
      if (state !== 'processing') throw refuse(call, `the sale is ${state}`, 'order-blocked');
      const rows = await due(call, salesOrderId);
      if (rows.length === 0) throw refuse(call, 'nothing of the order can be delivered now', 'nothing-to-deliver');
      const complete = comment === completeDeliveryOnly;
      const delivered = lines ? await deliverNamed(call, rows, lines, complete) : await deliverWhatIsThere(call, rows, complete);
      if (!delivered) throw refuse(call, 'the stock does not suffice', 'stock-short');
      return inState(call, delivered.id, ['assigned', 'picked', 'packed', 'done']);
    },
  };
}
