import { exact, type ReturnOrder } from '#canonical';
import { quantityFromSap } from '../sap-s4hana.units.js';
import { keyOf, referenceOf, type Origins } from './document-origin.js';
import type { ReceiptItemRow, ReturnRow, ReturnStatusRow } from './return.wire.js';

/** Status of a whole document or goods movement. */
const complete = 'C';

/**
 * A return as the orders see it whose goods come back: one for each of them, mostly one alone. Rejected items are not
 * among its lines, unless all of them are.
 * @param receipts items of returns deliveries, of this and of other returns
 */
export function toReturns(systemId: string, row: ReturnRow, receipts: readonly ReceiptItemRow[], origins: Origins): ReturnOrder[] {
  const isCancelled = row.OverallSDDocumentRejectionSts === complete;
  const own = receipts.filter(({ ReferenceSDDocument, GoodsMovementStatus }) => ReferenceSDDocument === row.CustomerReturn && GoodsMovementStatus === complete);
  const lines = row.to_Item
    .filter(({ SalesDocumentRjcnReason }) => isCancelled || SalesDocumentRjcnReason === '')
    .flatMap((item) => {
      const origin = origins.get(keyOf(referenceOf(item)));
      return origin ? [{ item, origin }] : [];
    });
  return [...Map.groupBy(lines, ({ origin }) => origin.salesOrderId)].map(([salesOrderId, of]) => ({
    id: row.CustomerReturn,
    systemId,
    salesOrderId,
    customerId: row.SoldToParty,
    status: isCancelled ? 'cancelled' : of.every(({ item }) => isReceived(item, own)) ? 'received' : 'open',
    ...(row.SDDocumentReason !== '' && { reason: row.SDDocumentReason }),
    lines: of.map(({ item, origin }) => ({
      id: item.CustomerReturnItem,
      salesOrderLineId: origin.salesOrderLineId,
      itemId: item.Material,
      quantity: quantityFromSap(item.RequestedQuantity, item.RequestedQuantityUnit),
    })),
    version: [returnVersion(row), ...own.map((each) => `${each.DeliveryDocument}:${each.ReferenceSDDocumentItem}:${each.ActualDeliveryQuantity}`)].join(' '),
  }));
}

/** In sales units: a returns delivery is in the unit of the return. */
function isReceived({ CustomerReturnItem, RequestedQuantity }: ReturnRow['to_Item'][number], receipts: readonly ReceiptItemRow[]): boolean {
  const back = receipts.filter(({ ReferenceSDDocumentItem }) => ReferenceSDDocumentItem === CustomerReturnItem);
  return exact.compare(exact.add('0', ...back.map(({ ActualDeliveryQuantity }) => ActualDeliveryQuantity)), RequestedQuantity) >= 0;
}

/** What the document itself shows of a change: its receipts do not touch it. */
export function returnVersion(row: ReturnStatusRow): string {
  return `${row.LastChangeDateTime ?? row.CreationDate ?? ''}/${row.OverallSDProcessStatus || '-'}${row.OverallSDDocumentRejectionSts || '-'}`;
}
