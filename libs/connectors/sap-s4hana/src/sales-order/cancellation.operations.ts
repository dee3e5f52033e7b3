import { StrataError } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import { isObservedOnly, isShipped } from '../delivery/delivery.mapper.js';
import type { DeliveryDesk } from '../delivery/delivery.operations.js';
import { changeTogether } from '../sap-s4hana.changeset.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { keyPath, readRow } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { addedOrderFields } from './order-reference.js';
import { toSalesOrder } from './sales-order.mapper.js';
import { cancellationSelection, rejectionPayload, salesOrderSelection } from './sales-order.wire.js';

const service = 'API_SALES_ORDER_SRV';

/** Cancelling an order in S/4 is rejecting its items; it is never deleted. */
export function cancellationOperations(
  { id: systemId, options, client }: SapSystem,
  deliveries: Pick<DeliveryDesk, 'rowsOfOrder' | 'undo'>,
): Pick<ErpConnector, 'cancelSalesOrder'> {
  return {
    async cancelSalesOrder(ctx, { salesOrderId }) {
      const call: SapCall = { ctx, operation: 'cancelSalesOrder' };
      const key = keyPath(service, 'A_SalesOrder', { SalesOrder: salesOrderId });
      let order = await readRow(client, call, cancellationSelection, key);
      if (order.OverallTotalDeliveryStatus !== 'A' && order.OverallTotalDeliveryStatus !== '') {
        await undoDeliveries(call, salesOrderId);
        order = await readRow(client, call, cancellationSelection, key);
      }
      const open = order.to_Item.filter(({ SalesDocumentRjcnReason }) => SalesDocumentRjcnReason === '');
      if (open.length > 0) await reject(call, salesOrderId, open.map(({ SalesOrderItem }) => SalesOrderItem), order.etag);
      return toSalesOrder(systemId, await afterWrite(call, () => readRow(client, call, salesOrderSelection, key, addedOrderFields(options))), options);
    },
  };

  /** Goods issue is the pivot: before it a delivery is undone, after it there is only a return. */
  async function undoDeliveries(call: SapCall, salesOrderId: string): Promise<void> {
    const rows = await deliveries.rowsOfOrder(call, salesOrderId);
    if (rows.some(isShipped)) throw new StrataError('conflict', 'goods of the order have left', { operation: call.operation, reason: 'goods-issued' });
    if (rows.some((row) => isObservedOnly(row, options))) {
      throw new StrataError('conflict', 'a warehouse is working on the order', { operation: call.operation, reason: 'delivery-in-warehouse' });
    }
    for (const row of rows) await deliveries.undo(call, row);
  }

  async function reject(call: SapCall, salesOrderId: string, items: string[], etag: string | undefined): Promise<void> {
    const values = rejectionPayload.of({ SalesDocumentRjcnReason: options.rejectionReason });
    const changes = items.map((item) => ({ path: keyPath(service, 'A_SalesOrderItem', { SalesOrder: salesOrderId, SalesOrderItem: item }), etag, values }));
    await changeTogether(client, call, service, changes);
  }
}
