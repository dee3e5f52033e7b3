import { isStrataError, StrataError } from '#canonical';
import { afterWrite, keysetPage, type ErpConnector } from '#connector-kit';
import type { TrytonSystem } from '../tryton.system.js';
import { date, dateTime, keyOf } from '../tryton.values.js';
import type { SaleDesk } from './sale.desk.js';
import { onlyOrders } from './sale.kinds.js';
import type { SaleWriter } from './sale.writer.js';
import { saleModel } from './sale.wire.js';

type PlacementOperations = Pick<ErpConnector, 'createSalesOrder' | 'findSalesOrders' | 'readSalesOrder' | 'listSalesOrders'>;

export function placementOperations(system: TrytonSystem, sales: SaleDesk, writer: SaleWriter): PlacementOperations {
  return {
    findSalesOrders: (ctx, { reference }) => sales.orders(system.call(ctx, 'findSalesOrders'), [['reference', '=', reference], ...onlyOrders]),

    readSalesOrder: (ctx, { salesOrderId }) => sales.order(system.call(ctx, 'readSalesOrder'), salesOrderId),

    async listSalesOrders(ctx, { since, cursor, limit }) {
      const call = system.call(ctx, 'listSalesOrders');
      const domain = [['create_date', '>=', dateTime(Date.parse(since))], ['id', '>', keyOf(cursor ?? '') ?? 0], ...onlyOrders];
      const { rows, more } = await keysetPage(limit, (top) => sales.rows(call, domain, top));
      const orders = await sales.mapped(call, rows);
      const items = orders.map(({ id, reference, customerId, status, net }) => ({ id, ...(reference !== undefined && { reference }), customerId, status, net }));
      return { items, ...(more && { next: items.at(-1)?.id }) };
    },

    async createSalesOrder(ctx, { draft }) {
      const call = system.call(ctx, 'createSalesOrder');
      const id = await writer.write(call, draft, date(system.today()));
      await system.press(call, saleModel, 'quote', id);
      // A credit limit stops the confirmation: the quotation stays, and the order is read back as blocked.
      await system.press(call, saleModel, 'confirm', id).catch((error: unknown) => {
        if (!isStrataError(error) || error.details.reason !== 'credit-limit') throw error;
      });
      const order = await afterWrite(call, () => sales.order(call, String(id)));
      if (order.status === 'draft') throw new StrataError('rejected', 'the system does not confirm the sale', { operation: call.operation, reason: 'not-confirmed' });
      return order;
    },
  };
}
