import type { EntitySource, FunctionSource, Row, ServiceSource } from '../../odata/source.js';
import { refusal } from '../business-messages.js';
import type { Erp } from '../erp.js';
import { thousandths } from '../measure.js';
import { recordsMatching, type IndexedTable } from '../service/ledger.query.js';
import { keyText, mapped, readOnlySet, wanted } from '../service/row.set.js';
import type { DeliveryItemRecord, DeliveryRecord } from './delivery.record.js';
import { deliveryItemRow, deliveryRow, reportRow } from './delivery.rows.js';

/** API_OUTBOUND_DELIVERY_SRV;v=0002: deliveries, picking and goods issue. */
export function deliveryService(erp: Erp): ServiceSource {
  return {
    path: 'API_OUTBOUND_DELIVERY_SRV;v=0002',
    metadata: 'API_OUTBOUND_DELIVERY_SRV',
    transaction: (work) => erp.ledger.transaction(work),
    sets: {
      A_OutbDeliveryHeader: headers(erp),
      A_OutbDeliveryItem: items(erp),
      A_OutbDeliveryPartner: readOnlySet((equal) => partners(erp, wanted(equal, 'SDDocument')), ['PartnerFunction', 'SDDocument']),
      A_OutbDeliveryDocFlow: readOnlySet(
        (equal) => documentFlow(erp, wanted(equal, 'PrecedingDocument')),
        ['PrecedingDocument', 'PrecedingDocumentItem', 'SubsequentDocumentCategory'],
      ),
    },
    functions: {
      PickAllItems: action(erp, ({ delivery }) => erp.deliveries.pick(delivery), '013'),
      PickOneItem: action(erp, ({ delivery, item }) => erp.deliveries.pick(delivery, item), '013'),
      PickOneItemWithSalesQuantity: action(erp, (call) => erp.deliveries.pick(call.delivery, call.item, asked(call, 'ActualDeliveryQuantity')), '013'),
      PickOneItemWithBaseQuantity: action(erp, (call) => erp.deliveries.pick(call.delivery, call.item, inSalesUnit(erp, call)), '013'),
      PostGoodsIssue: action(erp, ({ delivery }) => erp.deliveries.issue(delivery), '311'),
      ReverseGoodsIssue: action(erp, ({ delivery }) => erp.deliveries.reverse(delivery), '312'),
    },
  };
}

interface Call {
  delivery: string;
  item: string;
  parameters: Row;
}

function action(erp: Erp, work: (call: Call) => DeliveryItemRecord[], message: string): FunctionSource {
  return {
    method: 'POST',
    etagSet: 'A_OutbDeliveryHeader',
    etagOf: (parameters) => {
      const delivery = erp.deliveries.find(keyText(parameters, 'DeliveryDocument'));
      return delivery && deliveryRow(delivery);
    },
    call: (parameters) => {
      const call = { delivery: keyText(parameters, 'DeliveryDocument'), item: keyText(parameters, 'DeliveryDocumentItem'), parameters };
      return { result: work(call).map((item) => reportRow(item, message, erp.masterData)) };
    },
  };
}

function asked({ parameters, item }: Call, property: string): number {
  const quantity = thousandths(keyText(parameters, property));
  if (quantity === undefined || quantity < 0) throw refusal('VL/035', [item], property);
  return quantity;
}

function inSalesUnit(erp: Erp, call: Call): number {
  const numerator = erp.deliveries.items(call.delivery).find(({ item }) => item === call.item)?.numerator ?? 1;
  return Math.floor(asked(call, 'ActualDeliveredQtyInBaseUnit') / numerator);
}

function headers(erp: Erp): EntitySource {
  const find = (row: Row) => erp.deliveries.find(keyText(row, 'DeliveryDocument'));
  return {
    list: (equal, wider) => mapped(recordsMatching<DeliveryRecord>(erp.ledger, DELIVERIES, equal, wider), deliveryRow),
    get: (row) => {
      const delivery = find(row);
      return delivery && deliveryRow(delivery);
    },
    related: (row, navigation) => {
      const delivery = find(row);
      if (!delivery) return [];
      if (navigation === 'to_DeliveryDocumentPartner') return partners(erp, delivery.delivery);
      if (navigation !== 'to_DeliveryDocumentItem') return [];
      return erp.deliveries.items(delivery.delivery).map((item) => deliveryItemRow(item, delivery, erp.masterData));
    },
    etag: versionTag,
    create: (draft) => ({ row: deliveryRow(erp.deliveries.create(draft)) }),
    update: (row, changes) => {
      erp.deliveries.change(keyText(row, 'DeliveryDocument'), changes);
      return { row: deliveryRow(find(row)!) };
    },
    remove: (row) => erp.deliveries.remove(keyText(row, 'DeliveryDocument')),
  };
}

function items(erp: Erp): EntitySource {
  const rowOf = (item: DeliveryItemRecord) => deliveryItemRow(item, erp.deliveries.find(item.delivery)!, erp.masterData);
  const find = (row: Row) =>
    erp.deliveries.items(keyText(row, 'DeliveryDocument')).find(({ item }) => item === keyText(row, 'DeliveryDocumentItem'));
  return {
    list: (equal, wider) => mapped(recordsMatching<DeliveryItemRecord>(erp.ledger, ITEMS, equal, wider), rowOf),
    get: (row) => {
      const item = find(row);
      return item && rowOf(item);
    },
    related: (row, navigation) => (navigation === 'to_DocumentFlow' ? documentFlow(erp, keyText(row, 'DeliveryDocument'), keyText(row, 'DeliveryDocumentItem')) : []),
    etag: versionTag,
    update: (row, changes) => {
      erp.deliveries.changeItem(keyText(row, 'DeliveryDocument'), keyText(row, 'DeliveryDocumentItem'), changes);
      return { row: rowOf(find(row)!) };
    },
  };
}

function versionTag(row: Row): string {
  return `'${keyText(row, 'DeliveryVersion')}'`;
}

const DELIVERIES: IndexedTable = {
  table: 'delivery', order: 'delivery', equal: { DeliveryDocument: 'delivery' }, atLeast: { LastChangeDate: 'changed_at' },
};
const ITEMS: IndexedTable = {
  table: 'delivery_item', order: 'delivery, item', equal: { DeliveryDocument: 'delivery', ReferenceSDDocument: 'sales_order' },
};

function partners(erp: Erp, number: string | undefined): Row[] {
  const delivery = number === undefined ? undefined : erp.deliveries.find(number);
  if (!delivery) return [];
  const row = (PartnerFunction: string, Customer: string): Row => ({
    PartnerFunction, Customer, SDDocument: delivery.delivery, SDDocumentItem: '000000', Supplier: '', Personnel: '', ContactPerson: '', AddressID: '',
  });
  return [row('SP', delivery.sold_to), row('SH', delivery.ship_to), row('PY', delivery.payer)];
}

/** What follows a delivery item: its goods issue and its invoices. */
function documentFlow(erp: Erp, delivery: string | undefined, item?: string): Row[] {
  if (delivery === undefined) return [];
  const billed = erp.ledger.all<{ delivery_item: string; billing: string; billing_item: string; quantity: number; numerator: number }>(
    'SELECT delivery_item, billing, item AS billing_item, quantity, numerator FROM billing_item WHERE delivery = ? ORDER BY billing', delivery,
  );
  return billed
    .filter((row) => item === undefined || row.delivery_item === item)
    .map((row) => ({
      PrecedingDocument: delivery,
      PrecedingDocumentItem: row.delivery_item,
      PrecedingDocumentCategory: 'J',
      Subsequentdocument: row.billing,
      SubsequentDocumentItem: row.billing_item,
      SubsequentDocumentCategory: 'M',
      QuantityInBaseUnit: String((row.quantity * row.numerator) / 1000),
    }));
}
