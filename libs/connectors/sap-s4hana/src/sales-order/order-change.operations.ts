import { afterWrite, type ErpConnector } from '#connector-kit';
import { changeTogether } from '../sap-s4hana.changeset.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { noticesOf } from '../sap-s4hana.notices.js';
import { keyPath, readRow } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toSapOrderChange } from './order-change.mapper.js';
import { addedOrderFields } from './order-reference.js';
import { toSalesOrder } from './sales-order.mapper.js';
import { changeableSelection, salesOrderSelection } from './sales-order.wire.js';

/** Quantities and the wished date of an order. What credit and availability say to it is in what is read back. */
export function orderChangeOperations({ id: systemId, options, client, deps }: SapSystem): Pick<ErpConnector, 'changeSalesOrder'> {
  return {
    async changeSalesOrder(ctx, { salesOrderId, change }) {
      const call: SapCall = { ctx, operation: 'changeSalesOrder' };
      const key = keyPath('API_SALES_ORDER_SRV', 'A_SalesOrder', { SalesOrder: salesOrderId });
      const before = await readRow(client, call, changeableSelection, key);
      const changes = toSapOrderChange(before, change);
      const replies = changes.length > 0 ? await changeTogether(client, call, 'API_SALES_ORDER_SRV', changes) : [];
      const notices = replies.flatMap((reply) => noticesOf(reply, deps.log));
      const order = toSalesOrder(systemId, await afterWrite(call, () => readRow(client, call, salesOrderSelection, key, addedOrderFields(options))), options);
      return notices.length > 0 ? { ...order, notices } : order;
    },
  };
}
