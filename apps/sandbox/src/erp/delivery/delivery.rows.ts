import type { Row } from '../../odata/source.js';
import { dateOf, timeOf } from '../calendar.js';
import type { MasterData } from '../master-data/master-data.js';
import { percentText, quantityText, scaled } from '../measure.js';
import { CREATED_BY } from '../sales-order/sales-order.rows.js';
import { COMPLETE, overall } from '../sales-order/sales-order.record.js';
import type { DeliveryItemRecord, DeliveryRecord } from './delivery.record.js';

export function deliveryRow(delivery: DeliveryRecord): Row {
  const { created_at, changed_at, issued_at } = delivery;
  return {
    CompleteDeliveryIsDefined: false, DeliveryBlockReason: '', HeaderBillingBlockReason: '', ShippingCondition: '01', DeliveryPriority: '02',
    IncotermsClassification: 'CFR', PlannedGoodsIssueDate: delivery.delivery_date,
    ...(JSON.parse(delivery.body) as Row),
    DeliveryDocument: delivery.delivery,
    DeliveryDocumentType: 'LF',
    SDDocumentCategory: 'J',
    DeliveryVersion: versionText(delivery),
    SalesOrganization: delivery.sales_org,
    ShippingPoint: delivery.shipping_point,
    SoldToParty: delivery.sold_to,
    ShipToParty: delivery.ship_to,
    DeliveryDate: delivery.delivery_date,
    DocumentDate: dateOf(created_at),
    CreationDate: dateOf(created_at),
    CreationTime: timeOf(created_at),
    CreatedByUser: CREATED_BY,
    // Deliveries carry only a change date: who polls them re-reads the day.
    LastChangeDate: dateOf(changed_at),
    LastChangedByUser: CREATED_BY,
    ActualGoodsMovementDate: issued_at === null ? null : dateOf(issued_at),
    ActualGoodsMovementTime: issued_at === null ? null : timeOf(issued_at),
    OverallPickingStatus: delivery.picking,
    OverallPickingConfStatus: '',
    OverallGoodsMovementStatus: delivery.movement,
    OverallDelivReltdBillgStatus: delivery.billing_status,
    OverallPackingStatus: '',
    // Values of the product: `` not relevant, C confirmed. Nobody here has to wait for one.
    OverallProofOfDeliveryStatus: delivery.proven_on === null ? '' : COMPLETE,
    ProofOfDeliveryDate: delivery.proven_on,
    OverallWarehouseActivityStatus: '',
    OverallSDProcessStatus: overall([delivery.picking, delivery.movement, delivery.billing_status]),
    TotalCreditCheckStatus: 'A',
    Warehouse: '',
    DistrStatusByDecentralizedWrhs: '',
  };
}

export function deliveryItemRow(item: DeliveryItemRecord, delivery: DeliveryRecord, masterData: MasterData): Row {
  const product = masterData.product(item.material)!;
  const base = item.quantity * item.numerator;
  const picking = item.picked >= item.quantity ? COMPLETE : item.picked > 0 ? 'B' : 'A';
  return {
    DeliveryDocument: item.delivery,
    DeliveryDocumentItem: item.item,
    DeliveryDocumentItemCategory: 'TAN',
    DeliveryDocumentItemText: product.description,
    DeliveryVersion: versionText(delivery),
    SDDocumentCategory: 'J',
    Material: item.material,
    MaterialGroup: product.group,
    Plant: item.plant,
    StorageLocation: '0001',
    BaseUnit: product.baseUnit,
    ActualDeliveryQuantity: quantityText(item.quantity, item.unit),
    OriginalDeliveryQuantity: quantityText(item.quantity, item.unit),
    DeliveryQuantityUnit: item.unit,
    ActualDeliveredQtyInBaseUnit: quantityText(base, product.baseUnit),
    DeliveryToBaseQuantityNmrtr: String(item.numerator),
    DeliveryToBaseQuantityDnmntr: String(item.denominator),
    ItemGrossWeight: quantityText(scaled(base, product.grossWeight, 1000), 'KG'),
    ItemNetWeight: quantityText(scaled(base, product.netWeight, 1000), 'KG'),
    ItemWeightUnit: 'KG',
    ReferenceSDDocument: item.sales_order,
    ReferenceSDDocumentItem: item.sales_order_item,
    ReferenceSDDocumentCategory: 'C',
    PickingStatus: picking,
    GoodsMovementStatus: item.movement,
    GoodsMovementType: '601',
    ProofOfDeliveryStatus: delivery.proven_on === null ? '' : COMPLETE,
    DeliveryRelatedBillingStatus: item.billed >= item.quantity ? COMPLETE : 'A',
    SDProcessStatus: overall([picking, item.movement, item.billed >= item.quantity ? COMPLETE : 'A']),
    CreationDate: dateOf(delivery.created_at),
    CreatedByUser: CREATED_BY,
    LastChangeDate: dateOf(delivery.changed_at),
    IsCompletelyDelivered: false,
    UnderdelivTolrtdLmtRatioInPct: percentText(item.under_tolerance),
    OverdelivTolrtdLmtRatioInPct: percentText(item.over_tolerance),
    UnlimitedOverdeliveryIsAllowed: item.unlimited_over === 1,
    Warehouse: '',
  };
}

/** What the picking and goods issue functions report of an item. */
export function reportRow(item: DeliveryItemRecord, number: string, masterData: MasterData): Row {
  return {
    SystemMessageIdentification: 'VL',
    SystemMessageNumber: number,
    SystemMessageType: 'S',
    SystemMessageVariable1: item.delivery,
    SystemMessageVariable2: '',
    SystemMessageVariable3: '',
    SystemMessageVariable4: '',
    Batch: '',
    DeliveryQuantityUnit: item.unit,
    ActualDeliveryQuantity: quantityText(item.quantity, item.unit),
    DeliveryDocumentItemText: masterData.product(item.material)?.description ?? '',
    Material: item.material,
    DeliveryDocumentItem: item.item,
    DeliveryDocument: item.delivery,
  };
}

function versionText({ version }: DeliveryRecord): string {
  // Four characters in the metadata: base 36 lasts for a million changes.
  return version.toString(36).toUpperCase().padStart(4, '0').slice(-4);
}
