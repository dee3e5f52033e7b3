import { filterBy } from '../odata/filter.js';
import { select, type RowOf } from '../odata/selection.js';

const returns = 'API_CUSTOMER_RETURN_SRV';
const receipts = 'API_CUSTOMER_RETURNS_DELIVERY_SRV';
const requests = 'API_CREDIT_MEMO_REQUEST_SRV';

const statusFields = ['CustomerReturn', 'CreationDate', 'LastChangeDate', 'LastChangeDateTime', 'OverallSDProcessStatus', 'OverallSDDocumentRejectionSts'] as const;

export const returnSelection = select(returns, 'A_CustomerReturn', {
  fields: [...statusFields, 'SoldToParty', 'SDDocumentReason'],
  expand: {
    to_Item: {
      fields: [
        'CustomerReturnItem',
        'Material',
        'RequestedQuantity',
        'RequestedQuantityUnit',
        'SalesDocumentRjcnReason',
        'ReferenceSDDocument',
        'ReferenceSDDocumentItem',
        'ReferenceSDDocumentCategory',
      ],
    },
  },
});
export type ReturnRow = RowOf<typeof returnSelection>;

export const returnStatusSelection = select(returns, 'A_CustomerReturn', { fields: statusFields });
export type ReturnStatusRow = RowOf<typeof returnStatusSelection>;
export const returnFilter = filterBy(returns, 'A_CustomerReturn', ['CustomerReturn', 'CreationDate', 'LastChangeDate']);

/** What the items of a return were entered from. */
export const returnItemSelection = select(returns, 'A_CustomerReturnItem', {
  fields: ['CustomerReturn', 'CustomerReturnItem', 'ReferenceSDDocument', 'ReferenceSDDocumentItem', 'ReferenceSDDocumentCategory'],
});
export const returnItemFilter = filterBy(returns, 'A_CustomerReturnItem', ['CustomerReturn', 'ReferenceSDDocument']);

/** What the items of a request for a credit memo were entered from. */
export const requestItemSelection = select(requests, 'A_CreditMemoRequestItem', {
  fields: ['CreditMemoRequest', 'CreditMemoRequestItem', 'ReferenceSDDocument', 'ReferenceSDDocumentItem', 'ReferenceSDDocumentCategory'],
});
export const requestItemFilter = filterBy(requests, 'A_CreditMemoRequestItem', ['CreditMemoRequest', 'ReferenceSDDocument']);

/** Returns deliveries by the return whose goods they bring. */
export const receiptItemSelection = select(receipts, 'A_ReturnsDeliveryItem', {
  fields: ['DeliveryDocument', 'ReferenceSDDocument', 'ReferenceSDDocumentItem', 'ActualDeliveryQuantity', 'GoodsMovementStatus'],
});
export type ReceiptItemRow = RowOf<typeof receiptItemSelection>;
export const receiptItemFilter = filterBy(receipts, 'A_ReturnsDeliveryItem', ['ReferenceSDDocument']);

/** What says that a returns delivery has changed: there is only a date. */
export const receiptStatusSelection = select(receipts, 'A_ReturnsDeliveryHeader', {
  fields: ['DeliveryDocument', 'CreationDate', 'LastChangeDate', 'OverallGoodsMovementStatus'],
  expand: { to_DeliveryDocumentItem: { fields: ['ReferenceSDDocument'] } },
});
export type ReceiptStatusRow = RowOf<typeof receiptStatusSelection>;
export const receiptFilter = filterBy(receipts, 'A_ReturnsDeliveryHeader', ['CreationDate', 'LastChangeDate']);
