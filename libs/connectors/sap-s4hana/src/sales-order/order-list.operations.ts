import { keysetPage, type ErpConnector } from '#connector-kit';
import { all } from '../odata/filter.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { addedReferenceField } from './order-reference.js';
import { toSalesOrderSummary } from './sales-order.mapper.js';
import { salesOrderFilter, summarySelection } from './sales-order.wire.js';

/** Orders by number. The day of entry is S/4's own, by the clock of its application server. */
export function orderListOperations({ client, options }: SapSystem): Pick<ErpConnector, 'listSalesOrders'> {
  return {
    async listSalesOrders(ctx, { since, cursor, limit }) {
      const call: SapCall = { ctx, operation: 'listSalesOrders' };
      const entered = salesOrderFilter.where('CreationDate', 'ge', since);
      const filter = cursor === undefined ? entered : all(entered, salesOrderFilter.where('SalesOrder', 'gt', cursor));
      const page = await keysetPage(limit, (top) =>
        listRows(client, call, summarySelection, { filter, orderBy: 'SalesOrder', top, custom: addedReferenceField(options) }),
      );
      return { items: page.rows.map((row) => toSalesOrderSummary(row, options)), ...(page.more && { next: page.rows.at(-1)?.SalesOrder }) };
    },
  };
}
