import { afterWrite, type ErpConnector } from '#connector-kit';
import type { SapCall } from '../sap-s4hana.client.js';
import { noticesOf } from '../sap-s4hana.notices.js';
import { keyPath, listRows, postRow, readRow, rowIn } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { addedOrderFields, ofReference } from './order-reference.js';
import { toSalesOrder, toSapSalesOrder } from './sales-order.mapper.js';
import { createdSelection, salesOrderPayload, salesOrderSelection } from './sales-order.wire.js';

type SalesOrderOperations = Pick<ErpConnector, 'createSalesOrder' | 'findSalesOrders' | 'readSalesOrder'>;

export function salesOrderOperations(system: SapSystem): SalesOrderOperations {
  const { client, options } = system;
  const custom = addedOrderFields(options);

  const read = async (call: SapCall, salesOrderId: string) => {
    const key = keyPath('API_SALES_ORDER_SRV', 'A_SalesOrder', { SalesOrder: salesOrderId });
    return toSalesOrder(system.id, await readRow(client, call, salesOrderSelection, key, custom), options);
  };

  return {
    readSalesOrder: (ctx, { salesOrderId }) => read({ ctx, operation: 'readSalesOrder' }, salesOrderId),

    async findSalesOrders(ctx, { reference }) {
      const rows = await listRows(client, { ctx, operation: 'findSalesOrders' }, salesOrderSelection, {
        filter: ofReference(options, reference),
        orderBy: 'SalesOrder',
        custom,
      });
      return rows.map((row) => toSalesOrder(system.id, row, options));
    },

    /** A blocked order is answered 201 as any other: what the ERP decided is in what is read back. */
    async createSalesOrder(ctx, { draft }) {
      const call: SapCall = { ctx, operation: 'createSalesOrder' };
      const reply = await postRow(client, call, salesOrderPayload, toSapSalesOrder(draft, options));
      const { SalesOrder: id } = rowIn(createdSelection, reply, { operation: call.operation, safe: false });
      const notices = noticesOf(reply, system.deps.log);
      const order = await afterWrite(call, () => read(call, id));
      return notices.length > 0 ? { ...order, notices } : order;
    },
  };
}
