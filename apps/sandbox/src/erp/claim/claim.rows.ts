import type { Row } from '../../odata/source.js';
import { dateOf } from '../calendar.js';
import type { MasterData } from '../master-data/master-data.js';
import { amountText, quantityText } from '../measure.js';
import type { ClaimItemRecord, ClaimRecord, ReturnsDeliveryRecord } from './claim.record.js';

/** What returns and requests for credit memos have in common. `status`: `A` nothing, `B` something, `C` everything was done. */
export function claimRow(claim: ClaimRecord, first: ClaimItemRecord, status: string): Row {
  return {
    SalesOrganization: claim.sales_org,
    DistributionChannel: claim.channel,
    OrganizationDivision: claim.division,
    SoldToParty: claim.sold_to,
    CreationDate: dateOf(claim.created_at),
    LastChangeDateTime: claim.changed_at,
    TotalNetAmount: amountText(claim.net),
    TransactionCurrency: claim.currency,
    SDDocumentReason: claim.reason,
    ReferenceSDDocument: first.reference,
    ReferenceSDDocumentCategory: first.reference_category,
    OverallSDProcessStatus: status,
    OverallSDDocumentRejectionSts: claim.rejected ? 'C' : 'A',
  };
}

export function returnRow(claim: ClaimRecord, first: ClaimItemRecord, status: string): Row {
  return {
    ...claimRow(claim, first, status),
    CustomerReturn: claim.claim,
    CustomerReturnType: 'RE',
    // Null until the document itself is changed: neither a receipt nor a credit memo does that.
    LastChangeDate: claim.changed_at > claim.created_at ? dateOf(claim.changed_at) : null,
    PurchaseOrderByCustomer: claim.purchase_order,
    CustomerReturnDate: dateOf(claim.created_at),
    HeaderBillingBlockReason: '',
  };
}

export function claimItemRow(item: ClaimItemRecord, { currency }: ClaimRecord): Row {
  return {
    Material: item.material,
    RequestedQuantity: quantityText(item.quantity, item.unit),
    RequestedQuantityUnit: item.unit,
    TransactionCurrency: currency,
    NetAmount: amountText(item.net),
    ReferenceSDDocument: item.reference,
    ReferenceSDDocumentItem: item.reference_item,
    ReferenceSDDocumentCategory: item.reference_category,
  };
}

export function returnItemRow(item: ClaimItemRecord, claim: ClaimRecord, status: string, masterData: MasterData): Row {
  return {
    ...claimItemRow(item, claim),
    CustomerReturn: item.claim,
    CustomerReturnItem: item.item,
    CustomerReturnItemCategory: 'REN',
    CustomerReturnItemText: masterData.product(item.material)?.description ?? '',
    ProductionPlant: item.plant,
    SalesDocumentRjcnReason: claim.rejected ? '00' : '',
    SDProcessStatus: status,
  };
}

export function returnsDeliveryRow({ delivery, created_at }: ReturnsDeliveryRecord, claim: ClaimRecord, first: ClaimItemRecord): Row {
  return {
    DeliveryDocument: delivery,
    DeliveryDocumentType: 'LR',
    CreationDate: dateOf(created_at),
    LastChangeDate: dateOf(created_at),
    ActualGoodsMovementDate: dateOf(created_at),
    OverallGoodsMovementStatus: 'C',
    ShippingPoint: first.plant,
    SoldToParty: claim.sold_to,
  };
}

export function returnsDeliveryItemRow({ delivery }: ReturnsDeliveryRecord, item: ClaimItemRecord): Row {
  return {
    DeliveryDocument: delivery,
    DeliveryDocumentItem: item.item,
    Material: item.material,
    ActualDeliveryQuantity: quantityText(item.quantity, item.unit),
    DeliveryQuantityUnit: item.unit,
    GoodsMovementStatus: 'C',
    ReferenceSDDocument: item.claim,
    ReferenceSDDocumentItem: item.item,
    ReferenceSDDocumentCategory: 'H',
  };
}
