import { validate as isUuid } from 'uuid';
import type { DataSource } from 'typeorm';
import { fromPublicId, type DataScope, type DocumentType, type Order, type OrderQuery, type OrderSort, type Page } from '#canonical';
import { decodeCursor, encodeCursor } from './cursor.js';
import { markOfScope, ownRows } from './own-rows.js';
import { customersWithWords, rareOrdersWithWords, tsqueryOf } from './order-words.js';

const defaultLimit = 50;
const columns: Record<OrderSort, { column: 'placed_at' | 'changed_at'; order: 'DESC' | 'ASC'; beyond: '<' | '>' }> = {
  '-placedAt': { column: 'placed_at', order: 'DESC', beyond: '<' },
  placedAt: { column: 'placed_at', order: 'ASC', beyond: '>' },
  '-changedAt': { column: 'changed_at', order: 'DESC', beyond: '<' },
};

type Value = (of: unknown, type: string) => string;

/** Finds orders by any of their keys. Works on the writer's data source and on the reader's. */
export class OrderList {
  constructor(private readonly db: DataSource) {}

  /**
   * Newest first, or as `sort` says. What was on a page stays where it was while orders are placed and change: the cursor
   * names the last one. Throws `invalid` for a cursor that is none of ours, of another query or of a reader of other rows,
   * and for words that say too little.
   * @param scope whose orders the reader may see
   */
  async find({ limit = defaultLimit, cursor, sort = '-placedAt', ...query }: OrderQuery, scope: DataScope | undefined): Promise<Page<Order>> {
    const parameters: unknown[] = [];
    const value: Value = (of, type) => `$${parameters.push(of)}::${type}`;
    const asked = { ...query, sort, scope: markOfScope(scope) };
    const { column, order, beyond } = columns[sort];
    const conditions = [...ownRows(scope, 'customer_id', value), ...conditionsOf(query, value), ...(await this.words(query.query, scope, value)), ...after(cursor, asked, `(${column}, order_id) ${beyond}`, value)];
    const rows: { view: Order; micros: string }[] = await this.db.query(
      `SELECT view, (extract(epoch FROM ${column}) * 1000000)::bigint::text AS micros FROM order_view
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${column} ${order}, order_id ${order} LIMIT ${value(limit + 1, 'integer')}`,
      parameters,
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit).map(({ view }) => view), ...(last && { next: encodeCursor(last.micros, last.view.orderId, asked) }) };
  }

  /** What a person types: words of the purchase order number or of the customer, or a number in full. */
  private async words(text: string | undefined, scope: DataScope | undefined, value: Value): Promise<string[]> {
    if (text === undefined) return [];
    const number = text.trim();
    const tsquery = tsqueryOf(text);
    const [customers, rare] = await Promise.all([customersWithWords(this.db, tsquery, scope), rareOrdersWithWords(this.db, tsquery, scope)]);
    const ways = [
      ...(rare ? [] : [`words_of(purchase_order_number) @@ to_tsquery('simple', ${value(tsquery, 'text')})`]),
      // An array, so that orders are looked up by their keys.
      `order_id = ANY(ARRAY(SELECT order_id FROM order_reference WHERE document_id = ${value(number, 'text')}) || ${value([...(rare ?? []), ...(isUuid(number) ? [number] : [])], 'uuid[]')})`,
      ...(customers.length > 0 ? [`customer_id = ANY(${value(customers, 'text[]')})`] : []),
    ];
    return [`(${ways.join(' OR ')})`];
  }
}

/** Every value is a parameter of the statement. */
function conditionsOf(query: OrderQuery, value: Value): string[] {
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
  ];
}

function after(cursor: string | undefined, asked: object, isBeyond: string, value: Value): string[] {
  if (cursor === undefined) return [];
  const [micros, orderId] = decodeCursor(cursor, asked);
  return [`${isBeyond} (timestamptz 'epoch' + ${value(micros, 'bigint')} * interval '1 microsecond', ${value(orderId, 'uuid')})`];
}
