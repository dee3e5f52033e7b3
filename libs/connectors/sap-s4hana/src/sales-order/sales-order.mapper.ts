import { exact, money, type BillingPolicy, type Block, type Confirmation, type CreditResult, type Money, type SalesOrder, type SalesOrderDraft, type SalesOrderLine, type SalesOrderSummary } from '#canonical';
import { deep } from '../odata/payload.js';
import type { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { parseSalesAreaId, salesAreaId } from '../sap-s4hana.system.js';
import { quantityFromSap, unitToSap } from '../sap-s4hana.units.js';
import { referenceIn, referenceProperty } from './order-reference.js';
import {
  salesOrderItemPayload,
  salesOrderPartnerPayload,
  salesOrderPayload,
  type OpenOrderRow,
  type SalesOrderHeadRow,
  type SalesOrderItemRow,
  type SalesOrderRow,
  type SalesOrderStatusRow,
  type SalesOrderSummaryRow,
} from './sales-order.wire.js';

/** Steps between item numbers: our position n is SAP's item n times ten. */
const itemStep = 10;

export function salesOrderItemToSap(position: number): string {
  return String(position * itemStep);
}

/** An item that the ERP put between ours, such as a free good, has a position between ours. */
export function positionOf(item: string): number {
  return Number(item) / itemStep;
}

/** The deep insert of an order. */
export function toSapSalesOrder(draft: SalesOrderDraft, options: SapS4HanaSettings): object {
  const area = parseSalesAreaId(draft.salesAreaId);
  const head = salesOrderPayload.of({
    SalesOrderType: options.salesOrderType,
    SalesOrganization: area.SalesOrganization,
    DistributionChannel: area.DistributionChannel,
    OrganizationDivision: area.Division,
    SoldToParty: draft.customerId,
    PurchaseOrderByCustomer: draft.purchaseOrderNumber,
    RequestedDeliveryDate: draft.requestedDeliveryDate,
    CompleteDeliveryIsDefined: draft.completeDelivery,
  });
  const items = draft.lines.map(({ position, itemId, quantity }) =>
    salesOrderItemPayload.of({
      SalesOrderItem: salesOrderItemToSap(position),
      Material: itemId,
      RequestedQuantity: quantity.value,
      RequestedQuantityUnit: unitToSap(quantity.unit),
    }),
  );
  const shipTo = salesOrderPartnerPayload.of({ PartnerFunction: options.shipToFunction, Customer: draft.shipToId });
  return {
    ...head,
    ...referenceProperty(options, draft.reference),
    ...deep(salesOrderPayload, 'to_Item', items),
    ...(draft.shipToId !== undefined && deep(salesOrderPayload, 'to_Partner', [shipTo])),
  };
}

export function toSalesOrder(systemId: string, row: SalesOrderRow, options: SapS4HanaSettings): SalesOrder {
  const currency = row.TransactionCurrency;
  const lines = row.to_Item.map((item) => toSalesOrderLine(item, currency, options)).toSorted((a, b) => a.position - b.position);
  const open = lines.filter((line) => line.rejection === undefined);
  const tax = money.add(money.zero(currency), ...open.map((line) => line.tax));
  return orderOf(systemId, row, options, totals(amount(row.TotalNetAmount, currency), tax), lines);
}

/** An order of an overview: its totals, without its lines. */
export function toOpenOrder(systemId: string, { row, tax }: TaxedOrder, options: SapS4HanaSettings): SalesOrder {
  const currency = row.TransactionCurrency;
  return orderOf(systemId, row, options, totals(amount(row.TotalNetAmount, currency), amount(tax, currency)), []);
}

export function toSalesOrderSummary(row: SalesOrderSummaryRow, options: SapS4HanaSettings): SalesOrderSummary {
  return { id: row.SalesOrder, reference: referenceIn(row, options), customerId: row.SoldToParty, status: statusOf(row), net: amount(row.TotalNetAmount, row.TransactionCurrency) };
}

/** An order with the tax of what is not rejected. */
export interface TaxedOrder {
  row: OpenOrderRow;
  tax: string;
}

export function withTax(row: OpenOrderRow, { taxConditionTypes }: SapS4HanaSettings): TaxedOrder {
  const taxes: string[] = [];
  for (const item of row.to_Item) if (item.SalesDocumentRjcnReason === '') taxes.push(...taxesIn(item.to_PricingElement, taxConditionTypes));
  return { row, tax: exact.add(...taxes) };
}

/** Net and tax of what is not rejected. */
export function grossOf({ row, tax }: TaxedOrder): Money {
  return money.of(exact.add(row.TotalNetAmount, tax), row.TransactionCurrency);
}

function orderOf(systemId: string, row: SalesOrderHeadRow, options: SapS4HanaSettings, { net, tax, total }: Totals, lines: SalesOrderLine[]): SalesOrder {
  const order: SalesOrder = {
    id: row.SalesOrder,
    systemId,
    reference: referenceIn(row, options),
    customerId: row.SoldToParty,
    purchaseOrderNumber: row.PurchaseOrderByCustomer || undefined,
    salesAreaId: salesAreaId({ SalesOrganization: row.SalesOrganization, DistributionChannel: row.DistributionChannel, Division: row.OrganizationDivision }),
    requestedDeliveryDate: row.RequestedDeliveryDate,
    status: statusOf(row),
    credit: creditResult(row.TotalCreditCheckStatus),
    blocks: blocksOf(row),
    version: salesOrderVersion(row),
    net,
    tax,
    total,
    lines,
  };
  for (const name in row.extensions) if (name !== options.referenceField) (order.extensions ??= {})[name] = row.extensions[name]!;
  return order;
}

interface Totals {
  net: Money;
  tax: Money;
  total: Money;
}

export function totals(net: Money, tax: Money): Totals {
  return { net: money.round(net), tax: money.round(tax), total: money.round(money.add(net, tax)) };
}

export function amount(value: string, currency: string): Money {
  return money.round(money.of(value, currency));
}

function toSalesOrderLine(item: SalesOrderItemRow, currency: string, { taxConditionTypes, advanceItemCategories }: SapS4HanaSettings): SalesOrderLine {
  return {
    id: item.SalesOrderItem,
    position: positionOf(item.SalesOrderItem),
    itemId: item.Material,
    description: item.SalesOrderItemText || undefined,
    quantity: quantityFromSap(item.RequestedQuantity, item.RequestedQuantityUnit),
    unitPrice: unitPrice(item.NetAmount, item.RequestedQuantity, currency),
    net: amount(item.NetAmount, currency),
    tax: amount(exact.add(...taxesIn(item.to_PricingElement, taxConditionTypes)), currency),
    confirmations: toConfirmations(item.to_ScheduleLine),
    rejection: item.SalesDocumentRjcnReason || undefined,
    ...billingOf(item, advanceItemCategories),
  };
}

/**
 * FKSAA, the status of order-related billing, is empty for an item that the order does not bill: its delivery does.
 * Nothing of the service says that an item is billed in advance, so the settings name such categories.
 */
function billingOf({ SalesOrderItemCategory, OrderRelatedBillingStatus }: SalesOrderItemRow, inAdvance: readonly string[]): { billingPolicy?: BillingPolicy } {
  if (inAdvance.includes(SalesOrderItemCategory)) return { billingPolicy: 'in-advance' };
  return OrderRelatedBillingStatus === '' ? {} : { billingPolicy: 'by-order' };
}

/** Condition class D is taxes; not every release fills it, so types of conditions count as well. */
function taxesIn(conditions: SalesOrderItemRow['to_PricingElement'], taxTypes: readonly string[]): string[] {
  const taxes: string[] = [];
  for (const { ConditionInactiveReason, ConditionIsForStatistics, ConditionClass, ConditionType, ConditionAmount } of conditions) {
    const active = ConditionInactiveReason === '' && !ConditionIsForStatistics;
    if (active && (ConditionClass === 'D' || taxTypes.includes(ConditionType))) taxes.push(ConditionAmount);
  }
  return taxes;
}

/** Net of one unit, with the decimals of its currency, or up to six when it takes more: discounts are in it. */
export function unitPrice(net: string, value: string, currency: string): Money | undefined {
  if (exact.isZero(value)) return undefined;
  const price = money.of(exact.normal(exact.divide(net, value, 6)), currency);
  return money.compare(money.round(price), price) === 0 ? money.round(price) : price;
}

interface ScheduleLineRow {
  ConfirmedDeliveryDate: string | undefined;
  ConfdOrderQtyByMatlAvailCheck: string;
  OrderQuantityUnit: string;
}

/** Schedule lines that confirm something: the one of the request itself confirms nothing when stock is short. */
export function toConfirmations(rows: readonly ScheduleLineRow[]): Confirmation[] {
  return rows
    .filter((row) => !exact.isZero(row.ConfdOrderQtyByMatlAvailCheck))
    .map((row) => ({ quantity: quantityFromSap(row.ConfdOrderQtyByMatlAvailCheck, row.OrderQuantityUnit), date: row.ConfirmedDeliveryDate }));
}

function statusOf(row: Pick<SalesOrderStatusRow, 'OverallSDDocumentRejectionSts' | 'OverallSDProcessStatus'>): SalesOrder['status'] {
  if (row.OverallSDDocumentRejectionSts === 'C') return 'cancelled';
  return row.OverallSDProcessStatus === 'C' ? 'completed' : 'open';
}

/** CMGST: A passed, B not passed, C partly released, D released by a person; empty was not checked. */
export function creditResult(status: string): CreditResult {
  if (status === 'B') return 'blocked';
  return status === '' ? 'not-checked' : 'approved';
}

function blocksOf(row: SalesOrderStatusRow): Block[] {
  const { TotalCreditCheckStatus, DeliveryBlockReason, HeaderBillingBlockReason, SalesDocApprovalStatus } = row;
  const blocks: Block[] = [];
  if (TotalCreditCheckStatus === 'B') blocks.push({ type: 'credit', code: 'B', reason: 'Credit check not passed' });
  if (DeliveryBlockReason) blocks.push({ type: 'delivery', code: DeliveryBlockReason, reason: `Delivery block ${DeliveryBlockReason}` });
  if (HeaderBillingBlockReason) blocks.push({ type: 'billing', code: HeaderBillingBlockReason, reason: `Billing block ${HeaderBillingBlockReason}` });
  if (approvalPending.has(SalesDocApprovalStatus)) blocks.push({ type: 'approval', code: SalesDocApprovalStatus, reason: 'Waits for approval' });
  return blocks;
}

/** Approval workflow: A to be approved, C rejected; empty and B let the order go on. */
const approvalPending = new Set(['A', 'C']);

/** SAP does not move the time stamp for every status, so the statuses are part of it. */
export function salesOrderVersion(row: SalesOrderStatusRow): string {
  const blocks = `${row.DeliveryBlockReason || '-'}${row.HeaderBillingBlockReason || '-'}`;
  const checks = `${row.TotalCreditCheckStatus || '-'}${row.SalesDocApprovalStatus || '-'}`;
  const progress = `${row.OverallSDProcessStatus || '-'}${row.OverallTotalDeliveryStatus || '-'}${row.OverallSDDocumentRejectionSts || '-'}`;
  return `${row.LastChangeDateTime ?? row.CreationDate ?? ''}/${progress}${checks}${blocks}`;
}
