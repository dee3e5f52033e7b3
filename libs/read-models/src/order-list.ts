import type { DataSource } from 'typeorm';
import { fromPublicId, type DocumentType, type Order, type OrderQuery, type Page } from '#canonical';
import { decodeCursor, encodeCursor } from './cursor.js';

const defaultLimit = 50;

/** Finds orders by any of their keys. Works on the writer's data source and on the reader's. */
export class OrderList {
  constructor(private readonly db: DataSource) {}

  /**
   * Newest first. What was on a page stays where it was while orders are placed and change: the cursor names the last one.
   * Throws `invalid` for a cursor that is none of ours.
   */
  async find(query: OrderQuery): Promise<Page<Order>> {
    const limit = query.limit ?? defaultLimit;
    const parameters: unknown[] = [];
    const value = (of: unknown, type: string) => `$${parameters.push(of)}::${type}`;
    const conditions = conditionsOf(query, value);
    const rows: { view: Order; micros: string }[] = await this.db.query(
      `SELECT view, (extract(epoch FROM placed_at) * 1000000)::bigint::text AS micros FROM order_view
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY placed_at DESC, order_id DESC LIMIT ${value(limit + 1, 'integer')}`,
      parameters,
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit).map(({ view }) => view), ...(last && { next: encodeCursor(last.micros, last.view.orderId) }) };
  }
}

/** Every value is a parameter of the statement. */
function conditionsOf(query: OrderQuery, value: (of: unknown, type: string) => string): string[] {
  const equal = (column: string, of: unknown, type: string) => (of === undefined ? [] : [`${column} = ${value(of, type)}`]);
  const document = (type: DocumentType, id: string | undefined) => {
    if (id === undefined) return [];
    const { systemId, key } = fromPublicId(id) ?? { systemId: undefined, key: id };
    const of = [`type = ${value(type, 'text')}`, `document_id = ${value(key, 'text')}`, ...equal('system_id', systemId, 'text')];
    // An array, so that the few orders of a document are looked up, however many orders there are.
    return [`order_id = ANY(ARRAY(SELECT order_id FROM order_reference WHERE ${of.join(' AND ')}))`];
  };
  return [
    ...equal('order_id', query.orderId, 'uuid'),
    ...equal('purchase_order_number', query.purchaseOrderNumber, 'text'),
    ...equal('customer_id', query.customerId, 'text'),
    ...equal('status', query.status, 'text'),
    ...document('sales-order', query.salesOrderId),
    ...document('delivery', query.deliveryId),
    ...document('invoice', query.invoiceId),
    ...after(query.cursor, value),
  ];
}

function after(cursor: string | undefined, value: (of: unknown, type: string) => string): string[] {
  if (cursor === undefined) return [];
  const [micros, orderId] = decodeCursor(cursor);
  return [`(placed_at, order_id) < (timestamptz 'epoch' + ${value(micros, 'bigint')} * interval '1 microsecond', ${value(orderId, 'uuid')})`];
}
