import type { Draft } from '../../odata/source.js';
import type { Ledger } from '../../ledger/ledger.js';
import { refusal } from '../business-messages.js';
import type { Credit } from '../credit/credit.js';
import type { MasterData } from '../master-data/master-data.js';
import { quantityText } from '../measure.js';
import type { OrderBook } from '../sales-order/order.book.js';
import { COMPLETE, itemDeliveryStatus, type SalesOrderItemRecord } from '../sales-order/sales-order.record.js';
import type { DeliveryBook } from './delivery.book.js';
import { orderToDeliver } from './delivery.draft.js';

export interface WantedLine {
  /** Item of the order, with its leading zeros. */
  item: string;
  /** Thousandths of the sales unit; all that is due when not said. */
  quantity?: number;
}

export interface WarehouseTable {
  deliveries: DeliveryBook;
  orders: OrderBook;
  masterData: MasterData;
  credit: Credit;
}

/** What a clerk of the warehouse does: the same books and rules as the delivery service, a whole order at a time. */
export class Warehouse {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: WarehouseTable,
  ) {}

  /**
   * Delivers an order wholly or in part, by one delivery for each shipping point; all of them or none.
   * @param wanted lines of the order; all that is confirmed and not delivered yet when left out
   * @param issue whether the goods are picked and leave at once
   * @returns numbers of the new deliveries; throws the BusinessError of the first rule that forbids it
   */
  deliver(salesOrder: string, wanted: readonly WantedLine[] | undefined, issue: boolean): string[] {
    return this.ledger.transaction(() => {
      const { orders, masterData, credit, deliveries } = this.table;
      orderToDeliver(salesOrder, orders, masterData, credit);
      const byShippingPoint = Map.groupBy(wanted ?? this.due(salesOrder), ({ item }) => this.existing(salesOrder, item).plant);
      return [...byShippingPoint].map(([shippingPoint, lines]) => {
        const { delivery } = deliveries.create(deliveryDraft(salesOrder, shippingPoint, lines, (item) => this.existing(salesOrder, item).unit));
        if (issue) this.issue(delivery);
        return delivery;
      });
    });
  }

  /** Picks what is not picked yet, and posts goods issue. */
  issue(delivery: string): void {
    this.ledger.transaction(() => {
      const { deliveries } = this.table;
      if (deliveries.items(delivery).some(({ picked, quantity }) => picked < quantity)) deliveries.pick(delivery);
      deliveries.issue(delivery);
    });
  }

  private due(salesOrder: string): WantedLine[] {
    const due = this.table.orders.items(salesOrder).filter((item) => itemDeliveryStatus(item) !== COMPLETE && item.from_stock > item.delivered);
    if (due.length === 0) throw refusal('VL/036', [salesOrder], 'ReferenceSDDocument');
    return due.map(({ item }) => ({ item }));
  }

  private existing(salesOrder: string, item: string): SalesOrderItemRecord {
    const found = this.table.orders.item(salesOrder, item);
    if (!found) throw refusal('VL/027', [item, salesOrder], 'ReferenceSDDocumentItem');
    return found;
  }
}

function deliveryDraft(salesOrder: string, shippingPoint: string, lines: readonly WantedLine[], unitOf: (item: string) => string): Draft {
  const items = lines.map(({ item, quantity }) => ({
    values: {
      ReferenceSDDocument: salesOrder,
      ReferenceSDDocumentItem: item,
      ...(quantity === undefined ? {} : { ActualDeliveryQuantity: quantityText(quantity, unitOf(item)) }),
    },
    children: {},
  }));
  return { values: { ShippingPoint: shippingPoint }, children: { to_DeliveryDocumentItem: items } };
}
