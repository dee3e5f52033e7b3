import type { Row, ServiceSource } from '../../odata/source.js';
import type { Erp } from '../erp.js';
import { amountText, quantityText } from '../measure.js';
import { itemRecord } from './order.book.js';
import { draftOrder, type DraftedItem, type OrderDraft } from './order.draft.js';
import { headerPriceRows, priceRows, scheduleRows } from './sales-order.rows.js';

/**
 * API_SALES_ORDER_SIMULATION_SRV: what an order would cost, be promised and be rated, with no write. Nothing is kept,
 * so a simulation can be read only in the answer to its POST: its parts hang on the answered row itself.
 */
export function simulationService(erp: Erp): ServiceSource {
  const simulations = new WeakMap<Row, OrderDraft>();
  const items = new WeakMap<Row, { item: DraftedItem; currency: string }>();
  const none = { list: () => [], get: () => undefined, related: () => [] };
  return {
    path: 'API_SALES_ORDER_SIMULATION_SRV',
    metadata: 'API_SALES_ORDER_SIMULATION_SRV',
    transaction: (work) => work(),
    functions: {},
    sets: {
      A_SalesOrderSimulation: {
        ...none,
        create: (draft) => {
          const drafted = draftOrder(draft, erp.draftingTable);
          const row = headerRow(drafted, draft.values);
          simulations.set(row, drafted);
          return { row, notices: drafted.notices };
        },
        related: (row, navigation) => {
          const drafted = simulations.get(row);
          return drafted ? partsOf(drafted, navigation, items) : [];
        },
      },
      A_SalesOrderItemSimulation: {
        ...none,
        related: (row, navigation) => {
          const known = items.get(row);
          if (!known) return [];
          const { item, currency } = known;
          const key = { SalesOrder: '', SalesOrderItem: item.item };
          if (navigation === 'to_PricingElement') return priceRows({ ...item, tax_percent: item.taxPercent }, currency, key);
          return navigation === 'to_ScheduleLine' ? schedule(item, erp.now()) : [];
        },
      },
      A_SalesOrderScheduleLineSimln: none,
      A_SalesOrderPartnerSimulation: none,
      A_SalesOrderPricingSimulation: none,
      A_SalesOrderCreditSimulation: none,
      A_SalesOrderPrcgElmntSimln: none,
      A_SalesOrderItmPrcgElmntSimln: none,
    },
  };
}

function headerRow(drafted: OrderDraft, given: Row): Row {
  return {
    ...given,
    SalesOrder: '',
    SalesOrderType: drafted.header.orderType,
    SoldToParty: drafted.header.soldTo.customer,
    TransactionCurrency: drafted.header.currency,
    RequestedDeliveryDate: drafted.requestedDate,
    CustomerPaymentTerms: drafted.header.area.paymentTerms,
  };
}

function partsOf(drafted: OrderDraft, navigation: string, items: WeakMap<Row, { item: DraftedItem; currency: string }>): Row[] {
  const { net, tax, header } = drafted;
  switch (navigation) {
    case 'to_Item':
      return drafted.items.map((item) => {
        const row = itemRow(item, header.currency, header.area.paymentTerms);
        items.set(row, { item, currency: header.currency });
        return row;
      });
    case 'to_Pricing':
      return [{ SalesOrder: '', TotalNetAmount: amountText(net), TransactionCurrency: header.currency }];
    case 'to_Credit':
      return [{ SalesOrder: '', TotalCreditCheckStatus: drafted.creditStatus }];
    case 'to_PricingElement':
      return headerPriceRows(net, tax, header.currency, { SalesOrder: '' });
    case 'to_Partner':
      return Object.entries(header.partners).map(([PartnerFunction, Customer]) => ({ SalesOrder: '', PartnerFunction, Customer }));
    default:
      return [];
  }
}

function itemRow(item: DraftedItem, currency: string, paymentTerms: string): Row {
  return {
    SalesOrder: '',
    SalesOrderItem: item.item,
    SalesOrderItemCategory: 'TAN',
    SalesOrderItemText: item.product.description,
    Material: item.product.product,
    MaterialGroup: item.product.group,
    RequestedQuantity: quantityText(item.quantity, item.unit),
    RequestedQuantityUnit: item.unit,
    OrderQuantityUnit: item.unit,
    ConfdDelivQtyInOrderQtyUnit: quantityText(item.fromStock + item.planned, item.unit),
    TransactionCurrency: currency,
    NetAmount: amountText(item.net),
    TaxAmount: amountText(item.tax),
    Subtotal1Amount: amountText(item.net),
    Plant: item.plant,
    ShippingPoint: item.plant,
    CustomerPaymentTerms: paymentTerms,
  };
}

function schedule(item: DraftedItem, now: number): Row[] {
  const record = itemRecord('', item, { values: {}, children: {} });
  return scheduleRows(record, { created_at: now });
}
