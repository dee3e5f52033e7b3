import { exact, invalidField, StrataError, type SalesOrderChange, type SalesOrderLineQuantity } from '#canonical';
import type { RowChange } from '../sap-s4hana.changeset.js';
import { keyPath } from '../sap-s4hana.rows.js';
import { orderDatePayload, orderQuantityPayload, type ChangeableRow } from './sales-order.wire.js';

const service = 'API_SALES_ORDER_SRV';
const operation = 'changeSalesOrder';

/**
 * What is to be sent so that the order is as wished: nothing for what is so already. S/4 guards an item by the version of
 * its document, so all changes carry that one. Throws `invalid` for a line that the order has not, and `conflict` where
 * S/4 would keep a value that no longer leads to anything.
 */
export function toSapOrderChange(row: ChangeableRow, { requestedDeliveryDate, lines = [] }: SalesOrderChange): RowChange[] {
  if (row.OverallSDDocumentRejectionSts === 'C') throw conflict('the order is cancelled');
  const dated = requestedDeliveryDate !== undefined && requestedDeliveryDate !== row.RequestedDeliveryDate;
  if (dated && row.OverallTotalDeliveryStatus === 'C') throw conflict('all of the order is in deliveries already');
  const header = keyPath(service, 'A_SalesOrder', { SalesOrder: row.SalesOrder });
  return [
    ...(dated ? [{ path: header, etag: row.etag, values: orderDatePayload.of({ RequestedDeliveryDate: requestedDeliveryDate }) }] : []),
    ...lines.flatMap((line, at) => quantityChange(row, line, at)),
  ];
}

function quantityChange(row: ChangeableRow, { salesOrderLineId, quantity }: SalesOrderLineQuantity, at: number): RowChange[] {
  const item = row.to_Item.find(({ SalesOrderItem }) => SalesOrderItem === salesOrderLineId);
  if (!item) throw invalidField(`/lines/${at}/salesOrderLineId`, 'the order has no such line', { operation, reason: 'line-unknown' });
  if (item.SalesDocumentRjcnReason !== '') throw conflict('a line of the order is rejected');
  if (exact.compare(item.RequestedQuantity, quantity) === 0) return [];
  const path = keyPath(service, 'A_SalesOrderItem', { SalesOrder: row.SalesOrder, SalesOrderItem: item.SalesOrderItem });
  return [{ path, etag: row.etag, values: orderQuantityPayload.of({ RequestedQuantity: quantity, RequestedQuantityUnit: item.RequestedQuantityUnit }) }];
}

function conflict(message: string): StrataError {
  return new StrataError('conflict', message, { operation, reason: 'document-state' });
}
