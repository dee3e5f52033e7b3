import type { Row } from '../../odata/source.js';
import { dateOf } from '../calendar.js';
import type { MasterData } from '../master-data/master-data.js';
import { amountText, quantityText, scaled, UNITS, isUnit } from '../measure.js';
import { itemDeliveryStatus, type LongText, type SalesOrderItemRecord, type SalesOrderRecord } from './sales-order.record.js';

/** User that a communication arrangement works under. */
export const CREATED_BY = 'CC0000000001';

export function headerRow(order: SalesOrderRecord): Row {
  return {
    SalesDistrict: '', SalesGroup: '', SalesOffice: '', ShippingCondition: '01', IncotermsClassification: 'CFR', IncotermsLocation1: 'Wien',
    CompleteDeliveryIsDefined: false, CustomerPurchaseOrderType: '', SDDocumentReason: '', CustomerPaymentTerms: '0001',
    CustomerPriceGroup: '', PriceListType: '', ReferenceSDDocument: '', PricingDate: dateOf(order.created_at), SalesOrderDate: dateOf(order.created_at),
    ...(JSON.parse(order.body) as Row),
    SalesOrder: order.sales_order,
    SalesOrderType: order.order_type,
    SalesOrganization: order.sales_org,
    DistributionChannel: order.channel,
    OrganizationDivision: order.division,
    SoldToParty: order.sold_to,
    CreationDate: dateOf(order.created_at),
    CreatedByUser: CREATED_BY,
    LastChangeDate: dateOf(order.changed_at),
    LastChangeDateTime: order.changed_at,
    PurchaseOrderByCustomer: order.purchase_order,
    PurchaseOrderByShipToParty: order.reference,
    TotalNetAmount: amountText(order.net),
    TransactionCurrency: order.currency,
    RequestedDeliveryDate: order.requested_date,
    HeaderBillingBlockReason: order.billing_block,
    DeliveryBlockReason: order.delivery_block,
    OverallSDProcessStatus: order.process_status,
    OverallTotalDeliveryStatus: order.delivery_status,
    OverallSDDocumentRejectionSts: order.rejection_status,
    TotalCreditCheckStatus: order.credit_status,
    SalesDocApprovalStatus: '',
  };
}

export function itemRow(item: SalesOrderItemRecord, order: SalesOrderRecord, masterData: MasterData): Row {
  const product = masterData.product(item.material)!;
  const base = item.quantity * item.numerator;
  const status = itemDeliveryStatus(item);
  return {
    HigherLevelItem: '000000', SalesOrderItemCategory: 'TAN', SalesOrderItemText: product.description, PurchaseOrderByCustomer: order.purchase_order,
    PurchaseOrderByShipToParty: order.reference, MaterialByCustomer: '', PricingDate: dateOf(order.created_at), ItemBillingBlockReason: '',
    CustomerPaymentTerms: '0001', DeliveryPriority: '02', DeliveryGroup: '',
    ...(JSON.parse(item.body) as Row),
    SalesOrder: item.sales_order,
    SalesOrderItem: item.item,
    Material: item.material,
    MaterialGroup: product.group,
    RequestedQuantity: quantityText(item.quantity, item.unit),
    ...unitNames('RequestedQuantity', item.unit),
    ItemGrossWeight: quantityText(scaled(base, product.grossWeight, 1000), 'KG'),
    ItemNetWeight: quantityText(scaled(base, product.netWeight, 1000), 'KG'),
    ItemWeightUnit: 'KG',
    TransactionCurrency: order.currency,
    NetAmount: amountText(item.net),
    ProductionPlant: item.plant,
    ShippingPoint: item.plant,
    ProductTaxClassification1: product.taxClass,
    SalesDocumentRjcnReason: item.rejection,
    SDProcessStatus: status,
    DeliveryStatus: status,
    // Billing follows the delivery, so the order itself is not relevant for it.
    OrderRelatedBillingStatus: '',
  };
}

/** Schedule line 0001 holds what stock confirms on the requested date, 0002 what arrives later. */
export function scheduleRows(item: SalesOrderItemRecord, order: Pick<SalesOrderRecord, 'created_at'>): Row[] {
  const today = dateOf(order.created_at);
  const requested = item.requested_date ?? today;
  const first = scheduleRow(item, '0001', requested, item.from_stock > 0 ? Math.max(requested, today) : null, item.quantity, Math.min(item.from_stock, item.quantity), item.delivered);
  if (item.planned === 0) return [first];
  const arrival = Math.max(item.planned_date ?? requested, requested);
  return [first, scheduleRow(item, '0002', arrival, arrival, 0, item.planned, 0)];
}

function scheduleRow(
  item: SalesOrderItemRecord, line: string, requested: number, confirmedDate: number | null, ordered: number, confirmed: number, delivered: number,
): Row {
  const quantity = (value: number) => quantityText(value, item.unit);
  return {
    SalesOrder: item.sales_order,
    SalesOrderItem: item.item,
    ScheduleLine: line,
    RequestedDeliveryDate: requested,
    ConfirmedDeliveryDate: confirmedDate,
    ...unitNames('OrderQuantity', item.unit),
    ScheduleLineOrderQuantity: quantity(ordered),
    ConfdOrderQtyByMatlAvailCheck: quantity(confirmed),
    DeliveredQtyInOrderQtyUnit: quantity(delivered),
    OpenConfdDelivQtyInOrdQtyUnit: quantity(Math.max(0, confirmed - delivered)),
    CorrectedQtyInOrderQtyUnit: quantity(ordered),
    DelivBlockReasonForSchedLine: '',
  };
}

export function partnerRows(order: SalesOrderRecord): Row[] {
  const partners = JSON.parse(order.partners) as Record<string, string>;
  return Object.entries(partners).map(([role, customer]) => ({
    SalesOrder: order.sales_order, PartnerFunction: role, Customer: customer, Supplier: '', Personnel: '', ContactPerson: '',
  }));
}

export function textRows(texts: string, key: Row): Row[] {
  return (JSON.parse(texts) as LongText[]).map((text) => ({ ...key, ...text }));
}

/** The price and the tax of a line as conditions of the pricing procedure. */
export function priceRows(item: Pick<SalesOrderItemRecord, 'net' | 'tax' | 'price' | 'tax_percent' | 'unit'>, currency: string, key: Row): Row[] {
  return [
    condition({ ...key, PricingProcedureStep: '10', PricingProcedureCounter: '1' }, 'PPR0', 'C', amountText(item.price), item.net, currency, {
      ConditionCurrency: currency, ConditionQuantity: '1', ...unitNames('ConditionQuantity', item.unit),
    }),
    taxCondition(key, item.tax_percent, item.net, item.tax, currency),
  ];
}

export function headerPriceRows(net: number, tax: number, currency: string, key: Row): Row[] {
  const total = condition({ ...key, PricingProcedureStep: '10', PricingProcedureCounter: '1' }, 'PPR0', 'C', '0.00', net, currency, {});
  return [total, taxCondition(key, null, net, tax, currency)];
}

function taxCondition(key: Row, percent: number | null, base: number, tax: number, currency: string): Row {
  return condition({ ...key, PricingProcedureStep: '915', PricingProcedureCounter: '1' }, 'MWST', 'A', `${percent ?? 0}.00`, tax, currency, {
    ConditionBaseValue: amountText(base), TaxCode: percent === 0 ? 'A0' : 'A1',
  });
}

function condition(key: Row, type: string, calculation: string, rate: string, amount: number, currency: string, more: Row): Row {
  return {
    ...key,
    ConditionType: type,
    ConditionCalculationType: calculation,
    ConditionRateValue: rate,
    ConditionAmount: amountText(amount),
    TransactionCurrency: currency,
    ConditionInactiveReason: '',
    ConditionIsForStatistics: false,
    ConditionIsManuallyChanged: false,
    ...more,
  };
}

function unitNames(property: string, unit: string): Row {
  const names = isUnit(unit) ? UNITS[unit] : { sap: unit, iso: unit };
  return { [`${property}Unit`]: unit, [`${property}SAPUnit`]: names.sap, [`${property}ISOUnit`]: names.iso };
}
