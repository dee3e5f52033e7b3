import { payload } from '../odata/payload.js';
import { select, type RowOf } from '../odata/selection.js';

const service = 'API_SALES_ORDER_SIMULATION_SRV';

/** The answer to a simulation: it shows what was asked for with the request, and cannot be narrowed. */
export const simulationSelection = select(service, 'A_SalesOrderSimulation', {
  fields: ['TransactionCurrency'],
  expand: {
    to_Item: {
      fields: ['SalesOrderItem', 'SalesOrderItemText', 'Material', 'RequestedQuantity', 'RequestedQuantityUnit', 'NetAmount', 'TaxAmount'],
      expand: { to_ScheduleLine: { fields: ['ConfirmedDeliveryDate', 'ConfdOrderQtyByMatlAvailCheck', 'OrderQuantityUnit'] } },
    },
    to_Pricing: { fields: ['TotalNetAmount', 'TransactionCurrency'] },
    to_Credit: { fields: ['TotalCreditCheckStatus'] },
  },
});
export type SimulationRow = RowOf<typeof simulationSelection>;
export type SimulationItemRow = SimulationRow['to_Item'][number];

export const simulationPayload = payload('create', service, 'A_SalesOrderSimulation', [
  'SalesOrderType',
  'SalesOrganization',
  'DistributionChannel',
  'OrganizationDivision',
  'SoldToParty',
  'PurchaseOrderByCustomer',
  'RequestedDeliveryDate',
  'CompleteDeliveryIsDefined',
]);

export const simulationItemPayload = payload('create', service, 'A_SalesOrderItemSimulation', [
  'SalesOrderItem',
  'Material',
  'RequestedQuantity',
  'RequestedQuantityUnit',
]);

export const simulationPartnerPayload = payload('create', service, 'A_SalesOrderPartnerSimulation', ['PartnerFunction', 'Customer']);
