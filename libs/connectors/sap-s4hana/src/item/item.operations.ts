import type { ErpConnector } from '#connector-kit';
import type { CallContext } from '#canonical';
import { LRUCache } from 'lru-cache';
import { all, any, type Filter } from '../odata/filter.js';
import { keysetPage } from '../sap-s4hana.page.js';
import { listRows, rowsIn } from '../sap-s4hana.rows.js';
import { queryOf, type Selection, type Shape, type Entity } from '../odata/selection.js';
import type { Service } from '../odata/edm.property.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { sapFault } from '../sap-s4hana.errors.js';
import type { SapOperation } from '../sap-s4hana.manifest.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toItem } from './item.mapper.js';
import { baseUnitSelection, descriptionFilter, descriptionSelection, itemFilter, itemSelection } from './item.wire.js';

export interface ItemOperations extends Pick<ErpConnector, 'findItems' | 'readItems'> {
  /** SAP's base unit of those of the items that exist, by item id. Base units do not change once there is stock, so they are kept. */
  baseUnits(ctx: CallContext, operation: SapOperation, itemIds: readonly string[]): Promise<Map<string, string>>;
}

/** Ids of one filter at most, so that an address stays below 4 KB. */
const idsPerRead = 50;
const baseUnitsKept = 20_000;

export function itemOperations({ id: systemId, options, client }: SapSystem): ItemOperations {
  const units = new LRUCache<string, string>({ max: baseUnitsKept });

  /** Rows of the items that exist: one call, a $batch when the ids do not fit into one address. */
  async function rowsOf<S extends Service, E extends string, Q extends Shape>(call: SapCall, selection: Selection<S, E, Q>, itemIds: readonly string[]): Promise<Entity<S, E, Q>[]> {
    const ids = [...new Set(itemIds)];
    if (ids.length === 0) return [];
    const filters = Array.from({ length: Math.ceil(ids.length / idsPerRead) }, (_, at) => oneOf(ids.slice(at * idsPerRead, (at + 1) * idsPerRead)));
    if (filters.length === 1) return listRows(client, call, selection, { filter: filters[0] });
    const parts = filters.map((filter) => ({ method: 'GET' as const, path: `A_Product?${new URLSearchParams({ ...queryOf(selection.shape), $filter: filter }).toString().replaceAll('+', '%20')}` }));
    const kind = { operation: call.operation, safe: true };
    const replies = (await client.batch(call, selection.service, parts, true)).flat();
    return replies.flatMap((reply) => {
      if (reply.status >= 300) throw sapFault(reply, kind);
      return rowsIn(selection, reply, kind);
    });
  }

  return {
    async findItems(ctx, { query, cursor, limit }) {
      const call: SapCall = { ctx, operation: 'findItems' };
      const from = itemFilter.where('Product', 'gt', cursor ?? '');
      if (query) return namedItems(call, query, cursor, limit);
      const page = await keysetPage(limit, (top) => listRows(client, call, itemSelection, { filter: from, orderBy: 'Product', top }));
      return { items: page.rows.map((row) => known(toItem(systemId, row, options), row.BaseUnit)), ...(page.more && { next: page.rows.at(-1)?.Product }) };
    },

    async readItems(ctx, { itemIds }) {
      const rows = await rowsOf({ ctx, operation: 'readItems' }, itemSelection, itemIds);
      return rows.map((row) => known(toItem(systemId, row, options), row.BaseUnit));
    },

    async baseUnits(ctx, operation, itemIds) {
      const missing = itemIds.filter((id) => !units.has(id));
      for (const row of await rowsOf({ ctx, operation }, baseUnitSelection, missing)) units.set(row.Product, row.BaseUnit);
      return new Map(itemIds.flatMap((id) => (units.has(id) ? [[id, units.get(id)!]] : [])));
    },
  };

  /** By name in the logon language, or by number: the names lead to the items. */
  async function namedItems(call: SapCall, query: string, cursor: string | undefined, limit: number | undefined) {
    const filter = all(descriptionFilter.where('Product', 'gt', cursor ?? ''), descriptionFilter.where('Language', 'eq', options.sapLanguage), matching(query));
    const page = await keysetPage(limit, (top) => listRows(client, call, descriptionSelection, { filter, orderBy: 'Product', top }));
    const rows = await rowsOf(call, itemSelection, page.rows.map(({ Product }) => Product));
    const items = rows.map((row) => known(toItem(systemId, row, options), row.BaseUnit)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return { items, ...(page.more && { next: page.rows.at(-1)?.Product }) };
  }

  function known<T extends { id: string }>(item: T, baseUnit: string): T {
    units.set(item.id, baseUnit);
    return item;
  }
}

function oneOf(ids: readonly string[]): Filter {
  return any(...ids.map((id) => itemFilter.where('Product', 'eq', id)));
}

/** SAP compares letter by letter, and item numbers are kept in capitals. */
function matching(query: string): Filter {
  const text = query.trim();
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1);
  const spellings = [...new Set([text, capitalised, text.toLowerCase()])];
  return any(...spellings.map((spelling) => descriptionFilter.contains('ProductDescription', spelling)), descriptionFilter.contains('Product', text.toUpperCase()));
}
