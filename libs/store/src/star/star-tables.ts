/** What a column holds. `decimal` is a numeric of PostgreSQL, `key` a text that sorts by its bytes. */
export type StarType = 'uuid' | 'key' | 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp';

export interface StarColumn {
  /** As readers see it, in camelCase; the table's own name is the same in snake_case. */
  name: string;
  type: StarType;
  nullable: boolean;
  /** Of a decimal: digits after the point that a typed format keeps. PostgreSQL keeps all. */
  scale?: number;
  meaning: string;
}

export interface StarTable {
  /** As readers ask for it. */
  set: string;
  table: string;
  meaning: string;
  /** Name of the one key column. */
  key: string;
  columns: readonly StarColumn[];
  /** Columns that readers filter by, each list an index: `<table>_<column>`. */
  indexes: readonly (readonly string[])[];
}

export const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `text` must be there, `text?` may be null, `decimal(4)` keeps four digits after the point. */
type Shape = StarType | `${StarType}?` | `decimal(${number})` | `decimal(${number})?`;

function column([name, shape, meaning]: readonly [string, Shape, string]): StarColumn {
  const [, type, scale, optional] = /^([a-z]+)(?:\((\d+)\))?(\?)?$/.exec(shape) ?? [];
  return { name, type: type as StarType, nullable: optional === '?', ...(scale !== undefined && { scale: Number(scale) }), meaning };
}

function table(set: string, name: string, meaning: string, columns: readonly (readonly [string, Shape, string])[], indexes: readonly string[]): StarTable {
  return { set, table: name, meaning, key: columns[0]![0], columns: [...columns, deleted].map(column), indexes: [...indexes.map((each) => [each]), ['changedTx', columns[0]![0]]] };
}

/** Every table has it, last. */
const deleted = ['deleted', 'boolean', 'True when it is no more: what was taken over is to be removed'] as const;
const order = ['orderId', 'uuid', 'The order'] as const;
const customer = ['customerId', 'key', 'Public id of the customer'] as const;
const currency = ['currency', 'text', 'ISO 4217'] as const;

/** The star schema: facts of orders, and what they are looked at by. The migrations make it; the entities are made of this. */
export const starTables: readonly StarTable[] = [
  table('orders', 'fact_order', 'Orders with their cycle times', [
    order,
    ['systemId', 'text?', 'ERP of the order'],
    customer,
    ['purchaseOrderNumber', 'text', "The customer's own number"],
    ['salesOrderNumber', 'text?', 'Key in the ERP; null until it is written'],
    ['status', 'text', 'received, confirmed, on-hold, shipped, invoiced, paid, closed, cancelled or rejected'],
    ['currency', 'text?', 'ISO 4217; null until the ERP said what the order costs'],
    ['net', 'decimal(4)?', 'Before tax'],
    ['tax', 'decimal(4)?', 'Tax'],
    ['total', 'decimal(4)?', 'Gross'],
    ['lineCount', 'integer', 'Lines of the order'],
    ['placedOn', 'date', 'Day of the order, UTC'],
    ['placedAt', 'timestamp', 'When it was placed'],
    ['confirmedAt', 'timestamp?', 'When the ERP had taken it'],
    ['shippedAt', 'timestamp?', 'When the last of it was shipped; null until all is'],
    ['invoicedAt', 'timestamp?', 'When the last of it was invoiced; null until all is'],
    ['paidAt', 'timestamp?', 'When the last of it was paid; null until all is'],
    ['closedAt', 'timestamp?', 'When it was closed'],
    ['hoursToDelivery', 'decimal(4)?', 'From placed to shipped, in hours'],
    ['hoursToInvoice', 'decimal(4)?', 'From placed to invoiced, in hours'],
    ['hoursToCash', 'decimal(4)?', 'From placed to paid, in hours'],
    ['sequence', 'integer', 'Grows with every change of the order'],
    ['changedAt', 'timestamp', 'When the order last changed'],
  ], ['customerId', 'status', 'placedOn', 'placedAt']),
  table('order-lines', 'fact_order_line', 'Lines of orders with what became of them', [
    ['lineId', 'key', '`<orderId>-<position>`'],
    order,
    ['position', 'integer', 'Within the order'],
    customer,
    ['itemId', 'key', 'Public id of the item'],
    ['description', 'text?', 'As the order has it'],
    ['status', 'text', 'open, partial, shipped, invoiced, returned, rejected or cancelled'],
    ['quantity', 'decimal(6)', 'Ordered'],
    ['deliveredQuantity', 'decimal(6)', 'Shipped so far'],
    ['invoicedQuantity', 'decimal(6)', 'Invoiced so far'],
    ['returnedQuantity', 'decimal(6)', 'Came back'],
    ['unit', 'text?', 'UN/ECE Rec 20'],
    ['unitPrice', 'decimal(6)?', 'Before tax'],
    ['net', 'decimal(4)?', 'Before tax'],
    ['tax', 'decimal(4)?', 'Tax'],
    ['currency', 'text?', 'ISO 4217'],
    ['placedOn', 'date', 'Day of the order, UTC'],
  ], ['orderId', 'customerId', 'itemId', 'placedOn']),
  table('deliveries', 'fact_delivery', 'Deliveries, for each order its part', [
    ['deliveryKey', 'key', '`<orderId>-<deliveryId>`'],
    ['deliveryId', 'text', 'Key in the ERP'],
    ['systemId', 'text?', 'ERP of the delivery'],
    order,
    customer,
    ['status', 'text', 'open, picked, shipped or cancelled'],
    ['quantity', 'decimal(6)', 'Sum over its lines of this order, whatever their units'],
    ['shippedAt', 'timestamp?', 'When it was seen as shipped'],
    ['shippedOn', 'date?', 'The same as a day, UTC'],
    ['receivedOn', 'date?', 'Day of its arrival'],
  ], ['orderId', 'customerId', 'shippedOn']),
  table('invoices', 'fact_invoice', 'Invoices and credit notes, for each order its part', [
    ['invoiceKey', 'key', '`<orderId>-<invoiceId>`'],
    ['invoiceId', 'key', 'Public id'],
    ['number', 'text?', 'Printed on it, once it is posted'],
    ['type', 'text', 'invoice or credit-note'],
    order,
    customer,
    ['status', 'text', 'draft, posted or cancelled'],
    ['cleared', 'boolean', 'Settled, as the ERP says'],
    ['amount', 'decimal(4)', 'Gross of this order'],
    ['total', 'decimal(4)', 'Gross of the whole invoice, which may collect several orders'],
    ['open', 'decimal(4)?', 'Still to be paid of the whole invoice, where the ERP says it'],
    currency,
    ['postedAt', 'timestamp?', 'When it was seen as posted'],
    ['postedOn', 'date?', 'The same as a day, UTC'],
    ['clearedAt', 'timestamp?', 'When it was seen as cleared'],
  ], ['orderId', 'customerId', 'status', 'postedOn']),
  table('payments', 'fact_payment', 'Payments of invoices, for each order that the invoice is of', [
    ['paymentKey', 'key', '`<orderId>-<invoiceId>-<paymentId>`'],
    ['paymentId', 'text', 'Key in the ERP'],
    ['invoiceId', 'key', 'Public id of the invoice'],
    order,
    customer,
    ['amount', 'decimal(4)', 'Of this order: of an invoice that collects several, its share by gross'],
    currency,
    ['receivedOn', 'date?', 'Day of the payment: as the ERP says it, else as it was seen'],
    ['receivedAt', 'timestamp?', 'When it was seen'],
  ], ['orderId', 'customerId', 'invoiceId', 'receivedOn']),
  table('customers', 'dim_customer', 'Customers of every ERP', [
    customer,
    ['systemId', 'text', 'ERP'],
    ['number', 'text', 'Key in the ERP'],
    ['name', 'text', 'Name'],
    ['city', 'text?', 'City'],
    ['postalCode', 'text?', 'Postal code'],
    ['country', 'text?', 'ISO 3166-1 alpha-2'],
    ['blocked', 'boolean', 'The ERP forbids something for it'],
  ], ['systemId', 'country']),
  table('items', 'dim_item', 'Items of every ERP', [
    ['itemId', 'key', 'Public id'],
    ['systemId', 'text', 'ERP'],
    ['number', 'text', 'Key in the ERP'],
    ['name', 'text', 'Name'],
    ['unit', 'text', 'Base unit, UN/ECE Rec 20'],
    ['sellable', 'boolean', 'False when it is not sold (any more)'],
  ], ['systemId']),
  table('dates', 'dim_date', 'Days from 2015 to 2044', [
    ['date', 'date', 'The day'],
    ['year', 'integer', 'Calendar year'],
    ['quarter', 'integer', '1 to 4'],
    ['month', 'integer', '1 to 12'],
    ['monthName', 'text', 'In English'],
    ['isoWeek', 'integer', 'ISO 8601 week, 1 to 53'],
    ['day', 'integer', 'Of the month'],
    ['weekday', 'integer', '1 is Monday'],
    ['weekdayName', 'text', 'In English'],
  ], []),
];
