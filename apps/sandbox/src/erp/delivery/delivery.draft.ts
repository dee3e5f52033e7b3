import type { Draft } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import type { Credit } from '../credit/credit.js';
import { text } from '../draft-value.js';
import type { MasterData } from '../master-data/master-data.js';
import { quantityText, thousandths, unitNamed } from '../measure.js';
import { wantsCompleteDelivery, type OrderBook } from '../sales-order/order.book.js';
import { COMPLETE, deliverableOf, itemDeliveryStatus, type SalesOrderItemRecord, type SalesOrderRecord } from '../sales-order/sales-order.record.js';
import { dateOf } from '../calendar.js';

export interface DeliveryLine {
  order: SalesOrderRecord;
  orderItem: SalesOrderItemRecord;
  quantity: number;
}

export interface DeliveryDraft {
  shippingPoint: string;
  lines: DeliveryLine[];
}

/** Checks a delivery against its orders. Throws the BusinessError of the first rule it breaks. */
export function draftDelivery(draft: Draft, orders: OrderBook, masterData: MasterData, credit: Credit): DeliveryDraft {
  const drafts = draft.children['to_DeliveryDocumentItem'] ?? [];
  if (drafts.length === 0) throw refusal('VL/033', [], 'to_DeliveryDocumentItem');
  const found = new Map<string, SalesOrderRecord>();
  const lines: DeliveryLine[] = [];
  for (const { values } of drafts) {
    const number = text(values, 'ReferenceSDDocument').padStart(10, '0');
    const order = found.get(number) ?? orderToDeliver(number, orders, masterData, credit);
    found.set(number, order);
    const first = lines[0]?.order;
    if (first && !shipTogether(first, order)) throw refusal('VL/030', [first.sales_order, order.sales_order], 'ReferenceSDDocument');
    const orderItem = orders.item(number, text(values, 'ReferenceSDDocumentItem').padStart(6, '0'));
    if (!orderItem) throw refusal('VL/027', [text(values, 'ReferenceSDDocumentItem'), number], 'ReferenceSDDocumentItem');
    if (orderItem.rejection) throw refusal('VL/028', [orderItem.item, number], 'ReferenceSDDocumentItem');
    const already = lines.filter((line) => line.orderItem.item === orderItem.item && line.order.sales_order === number);
    const earlier = already.reduce((sum, line) => sum + line.quantity, 0);
    const quantity = dueQuantity(values, { ...orderItem, delivered: orderItem.delivered + earlier });
    lines.push({ order, orderItem, quantity });
  }
  const shippingPoint = text(draft.values, 'ShippingPoint') || lines[0]!.orderItem.plant;
  for (const { orderItem } of lines) {
    if (orderItem.plant !== shippingPoint) throw refusal('VL/029', [orderItem.item, orderItem.plant, shippingPoint], 'ShippingPoint');
  }
  for (const order of found.values()) if (wantsCompleteDelivery(order)) checkComplete(order, lines, orders);
  return { shippingPoint, lines };
}

/** Whether the order may be delivered at all: this is where a block that was answered 201 takes effect. */
export function orderToDeliver(number: string, orders: OrderBook, masterData: MasterData, credit: Credit): SalesOrderRecord {
  const order = orders.find(number);
  if (!order) throw refusal('VL/027', ['000000', number], 'ReferenceSDDocument');
  checkCredit(order, credit);
  if (order.delivery_block) throw refusal('VL/025', [number, order.delivery_block], 'ReferenceSDDocument');
  const shipTo = masterData.customer(order.ship_to);
  if (shipTo?.deliveryBlock) throw refusal('VL/026', [shipTo.customer, shipTo.deliveryBlock], 'ReferenceSDDocument');
  return order;
}

/** Credit may block again after the order: a blocked document, or an account that was blocked since. */
export function checkCredit(order: SalesOrderRecord, credit: Credit): void {
  const released = order.credit_status === 'D';
  if (order.credit_status === 'B' || (!released && credit.account(order.payer)?.blocked)) throw refusal('V1/154', [order.sales_order]);
}

/** The asked quantity, up to what is tolerated, or all that is open and confirmed. */
function dueQuantity(values: Draft['values'], item: SalesOrderItemRecord): number {
  const due = itemDeliveryStatus(item) === COMPLETE ? 0 : Math.max(0, item.from_stock - item.delivered);
  const most = deliverableOf(item);
  const unit = text(values, 'DeliveryQuantityUnit');
  if (unit && unitNamed(unit) !== item.unit) throw refusal('VL/034', [unit, item.unit, item.item], 'DeliveryQuantityUnit');
  const given = text(values, 'ActualDeliveryQuantity');
  const quantity = given === '' ? due : thousandths(given);
  if (most === 0 && item.planned > 0) {
    const arrival = new Date(dateOf(item.planned_date ?? 0)).toISOString().slice(0, 10);
    throw refusal('VL/031', [item.item, arrival], 'ActualDeliveryQuantity');
  }
  if (quantity === undefined || (given !== '' && quantity <= 0)) throw refusal('VL/035', [item.item], 'ActualDeliveryQuantity');
  if (quantity > most || quantity === 0) {
    throw refusal('VL/019', [quantityText(given === '' ? due : most, item.unit), item.unit, item.item], 'ActualDeliveryQuantity');
  }
  return quantity;
}

function shipTogether(one: SalesOrderRecord, other: SalesOrderRecord): boolean {
  const columns = ['sales_org', 'channel', 'division', 'sold_to', 'ship_to', 'payer', 'currency'] as const;
  return columns.every((column) => one[column] === other[column]);
}

function checkComplete(order: SalesOrderRecord, lines: DeliveryLine[], orders: OrderBook): void {
  for (const item of orders.items(order.sales_order)) {
    if (item.rejection) continue;
    const inThis = lines.filter((line) => line.orderItem.item === item.item && line.order === order);
    const quantity = inThis.reduce((sum, line) => sum + line.quantity, 0);
    if (item.delivered + quantity < item.quantity) throw refusal('VL/032', [order.sales_order, item.item], 'to_DeliveryDocumentItem');
  }
}
