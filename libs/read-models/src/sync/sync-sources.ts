import { nativeKeyOf, type DataScope, type Money } from '#canonical';
import { ownRows, ownSystems } from '../own-rows.js';

export const syncTypes = ['order', 'customer', 'item'] as const;
export type SyncType = (typeof syncTypes)[number];

export interface SyncedOrder {
  customerId: string;
  status: string;
  purchaseOrderNumber: string;
  total: Money | null;
  requestedDeliveryDate: string | null;
  lineCount: number;
  placedAt: Date;
  changedAt: Date;
}

export interface SyncedCustomer {
  number: string;
  name: string;
  city: string | null;
  blocked: boolean;
}

export interface SyncedItem {
  number: string;
  name: string;
  unit: string;
  sellable: boolean;
}

export type SyncRow = { tx: string; key: string; kept: boolean } & (SyncedOrder | SyncedCustomer | SyncedItem);

/** Makes a value a parameter of the statement. */
export type Parameter = (value: unknown, type: string) => string;

/** A table that is read in the order in which its rows were committed. */
export interface SyncSource {
  type: SyncType;
  table: string;
  key: string;
  keyType: 'uuid' | 'text';
  columns: string;
  /** Whether a row belongs to what a client holds. `keptSince` is a time, for those that need it. */
  kept: (keptSince: () => string) => string;
  /** Only what has to do with a customer. */
  ofCustomer: (customerId: string, value: Parameter) => string;
  /** Only what a reader may see. */
  own: (scope: DataScope | undefined, value: Parameter) => string[];
}

/** As the index of ended orders has it. */
export const isEnded = `status IN ('closed', 'cancelled', 'rejected')`;

export const syncSources: readonly SyncSource[] = [
  {
    type: 'order',
    table: 'order_view',
    key: 'order_id',
    keyType: 'uuid',
    columns: `customer_id AS "customerId", status, purchase_order_number AS "purchaseOrderNumber", view->'total' AS total, view->>'requestedDeliveryDate' AS "requestedDeliveryDate",
      json_array_length(view->'lines') AS "lineCount", placed_at AS "placedAt", changed_at AS "changedAt"`,
    kept: (keptSince) => `(NOT (${isEnded}) OR changed_at > ${keptSince()})`,
    ofCustomer: (customerId, value) => `customer_id = ${value(customerId, 'text')}`,
    own: (scope, value) => ownRows(scope, 'customer_id', value),
  },
  {
    type: 'customer',
    table: 'dim_customer',
    key: 'customer_id',
    keyType: 'text',
    columns: 'number, name, city, blocked',
    kept: () => 'NOT deleted',
    ofCustomer: (customerId, value) => `customer_id = ${value(customerId, 'text')}`,
    own: (scope, value) => ownRows(scope, 'customer_id', value),
  },
  {
    type: 'item',
    table: 'dim_item',
    key: 'item_id',
    keyType: 'text',
    columns: 'number, name, unit, sellable',
    kept: () => 'NOT deleted',
    // Those that the customer's system sells.
    ofCustomer: (customerId, value) => `system_id = ${value(nativeKeyOf(customerId, 'customer').systemId, 'text')}`,
    own: (scope, value) => ownSystems(scope, 'system_id', value),
  },
];
