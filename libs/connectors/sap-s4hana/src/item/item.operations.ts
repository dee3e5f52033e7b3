import type { CallContext, Item, Page } from '#canonical';
import { keysetPage, type ErpConnector } from '#connector-kit';
import { LRUCache } from 'lru-cache';
import { all, any, anyOf, type Filter } from '../odata/filter.js';
import { listByKeys, listRows } from '../sap-s4hana.rows.js';
import type { SapCall } from '../sap-s4hana.client.js';
import type { SapOperation } from '../sap-s4hana.manifest.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toItem } from './item.mapper.js';
import { baseUnitSelection, descriptionFilter, descriptionSelection, itemFilter, itemSelection, type ItemRow } from './item.wire.js';

export interface ItemDesk extends Pick<ErpConnector, 'findItems' | 'readItems'> {
  /** SAP's base unit of those of the items that exist, by item id. It does not change once there is stock, so it is kept. */
  baseUnits(ctx: CallContext, operation: SapOperation, itemIds: readonly string[]): Promise<Map<string, string>>;
}

const baseUnitsKept = 20_000;

export function itemOperations({ id: systemId, options, client }: SapSystem): ItemDesk {
  const units = new LRUCache<string, string>({ max: baseUnitsKept });
  const custom = options.customFields.item;
  const ofProducts = (ids: readonly string[]) => anyOf(itemFilter, 'Product', ids);

  function item(row: ItemRow): Item {
    units.set(row.Product, row.BaseUnit);
    return toItem(systemId, row, options);
  }

  /** By name in the logon language, or by number: the names lead to the items. */
  async function findNamed(call: SapCall, query: string, cursor: string, limit: number | undefined): Promise<Page<Item>> {
    const filter = all(descriptionFilter.where('Product', 'gt', cursor), descriptionFilter.where('Language', 'eq', options.sapLanguage), matching(query));
    const page = await keysetPage(limit, (top) => listRows(client, call, descriptionSelection, { filter, orderBy: 'Product', top }));
    const ids = page.rows.map(({ Product }) => Product);
    const rows = new Map((await listByKeys(client, call, itemSelection, ids, ofProducts, custom)).map((row) => [row.Product, row]));
    return { items: ids.flatMap((id) => (rows.has(id) ? [item(rows.get(id)!)] : [])), ...(page.more && { next: ids.at(-1) }) };
  }

  return {
    async findItems(ctx, { query, cursor = '', limit }) {
      const call: SapCall = { ctx, operation: 'findItems' };
      if (query) return findNamed(call, query, cursor, limit);
      const filter = itemFilter.where('Product', 'gt', cursor);
      const page = await keysetPage(limit, (top) => listRows(client, call, itemSelection, { filter, orderBy: 'Product', top, custom }));
      return { items: page.rows.map(item), ...(page.more && { next: page.rows.at(-1)?.Product }) };
    },

    async readItems(ctx, { itemIds }) {
      return (await listByKeys(client, { ctx, operation: 'readItems' }, itemSelection, itemIds, ofProducts, custom)).map(item);
    },

    async baseUnits(ctx, operation, itemIds) {
      const missing = itemIds.filter((id) => !units.has(id));
      for (const row of await listByKeys(client, { ctx, operation }, baseUnitSelection, missing, ofProducts)) units.set(row.Product, row.BaseUnit);
      return new Map(itemIds.flatMap((id) => (units.has(id) ? [[id, units.get(id)!]] : [])));
    },
  };
}

/** SAP compares letter by letter, and item numbers are kept in capitals. */
function matching(query: string): Filter {
  const text = query.trim();
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1);
  const spellings = [...new Set([text, capitalised, text.toLowerCase()])];
  return any(...spellings.map((spelling) => descriptionFilter.contains('ProductDescription', spelling)), descriptionFilter.contains('Product', text.toUpperCase()));
}
