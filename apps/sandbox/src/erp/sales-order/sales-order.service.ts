import type { EntitySource, FunctionSource, Row, ServiceSource, WiderTerms } from '../../odata/source.js';
import { changeEtag } from '../calendar.js';
import type { Erp } from '../erp.js';
import { recordsMatching, type IndexedTable } from '../service/ledger.query.js';
import { keyText, mapped, readOnlySet } from '../service/row.set.js';
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
      A_SalesOrderHeaderPartner: readOnlySet((equal, wider) => ofOrders(erp, equal, wider, partnerRows), [...key, 'PartnerFunction'], { to_SalesOrder: toOrder }),
      A_SalesOrderHeaderPrElement: readOnlySet((equal, wider) => ofOrders(erp, equal, wider, headerPrices), [...key, 'PricingProcedureStep', 'PricingProcedureCounter'], { to_SalesOrder: toOrder }),
      A_SalesOrderItemPartner: readOnlySet(() => [], [...itemKey, 'PartnerFunction']),
      A_SalesOrderItemPrElement: readOnlySet(
        (equal, wider) => ofItems(erp, equal, wider, itemPrices), [...itemKey, 'PricingProcedureStep', 'PricingProcedureCounter'],
        { to_SalesOrder: toOrder, to_SalesOrderItem: toItem },
      ),
      A_SalesOrderScheduleLine: readOnlySet((equal, wider) => ofItems(erp, equal, wider, scheduleRows), [...itemKey, 'ScheduleLine']),
      A_SalesOrderText: texts(erp, readOnlySet((equal, wider) => ofOrders(erp, equal, wider, headerTexts), [...key, 'Language', 'LongTextID'], { to_SalesOrder: toOrder })),
      A_SalesOrderItemText: readOnlySet(
        (equal, wider) => ofItems(erp, equal, wider, itemTexts), [...itemKey, 'Language', 'LongTextID'], { to_SalesOrder: toOrder, to_SalesOrderItem: toItem },
      ),
    },
    functions: { releaseApprovalRequest: approval(erp), rejectApprovalRequest: approval(erp) },
  };
}

function orders(erp: Erp, headerOf: (row: Row) => SalesOrderRecord): EntitySource {
  return {
    list: (equal, wider) => mapped(ordersMatching(erp, equal, wider), headerRow),
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
    list: (equal, wider) => ofItems(erp, equal, wider, (item, order) => [itemRow(item, order, erp.masterData)]),
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

const ORDERS: IndexedTable = {
  table: 'sales_order',
  order: 'sales_order',
  equal: { SalesOrder: 'sales_order', PurchaseOrderByShipToParty: 'reference', PurchaseOrderByCustomer: 'purchase_order', SoldToParty: 'sold_to' },
  atLeast: { LastChangeDateTime: 'changed_at', LastChangeDate: 'changed_at' },
};
const ITEMS: IndexedTable = { table: 'sales_order_item', order: 'sales_order, item', equal: { SalesOrder: 'sales_order' } };

type Equal = Readonly<Record<string, unknown>>;

function ordersMatching(erp: Erp, equal: Equal, wider?: WiderTerms): Iterable<SalesOrderRecord> {
  return recordsMatching<SalesOrderRecord>(erp.ledger, ORDERS, equal, wider);
}

/** Only the number narrows the parts of orders down: other properties of theirs are their own. */
function* ofOrders(erp: Erp, equal: Equal, wider: WiderTerms | undefined, rows: (order: SalesOrderRecord) => Row[]): Iterable<Row> {
  const number = equal['SalesOrder'];
  for (const order of ordersMatching(erp, number === undefined ? {} : { SalesOrder: number }, numbersOf(wider))) yield* rows(order);
}

function* ofItems(
  erp: Erp, equal: Equal, wider: WiderTerms | undefined, rows: (item: SalesOrderItemRecord, order: SalesOrderRecord) => Row[],
): Iterable<Row> {
  let order: SalesOrderRecord | undefined;
  for (const item of recordsMatching<SalesOrderItemRecord>(erp.ledger, ITEMS, equal, wider)) {
    if (order?.sales_order !== item.sales_order) order = erp.orders.find(item.sales_order);
    yield* rows(item, order!);
  }
}

function numbersOf(wider: WiderTerms | undefined): WiderTerms {
  const numbers = wider?.anyOf['SalesOrder'];
  return { anyOf: numbers ? { SalesOrder: numbers } : {}, eitherOf: [], atLeast: {} };
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
