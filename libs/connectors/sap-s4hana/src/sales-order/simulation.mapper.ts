import { exact, money, type Price, type SalesOrderDraft, type SalesOrderLine, type SalesOrderSimulation } from '#canonical';
import { deep } from '../odata/payload.js';
import type { SapS4HanaSettings } from '../sap-s4hana.config.js';
import { parseSalesAreaId } from '../sap-s4hana.system.js';
import { quantityFromSap, unitFromSap, unitToSap } from '../sap-s4hana.units.js';
import { amount, creditResult, positionOf, salesOrderItemToSap, toConfirmations, totals, unitPrice } from './sales-order.mapper.js';
import { simulationItemPayload, simulationPartnerPayload, simulationPayload, type SimulationItemRow, type SimulationRow } from './simulation.wire.js';

/** What is simulated: an order to be, without our reference. */
export type SimulatedDraft = Omit<SalesOrderDraft, 'reference'>;

/** The request of a simulation: empty navigations ask for their answer. */
export function toSapSimulation(draft: SimulatedDraft, options: SapS4HanaSettings): object {
  const area = parseSalesAreaId(draft.salesAreaId);
  const head = simulationPayload.of({
    SalesOrderType: options.salesOrderType,
    SalesOrganization: area.SalesOrganization,
    DistributionChannel: area.DistributionChannel,
    OrganizationDivision: area.Division,
    SoldToParty: draft.customerId,
    PurchaseOrderByCustomer: draft.purchaseOrderNumber,
    RequestedDeliveryDate: draft.requestedDeliveryDate,
    CompleteDeliveryIsDefined: draft.completeDelivery,
  });
  const items = draft.lines.map(({ position, itemId, quantity }) => ({
    ...simulationItemPayload.of({
      SalesOrderItem: salesOrderItemToSap(position),
      Material: itemId,
      RequestedQuantity: quantity.value,
      RequestedQuantityUnit: unitToSap(quantity.unit),
    }),
    ...deep(simulationItemPayload, 'to_ScheduleLine', []),
  }));
  const shipTo = draft.shipToId === undefined ? [] : [simulationPartnerPayload.of({ PartnerFunction: options.shipToFunction, Customer: draft.shipToId })];
  return {
    ...head,
    ...deep(simulationPayload, 'to_Item', items),
    ...(shipTo.length > 0 && deep(simulationPayload, 'to_Partner', shipTo)),
    to_Pricing: {},
    to_Credit: {},
  };
}

export function toSimulation(row: SimulationRow): SalesOrderSimulation {
  const currency = currencyOf(row);
  const lines = row.to_Item.map((item) => toSimulatedLine(item, currency)).toSorted((a, b) => a.position - b.position);
  const zero = money.zero(currency);
  const net = row.to_Pricing ? amount(row.to_Pricing.TotalNetAmount, currency) : money.add(zero, ...lines.map((line) => line.net));
  return { ...totals(net, money.add(zero, ...lines.map((line) => line.tax))), credit: creditResult(row.to_Credit?.TotalCreditCheckStatus ?? ''), lines };
}

export function currencyOf(row: SimulationRow): string {
  return row.to_Pricing?.TransactionCurrency || row.TransactionCurrency;
}

function toSimulatedLine(item: SimulationItemRow, currency: string): SalesOrderLine {
  return {
    id: item.SalesOrderItem,
    position: positionOf(item.SalesOrderItem),
    itemId: item.Material,
    description: item.SalesOrderItemText || undefined,
    quantity: quantityFromSap(item.RequestedQuantity, item.RequestedQuantityUnit),
    unitPrice: unitPrice(item.NetAmount, item.RequestedQuantity, currency),
    net: amount(item.NetAmount, currency),
    tax: amount(item.TaxAmount, currency),
    confirmations: toConfirmations(item.to_ScheduleLine),
  };
}

/** Price of one unit, from a simulation of one. Undefined when the ERP has put no price on it. */
export function toPrice(item: SimulationItemRow, currency: string): Price | undefined {
  if (exact.isZero(item.NetAmount) || exact.isZero(item.RequestedQuantity)) return undefined;
  return {
    itemId: item.Material,
    unitPrice: unitPrice(item.NetAmount, item.RequestedQuantity, currency)!,
    unit: unitFromSap(item.RequestedQuantityUnit),
    taxRate: exact.normal(exact.divide(exact.multiply(item.TaxAmount, '100'), item.NetAmount, 2)),
  };
}
