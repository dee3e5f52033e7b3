import { StrataError } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { ShipmentDesk } from '../shipment/shipment.operations.js';
import { shipmentModel, type ShipmentRow } from '../shipment/shipment.wire.js';
import type { TrytonCall } from '../tryton.client.js';
import type { TrytonSystem } from '../tryton.system.js';
import type { SaleDesk } from './sale.desk.js';
import { saleModel } from './sale.wire.js';

/** The wizard that decides what becomes of the moves of cancelled shipments. */
const exceptionWizard = 'sale.handle.shipment.exception';

export function cancellationOperations(system: TrytonSystem, sales: SaleDesk, { shipments }: Pick<ShipmentDesk, 'shipments'>): Pick<ErpConnector, 'cancelSalesOrder'> {
  /** A sale that is under way has no cancel button: its shipments are cancelled, and their moves given up. */
  async function giveUp(call: TrytonCall, sale: number): Promise<void> {
    const rows = await shipments(call, [['moves.sale', '=', sale]]);
    if (rows.some(({ state }) => state === 'done')) throw new StrataError('conflict', 'goods of the order have left', { operation: call.operation, reason: 'goods-issued' });
    for (const { id, state } of rows) if (state !== 'cancelled') await system.press(call, shipmentModel, 'cancel', id);
    await ignoreMoves(call, sale, rows);
  }

  async function ignoreMoves(call: TrytonCall, sale: number, rows: ShipmentRow[]): Promise<void> {
    const moves = rows.flatMap((row) => row['outgoing_moves.']).filter((move) => move.sale === sale).map(({ id }) => id);
    const answer = { ask: { recreate_moves: [], domain_moves: moves } };
    await system.runWizard(call, exceptionWizard, answer, 'handle', { model: saleModel, id: sale });
  }

  return {
    async cancelSalesOrder(ctx, { salesOrderId }) {
      const call = system.call(ctx, 'cancelSalesOrder');
      const { id, state } = await sales.row(call, salesOrderId);
      if (state === 'confirmed') await system.press(call, saleModel, 'draft', id);
      if (state === 'processing') await giveUp(call, id);
      else if (state !== 'done') await system.press(call, saleModel, 'cancel', id);
      const order = await afterWrite(call, () => sales.order(call, salesOrderId));
      if (order.status !== 'cancelled') throw new StrataError('conflict', 'the order can no longer be cancelled', { operation: call.operation, reason: 'order-state' });
      return order;
    },
  };
}
