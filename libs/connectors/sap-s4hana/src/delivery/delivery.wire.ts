import { filterBy } from '../odata/filter.js';
import { payload } from '../odata/payload.js';
import { select, type RowOf } from '../odata/selection.js';

export const deliveryService = 'API_OUTBOUND_DELIVERY_SRV';

/** What says that a delivery has changed: there is no time stamp, only a date. */
const statusFields = [
  'DeliveryDocument',
  'ShippingPoint',
  'CreationDate',
  'LastChangeDate',
  'ActualGoodsMovementDate',
  'OverallPickingStatus',
  'OverallGoodsMovementStatus',
  'OverallProofOfDeliveryStatus',
  'ProofOfDeliveryDate',
  'Warehouse',
  'DistrStatusByDecentralizedWrhs',
] as const;

export const deliverySelection = select(deliveryService, 'A_OutbDeliveryHeader', {
  fields: statusFields,
  expand: {
    to_DeliveryDocumentItem: {
      fields: ['DeliveryDocumentItem', 'ReferenceSDDocument', 'ReferenceSDDocumentItem', 'Material', 'ActualDeliveryQuantity', 'DeliveryQuantityUnit', 'UnderdelivTolrtdLmtRatioInPct', 'OverdelivTolrtdLmtRatioInPct', 'UnlimitedOverdeliveryIsAllowed'],
    },
  },
});
export type DeliveryRow = RowOf<typeof deliverySelection>;

export const deliveryStatusSelection = select(deliveryService, 'A_OutbDeliveryHeader', { fields: statusFields });
export type DeliveryStatusRow = RowOf<typeof deliveryStatusSelection>;

/** The version alone, before a function that wants it. */
export const deliveryVersionSelection = select(deliveryService, 'A_OutbDeliveryHeader', { fields: ['DeliveryDocument'] });

/** Which deliveries have items of an order: the header does not say it. */
export const deliveryOfOrderSelection = select(deliveryService, 'A_OutbDeliveryItem', { fields: ['DeliveryDocument'] });
export const deliveryItemFilter = filterBy(deliveryService, 'A_OutbDeliveryItem', ['ReferenceSDDocument']);

export const deliveryFilter = filterBy(deliveryService, 'A_OutbDeliveryHeader', ['DeliveryDocument', 'CreationDate', 'LastChangeDate']);

export const deliveryPayload = payload('create', deliveryService, 'A_OutbDeliveryHeader', ['ShippingPoint']);
export const deliveryItemPayload = payload('deep', deliveryService, 'A_OutbDeliveryItem', [
  'ReferenceSDDocument',
  'ReferenceSDDocumentItem',
  'ActualDeliveryQuantity',
  'DeliveryQuantityUnit',
]);

export const pickAllItems = { service: deliveryService, name: 'PickAllItems' } as const;
export const postGoodsIssue = { service: deliveryService, name: 'PostGoodsIssue' } as const;

/** What of an order can be delivered. */
export const deliverableSelection = select('API_SALES_ORDER_SRV', 'A_SalesOrder', {
  fields: ['SalesOrder', 'RequestedDeliveryDate', 'TotalCreditCheckStatus', 'DeliveryBlockReason'],
  expand: {
    to_Item: {
      fields: ['SalesOrderItem', 'RequestedQuantityUnit', 'ShippingPoint', 'ProductionPlant', 'SalesDocumentRjcnReason', 'DeliveryStatus'],
      expand: { to_ScheduleLine: { fields: ['ConfirmedDeliveryDate', 'OpenConfdDelivQtyInOrdQtyUnit'] } },
    },
  },
});
export type DeliverableRow = RowOf<typeof deliverableSelection>;
