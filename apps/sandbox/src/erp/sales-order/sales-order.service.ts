import type { EntitySource, FunctionSource, Row, ServiceSource } from '../../odata/source.js';
import { changeEtag } from '../calendar.js';
import type { Erp } from '../erp.js';
import { keyText, mapped, readOnlySet, wanted } from '../service/row.set.js';
import type { LongText, SalesOrderItemRecord, SalesOrderRecord } from './sales-order.record.js';
import { headerPriceRows, headerRow, itemRow, partnerRows, priceRows, scheduleRows, textRows } from './sales-order.rows.js';

/** API_SALES_ORDER_SRV: sales orders with items, schedule lines, partners, texts and conditions. */
export function salesOrderService(erp: Erp): ServiceSource {
  const headerOf = (row: Row) => erp.orders.find(keyText(row, 'SalesOrder'))!;
  const itemOf = (row: Row) => erp.orders.item(keyText(row, 'SalesOrder'), keyText(row, 'SalesOrderItem'))!;
  const key = ['SalesOrder'];
  const itemKey = ['SalesOrder', 'SalesOrderItem'];
  const toOrder = (row: Row) => [headerRow(headerOf(row))];
  const toItem = (row: Row) => [itemRow(itemOf(row), headerOf(row), erp.masterData)];
  return {
    path: 'API_SALES_ORDER_SRV',
    metadata: 'API_SALES_ORDER_SRV',
    transaction: (work) => erp.ledger.transaction(work),
    sets: {
      A_SalesOrder: orders(erp, headerOf),
      A_SalesOrderItem: items(erp, headerOf, itemOf),
      A_SalesOrderHeaderPartner: readOnlySet((equal) => ofOrders(erp, equal, partnerRows), [...key, 'PartnerFunction'], { to_SalesOrder: toOrder }),
      A_SalesOrderHeaderPrElement: readOnlySet((equal) => ofOrders(erp, equal, headerPrices), [...key, 'PricingProcedureStep', 'PricingProcedureCounter'], { to_SalesOrder: toOrder }),
      A_SalesOrderItemPartner: readOnlySet(() => [], [...itemKey, 'PartnerFunction']),
      A_SalesOrderItemPrElement: readOnlySet(
        (equal) => ofItems(erp, equal, itemPrices), [...itemKey, 'PricingProcedureStep', 'PricingProcedureCounter'],
        { to_SalesOrder: toOrder, to_SalesOrderItem: toItem },
      ),
      A_SalesOrderScheduleLine: readOnlySet((equal) => ofItems(erp, equal, scheduleRows), [...itemKey, 'ScheduleLine']),
      A_SalesOrderText: texts(erp, readOnlySet((equal) => ofOrders(erp, equal, headerTexts), [...key, 'Language', 'LongTextID'], { to_SalesOrder: toOrder })),
      A_SalesOrderItemText: readOnlySet(
        (equal) => ofItems(erp, equal, itemTexts), [...itemKey, 'Language', 'LongTextID'], { to_SalesOrder: toOrder, to_SalesOrderItem: toItem },
      ),
    },
    functions: { releaseApprovalRequest: approval(erp), rejectApprovalRequest: approval(erp) },
  };
}

function orders(erp: Erp, headerOf: (row: Row) => SalesOrderRecord): EntitySource {
  return {
    list: (equal) => mapped(ordersMatching(erp, equal), headerRow),
    get: (row) => {
      const order = erp.orders.find(keyText(row, 'SalesOrder'));
      return order && headerRow(order);
    },
    related: (row, navigation) => {
      const order = headerOf(row);
      if (navigation === 'to_Item') return erp.orders.items(order.sales_order).map((item) => itemRow(item, order, erp.masterData));
      if (navigation === 'to_Partner') return partnerRows(order);
      if (navigation === 'to_PricingElement') return headerPrices(order);
      return navigation === 'to_Text' ? headerTexts(order) : [];
    },
    etag: (row) => changeEtag(Number(row['LastChangeDateTime'])),
    create: (draft) => {
      const { order, notices } = erp.orders.create(draft);
      return { row: headerRow(order), notices };
    },
    update: (row, changes) => {
      erp.ledger.transaction(() => erp.orderChange.header(keyText(row, 'SalesOrder'), changes));
      return { row: headerRow(headerOf(row)) };
    },
  };
}

function items(erp: Erp, headerOf: (row: Row) => SalesOrderRecord, itemOf: (row: Row) => SalesOrderItemRecord): EntitySource {
  const rowOf = (row: Row) => itemRow(itemOf(row), headerOf(row), erp.masterData);
  return {
    list: (equal) => ofItems(erp, equal, (item, order) => [itemRow(item, order, erp.masterData)]),
    get: (row) => (erp.orders.item(keyText(row, 'SalesOrder'), keyText(row, 'SalesOrderItem')) ? rowOf(row) : undefined),
    related: (row, navigation) => {
      const [item, order] = [itemOf(row), headerOf(row)];
      if (navigation === 'to_ScheduleLine') return scheduleRows(item, order);
      if (navigation === 'to_PricingElement') return itemPrices(item, order);
      if (navigation === 'to_Text') return itemTexts(item);
      return navigation === 'to_SalesOrder' ? [headerRow(order)] : [];
    },
    // The product guards an item by the version of its document.
    etag: (row) => changeEtag(headerOf(row).changed_at),
    create: (draft) => {
      const salesOrder = keyText(draft.values, 'SalesOrder');
      const { item, notices } = erp.ledger.transaction(() => erp.orderChange.addItem(salesOrder, draft));
      return { row: rowOf({ SalesOrder: salesOrder, SalesOrderItem: item }), notices };
    },
    update: (row, changes) => {
      erp.ledger.transaction(() => erp.orderChange.item(keyText(row, 'SalesOrder'), keyText(row, 'SalesOrderItem'), changes));
      return { row: rowOf(row) };
    },
  };
}

/** Header texts may be added to and changed after the order was saved. */
function texts(erp: Erp, set: EntitySource): EntitySource {
  const keep = (salesOrder: string, text: LongText) => {
    erp.ledger.transaction(() => erp.orderChange.text(salesOrder, text));
    return { row: { SalesOrder: salesOrder, ...text } };
  };
  const textOf = (row: Row, LongText: string): LongText => ({ Language: keyText(row, 'Language'), LongTextID: keyText(row, 'LongTextID'), LongText });
  return {
    ...set,
    create: ({ values }) => keep(keyText(values, 'SalesOrder'), textOf(values, keyText(values, 'LongText'))),
    update: (row, changes) => keep(keyText(row, 'SalesOrder'), textOf(row, keyText(changes, 'LongText'))),
  };
}

/** Orders that can match, found by an index where the filter allows it. */
function ordersMatching(erp: Erp, equal: Readonly<Record<string, unknown>>): Iterable<SalesOrderRecord> {
  const number = wanted(equal, 'SalesOrder');
  if (number !== undefined) return erp.ledger.all<SalesOrderRecord>('SELECT * FROM sales_order WHERE sales_order = ?', number);
  const reference = wanted(equal, 'PurchaseOrderByShipToParty');
  if (reference) return erp.ledger.all<SalesOrderRecord>('SELECT * FROM sales_order WHERE reference = ? ORDER BY sales_order', reference);
  const soldTo = wanted(equal, 'SoldToParty');
  const purchaseOrder = wanted(equal, 'PurchaseOrderByCustomer');
  if (soldTo !== undefined && purchaseOrder !== undefined) {
    return erp.ledger.all<SalesOrderRecord>(
      'SELECT * FROM sales_order WHERE sold_to = ? AND purchase_order = ? ORDER BY sales_order', soldTo, purchaseOrder,
    );
  }
  if (soldTo !== undefined) return erp.ledger.each<SalesOrderRecord>('SELECT * FROM sales_order WHERE sold_to = ? ORDER BY sales_order', soldTo);
  return erp.ledger.each<SalesOrderRecord>('SELECT * FROM sales_order ORDER BY sales_order');
}

function* ofOrders(erp: Erp, equal: Readonly<Record<string, unknown>>, rows: (order: SalesOrderRecord) => Row[]): Iterable<Row> {
  for (const order of ordersMatching(erp, equal)) yield* rows(order);
}

function* ofItems(
  erp: Erp, equal: Readonly<Record<string, unknown>>, rows: (item: SalesOrderItemRecord, order: SalesOrderRecord) => Row[],
): Iterable<Row> {
  // PurchaseOrderByShipToParty of an item is its own property, so only the number narrows items down.
  const number = wanted(equal, 'SalesOrder');
  for (const order of ordersMatching(erp, number === undefined ? {} : { SalesOrder: number })) {
    for (const item of erp.orders.items(order.sales_order)) yield* rows(item, order);
  }
}

function headerPrices(order: SalesOrderRecord): Row[] {
  return headerPriceRows(order.net, order.tax, order.currency, { SalesOrder: order.sales_order });
}

function itemPrices(item: SalesOrderItemRecord, order: SalesOrderRecord): Row[] {
  return priceRows(item, order.currency, { SalesOrder: item.sales_order, SalesOrderItem: item.item });
}

function headerTexts(order: SalesOrderRecord): Row[] {
  return textRows(order.texts, { SalesOrder: order.sales_order });
}

function itemTexts(item: SalesOrderItemRecord): Row[] {
  return textRows(item.texts, { SalesOrder: item.sales_order, SalesOrderItem: item.item });
}

/** The approval workflow is not switched on here, so no order waits for it. */
function approval(erp: Erp): FunctionSource {
  return {
    method: 'POST',
    etagSet: 'A_SalesOrder',
    etagOf: (parameters) => {
      const order = erp.orders.find(keyText(parameters, 'SalesOrder'));
      return order && headerRow(order);
    },
    call: () => ({ result: { Boolean: false } }),
  };
}
