import { starTables, type StarColumn, type StarTable } from '#store';
import { StarFault } from './star-fault.js';

/** A to-one way from a fact to a dimension or to another fact. */
export interface Navigation {
  name: string;
  /** Name of the set it leads to; the join is on its key. */
  target: string;
  /** Property that holds that key. */
  from: string;
}

/** A table of the star schema as a set of entities. Its names are the only identifiers that reach a statement. */
export interface EntitySet {
  /** `Orders` */
  name: string;
  /** `Order` */
  entity: string;
  meaning: string;
  table: string;
  key: StarColumn;
  properties: readonly StarColumn[];
  navigations: readonly Navigation[];
}

const names: Record<string, [set: string, entity: string]> = {
  orders: ['Orders', 'Order'],
  'order-lines': ['OrderLines', 'OrderLine'],
  deliveries: ['Deliveries', 'Delivery'],
  invoices: ['Invoices', 'Invoice'],
  payments: ['Payments', 'Payment'],
  customers: ['Customers', 'Customer'],
  items: ['Items', 'Item'],
  dates: ['Dates', 'Date'],
};

/** Dates and ids that name a row elsewhere, and what the way there is called. */
const ways: readonly Navigation[] = [
  { from: 'orderId', name: 'order', target: 'Orders' },
  { from: 'customerId', name: 'customer', target: 'Customers' },
  { from: 'itemId', name: 'item', target: 'Items' },
  { from: 'placedOn', name: 'placedDate', target: 'Dates' },
  { from: 'shippedOn', name: 'shippedDate', target: 'Dates' },
  { from: 'receivedOn', name: 'receivedDate', target: 'Dates' },
  { from: 'postedOn', name: 'postedDate', target: 'Dates' },
];

function setOf({ set, table, meaning, key, columns }: StarTable): EntitySet {
  const [name, entity] = names[set] ?? [];
  if (name === undefined || entity === undefined) throw new Error(`the star table ${set} has no entity set`);
  const properties = columns.filter((column) => column.name !== 'deleted');
  const navigations = ways.filter(({ from, target }) => target !== name && properties.some((property) => property.name === from));
  return { name, entity, meaning, table, key: properties.find((property) => property.name === key)!, properties, navigations };
}

export const entitySets: readonly EntitySet[] = starTables.map(setOf);

const byName = new Map(entitySets.map((set) => [set.name, set]));

export const entitySet = (name: string): EntitySet | undefined => byName.get(name);

/** The set of a name. Throws StarFault naming those there are. */
export function requireSet(name: string): EntitySet {
  const set = entitySet(name);
  if (!set) throw new StarFault(`there is no entity set '${name}'; there are ${entitySets.map((each) => each.name).join(', ')}`);
  return set;
}
