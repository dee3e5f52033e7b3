import { keysetPage, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import { containing, type Domain, type TrytonSystem } from '../tryton.system.js';
import { date } from '../tryton.values.js';
import { toAvailability, toItem } from './product.mapper.js';
import { knownProductFields, productFields, productModel, type ProductRow, type StockRow } from './product.wire.js';

const sold: Domain = [['code', '!=', null], ['salable', '=', true], ['type', '=', 'goods']];

/** Products for the other resources. */
export interface ProductDesk {
  /** Those that exist, by code. */
  products(call: TrytonCall, itemIds: readonly string[]): Promise<Map<string, ProductRow>>;
}

export function productOperations(system: TrytonSystem): ProductDesk & Pick<ErpConnector, 'findItems' | 'readItems' | 'checkAvailability'> {
  const added = (call: TrytonCall) => system.addedFields(call, productModel, knownProductFields);
  const read = async (call: TrytonCall, domain: Domain, limit?: number) =>
    system.search<ProductRow>(call, productModel, domain, [...productFields, ...(await added(call))], { limit, order: [['code', 'ASC']] });

  const toItems = async (call: TrytonCall, rows: ProductRow[]) => {
    const fields = await added(call);
    return system.mapInstalled(call, (installation) => rows.map((row) => toItem(system.id, row, installation, fields)));
  };

  return {
    products: async (call, itemIds) => new Map((await read(call, [['code', 'in', [...itemIds]]])).map((row) => [row.code, row])),

    async findItems(ctx, { query, cursor, limit }) {
      const call = system.call(ctx, 'findItems');
      const after: Domain = cursor === undefined ? [] : [['code', '>', cursor]];
      const page = await keysetPage(limit, (top) => read(call, [...sold, ...containing('rec_name', query), ...after], top));
      const items = await toItems(call, page.rows);
      return { items, ...(page.more && { next: items.at(-1)?.id }) };
    },

    async readItems(ctx, { itemIds }) {
      const call = system.call(ctx, 'readItems');
      return toItems(call, await read(call, [['code', 'in', itemIds]]));
    },

    async checkAvailability(ctx, { itemIds }) {
      const call = system.call(ctx, 'checkAvailability');
      const { warehouse } = await system.installation(call);
      const today = system.today();
      const context = { locations: [warehouse], stock_date_end: date(today), stock_assign: true };
      const rows = await system.search<StockRow>(call, productModel, [['code', 'in', itemIds]], ['code', 'default_uom', 'forecast_quantity'], { context });
      return system.mapInstalled(call, (installation) => rows.map((row) => toAvailability(row, installation, today)));
    },
  };
}
