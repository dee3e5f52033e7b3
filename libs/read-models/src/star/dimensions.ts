import { toPublicId, type Customer, type Item } from '#canonical';
import { starSet } from './star-sets.js';
import { writeRows } from './star-writes.js';

/** Master data by its kind. */
export interface MasterRecords {
  customer: Customer;
  item: Item;
}

export type MasterKind = keyof MasterRecords;

/** Where a kind of master data stands in the star, and what of a record stands there. */
export const dimensions = {
  customer: {
    table: 'dim_customer',
    key: 'customer_id',
    write: writeRows(starSet('customers'), '$1'),
    row: ({ id, systemId, name, address, blocks }: Customer): object => ({
      customerId: toPublicId(systemId, id), systemId, number: id, name, city: address?.city, postalCode: address?.postalCode, country: address?.country, blocked: blocks.length > 0,
    }),
  },
  item: {
    table: 'dim_item',
    key: 'item_id',
    write: writeRows(starSet('items'), '$1'),
    row: ({ id, systemId, name, unit, sellable }: Item): object => ({ itemId: toPublicId(systemId, id), systemId, number: id, name, unit, sellable }),
  },
};

export function dimensionRow<K extends MasterKind>(kind: K, record: MasterRecords[K]): object {
  return (dimensions[kind].row as (of: MasterRecords[K]) => object)(record);
}
