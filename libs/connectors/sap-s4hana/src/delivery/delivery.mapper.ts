import { exact, StrataError, type Delivery, type DeliveryTolerance, type SalesOrderLineQuantity } from '#canonical';
import { deep } from '../odata/payload.js';
import type { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { quantityFromSap } from '../sap-s4hana.units.js';
import { deliveryItemPayload, deliveryPayload, type DeliverableRow, type DeliveryRow, type DeliveryStatusRow } from './delivery.wire.js';

export function toDelivery(systemId: string, row: DeliveryRow, options: SapS4HanaSettings): Delivery {
  return {
    id: row.DeliveryDocument,
    systemId,
    status: statusOf(row),
    shippedOn: row.ActualGoodsMovementDate,
    observedOnly: isObservedOnly(row, options),
    ...proofOf(row),
    lines: row.to_DeliveryDocumentItem.map((item) => ({
      id: item.DeliveryDocumentItem,
      salesOrderId: item.ReferenceSDDocument,
      salesOrderLineId: item.ReferenceSDDocumentItem,
      itemId: item.Material,
      quantity: quantityFromSap(item.ActualDeliveryQuantity, item.DeliveryQuantityUnit),
      ...toleranceOf(item),
    })),
    version: deliveryVersion(row),
    ...(Object.keys(row.extensions).length > 0 && { extensions: row.extensions }),
  };
}

/** The order item's own, carried over into each of its deliveries: the service of sales orders does not show them. */
function toleranceOf(item: DeliveryRow['to_DeliveryDocumentItem'][number]): { deliveryTolerance?: DeliveryTolerance } {
  const said = (percent: string | undefined) => (percent === undefined || exact.isZero(percent) ? undefined : exact.normal(percent));
  const under = said(item.UnderdelivTolrtdLmtRatioInPct);
  const over = said(item.OverdelivTolrtdLmtRatioInPct);
  const unlimitedOver = item.UnlimitedOverdeliveryIsAllowed;
  if (under === undefined && over === undefined && !unlimitedOver) return {};
  return { deliveryTolerance: { ...(under !== undefined && { under }), ...(over !== undefined && { over }), ...(unlimitedOver && { unlimitedOver: true }) } };
}

export function isShipped({ OverallGoodsMovementStatus }: DeliveryStatusRow): boolean {
  return OverallGoodsMovementStatus === 'C';
}

/** An empty picking status means that nothing is picked here. */
export function needsPicking({ OverallPickingStatus }: DeliveryStatusRow): boolean {
  return OverallPickingStatus === 'A' || OverallPickingStatus === 'B';
}

function statusOf(row: DeliveryStatusRow): Delivery['status'] {
  if (isShipped(row)) return 'shipped';
  return row.OverallPickingStatus === 'C' ? 'picked' : 'open';
}

/** PDSTK: empty asks for none, A waits for it, B has differences reported, C is confirmed. */
function proofOf({ OverallProofOfDeliveryStatus: status, ProofOfDeliveryDate: receivedOn }: DeliveryStatusRow): Pick<Delivery, 'proofOfDelivery'> {
  if (status === '') return {};
  return { proofOfDelivery: status === 'C' ? { status: 'confirmed', receivedOn } : { status: 'open' } };
}

/** A warehouse system moves these goods, or this installation says that somebody else does. */
export function isObservedOnly(row: DeliveryStatusRow, { observedShippingPoints }: SapS4HanaSettings): boolean {
  return row.Warehouse !== '' || row.DistrStatusByDecentralizedWrhs !== '' || observedShippingPoints.includes(row.ShippingPoint);
}

/** A date alone says too little, so the version that SAP's own ETag holds goes along. */
export function deliveryVersion(row: DeliveryStatusRow): string {
  const tag = (row.etag ?? '').replace(/^W\/|["']/g, '');
  return `${row.LastChangeDate ?? row.CreationDate ?? ''}/${row.OverallPickingStatus || '-'}${row.OverallGoodsMovementStatus || '-'}${row.OverallProofOfDeliveryStatus || '-'}/${tag}`;
}

/** What a delivery may take of an order: quantities by item, all of one shipping point. */
export interface Deliverable {
  shippingPoint: string;
  items: { item: string; quantity: string; unit: string }[];
}

/**
 * The open confirmed quantities of the first shipping point that has any. What is confirmed for later than the
 * customer's own date is not there yet; whether a date of the customer's is near enough is for the caller to know.
 */
export function deliverable(row: DeliverableRow, options: SapS4HanaSettings, today: string): Deliverable | undefined {
  const open = openItems(row, options, today);
  const [first] = open;
  return first && { shippingPoint: first.shippingPoint, items: open.filter(({ shippingPoint }) => shippingPoint === first.shippingPoint) };
}

function openItems(row: DeliverableRow, options: SapS4HanaSettings, today: string): (Deliverable['items'][number] & { shippingPoint: string })[] {
  const due = row.RequestedDeliveryDate !== undefined && row.RequestedDeliveryDate > today ? row.RequestedDeliveryDate : today;
  return row.to_Item
    // SAP calls an item complete that was delivered within its tolerance: the rest is not sent after it.
    .filter(({ SalesDocumentRjcnReason, DeliveryStatus }) => SalesDocumentRjcnReason === '' && DeliveryStatus !== 'C')
    .map((item) => ({
      shippingPoint: options.shippingPoint ?? (item.ShippingPoint || item.ProductionPlant),
      item: item.SalesOrderItem,
      unit: item.RequestedQuantityUnit,
      quantity: openBy(due, item.to_ScheduleLine),
    }))
    .filter(({ quantity }) => exact.compare(quantity, '0') > 0);
}

const operation = 'createDelivery';

/**
 * So much of the named items and nothing else. Throws `invalid` for an item that the order has not, and `rejected` when
 * less can be delivered than was named, or when the items leave from more than one place.
 */
export function deliverableOf(row: DeliverableRow, named: readonly SalesOrderLineQuantity[], options: SapS4HanaSettings, today: string): Deliverable {
  const faults = named.flatMap(({ salesOrderLineId }, at) =>
    row.to_Item.some(({ SalesOrderItem }) => SalesOrderItem === salesOrderLineId) ? [] : [{ pointer: `/lines/${at}/salesOrderLineId`, detail: 'the order has no such line' }],
  );
  if (faults.length > 0) throw new StrataError('invalid', 'the order has no such line', { operation, reason: 'line-unknown', fields: faults });
  const wanted = new Map<string, string>();
  for (const { salesOrderLineId, quantity } of named) wanted.set(salesOrderLineId, exact.add(wanted.get(salesOrderLineId) ?? '0', quantity));
  const open = openItems(row, options, today);
  const items = [...wanted].map(([item, quantity]) => {
    const found = open.find((each) => each.item === item);
    if (!found) throw new StrataError('rejected', 'nothing of a named line can be delivered now', { operation, reason: 'nothing-to-deliver' });
    if (exact.compare(quantity, found.quantity) > 0) throw new StrataError('rejected', 'less of a line can be delivered than was named', { operation, reason: 'less-than-named' });
    return { ...found, quantity };
  });
  const points = new Set(items.map(({ shippingPoint }) => shippingPoint));
  if (points.size !== 1) throw new StrataError('rejected', 'the named lines leave from more than one shipping point', { operation, reason: 'several-shipping-points' });
  return { shippingPoint: items[0]!.shippingPoint, items };
}

/** What of the schedule lines is confirmed for `day` or before, and not delivered. */
function openBy(day: string, lines: DeliverableRow['to_Item'][number]['to_ScheduleLine']): string {
  const due = lines.filter(({ ConfirmedDeliveryDate }) => ConfirmedDeliveryDate !== undefined && ConfirmedDeliveryDate <= day);
  return exact.add('0', ...due.map((line) => line.OpenConfdDelivQtyInOrdQtyUnit));
}

export function toSapDelivery(salesOrderId: string, { shippingPoint, items }: Deliverable): object {
  const rows = items.map(({ item, quantity, unit }) =>
    deliveryItemPayload.of({ ReferenceSDDocument: salesOrderId, ReferenceSDDocumentItem: item, ActualDeliveryQuantity: quantity, DeliveryQuantityUnit: unit }),
  );
  return { ...deliveryPayload.of({ ShippingPoint: shippingPoint }), ...deep(deliveryPayload, 'to_DeliveryDocumentItem', rows) };
}
