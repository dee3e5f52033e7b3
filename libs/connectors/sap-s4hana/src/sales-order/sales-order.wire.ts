import { filterBy } from '../odata/filter.js';
import { payload } from '../odata/payload.js';
import { select, type RowOf } from '../odata/selection.js';

const service = 'API_SALES_ORDER_SRV';

/** What says that an order has changed, whether or not SAP moves its time stamp. */
export const statusFields = [
  'SalesOrder',
  'LastChangeDateTime',
  'CreationDate',
  'OverallSDProcessStatus',
  'OverallTotalDeliveryStatus',
  'OverallSDDocumentRejectionSts',
  'TotalCreditCheckStatus',
  'SalesDocApprovalStatus',
  'HeaderBillingBlockReason',
  'DeliveryBlockReason',
] as const;

const headerFields = [
  ...statusFields,
  'SalesOrganization',
  'DistributionChannel',
  'OrganizationDivision',
  'SoldToParty',
  'PurchaseOrderByCustomer',
  'PurchaseOrderByShipToParty',
  'RequestedDeliveryDate',
  'TransactionCurrency',
  'TotalNetAmount',
] as const;

const conditions = { fields: ['ConditionType', 'ConditionClass', 'ConditionAmount', 'ConditionInactiveReason', 'ConditionIsForStatistics'] } as const;

/** A whole order. The item has no tax of its own: it is a condition among the item's price elements. */
export const salesOrderSelection = select(service, 'A_SalesOrder', {
  fields: headerFields,
  expand: {
    to_Item: {
      fields: ['SalesOrderItem', 'SalesOrderItemText', 'Material', 'RequestedQuantity', 'RequestedQuantityUnit', 'NetAmount', 'SalesDocumentRjcnReason', 'SalesOrderItemCategory', 'OrderRelatedBillingStatus'],
      expand: {
        to_ScheduleLine: { fields: ['ScheduleLine', 'ConfirmedDeliveryDate', 'ConfdOrderQtyByMatlAvailCheck', 'OrderQuantityUnit'] },
        to_PricingElement: conditions,
      },
    },
  },
});
export type SalesOrderRow = RowOf<typeof salesOrderSelection>;
export type SalesOrderItemRow = SalesOrderRow['to_Item'][number];

/** An order of an overview: of the lines only what its tax is made of. */
export const openOrderSelection = select(service, 'A_SalesOrder', {
  fields: headerFields,
  expand: { to_Item: { fields: ['SalesDocumentRjcnReason'], expand: { to_PricingElement: conditions } } },
});
export type OpenOrderRow = RowOf<typeof openOrderSelection>;
export type SalesOrderHeadRow = Omit<OpenOrderRow, 'to_Item'>;

export const salesOrderStatusSelection = select(service, 'A_SalesOrder', { fields: statusFields });
export type SalesOrderStatusRow = RowOf<typeof salesOrderStatusSelection>;

/** An order of a list for comparison: nothing is expanded. */
export const summarySelection = select(service, 'A_SalesOrder', {
  fields: ['SalesOrder', 'SoldToParty', 'PurchaseOrderByShipToParty', 'OverallSDProcessStatus', 'OverallSDDocumentRejectionSts', 'TransactionCurrency', 'TotalNetAmount'],
});
export type SalesOrderSummaryRow = RowOf<typeof summarySelection>;

/** What a cancellation needs: the items, and the version that it changes. */
export const cancellationSelection = select(service, 'A_SalesOrder', {
  fields: ['SalesOrder', 'OverallTotalDeliveryStatus', 'OverallSDDocumentRejectionSts'],
  expand: { to_Item: { fields: ['SalesOrderItem', 'SalesDocumentRjcnReason'] } },
});

/** What a change is compared with, and the version that it changes. */
export const changeableSelection = select(service, 'A_SalesOrder', {
  fields: ['SalesOrder', 'RequestedDeliveryDate', 'OverallTotalDeliveryStatus', 'OverallSDDocumentRejectionSts'],
  expand: { to_Item: { fields: ['SalesOrderItem', 'RequestedQuantity', 'RequestedQuantityUnit', 'SalesDocumentRjcnReason'] } },
});
export type ChangeableRow = RowOf<typeof changeableSelection>;

export const salesOrderFilter = filterBy(service, 'A_SalesOrder', [
  'SalesOrder',
  'SoldToParty',
  'CreationDate',
  'PurchaseOrderByShipToParty',
  'OverallSDProcessStatus',
  'OverallSDDocumentRejectionSts',
  'LastChangeDateTime',
]);

export const salesOrderPayload = payload('create', service, 'A_SalesOrder', [
  'SalesOrderType',
  'SalesOrganization',
  'DistributionChannel',
  'OrganizationDivision',
  'SoldToParty',
  'PurchaseOrderByCustomer',
  'RequestedDeliveryDate',
  'CompleteDeliveryIsDefined',
]);

/** Where our order id goes, unless the settings name an added field. */
export const referencePayload = payload('create', service, 'A_SalesOrder', ['PurchaseOrderByShipToParty']);

export const salesOrderItemPayload = payload('create', service, 'A_SalesOrderItem', [
  'SalesOrderItem',
  'Material',
  'RequestedQuantity',
  'RequestedQuantityUnit',
]);

export const salesOrderPartnerPayload = payload('deep', service, 'A_SalesOrderHeaderPartner', ['PartnerFunction', 'Customer']);

export const rejectionPayload = payload('update', service, 'A_SalesOrderItem', ['SalesDocumentRjcnReason']);

export const orderDatePayload = payload('update', service, 'A_SalesOrder', ['RequestedDeliveryDate']);
export const orderQuantityPayload = payload('update', service, 'A_SalesOrderItem', ['RequestedQuantity', 'RequestedQuantityUnit']);

/** The answer to a create: all else is read back. */
export const createdSelection = select(service, 'A_SalesOrder', { fields: ['SalesOrder'] });
