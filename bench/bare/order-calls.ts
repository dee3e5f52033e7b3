import type { BareOrder, BareOutcome } from './bare-order.js';
import type { SapSession } from './sap-session.js';

const service = '/sap/opu/odata/sap/API_SALES_ORDER_SRV';
/** What the connector selects when it reads an order back. */
const head =
  'SalesOrder,LastChangeDateTime,CreationDate,OverallSDProcessStatus,OverallTotalDeliveryStatus,OverallSDDocumentRejectionSts,TotalCreditCheckStatus,SalesDocApprovalStatus,' +
  'HeaderBillingBlockReason,DeliveryBlockReason,SalesOrganization,DistributionChannel,OrganizationDivision,SoldToParty,PurchaseOrderByCustomer,PurchaseOrderByShipToParty,' +
  'RequestedDeliveryDate,TransactionCurrency,TotalNetAmount';
const item = ['SalesOrderItem', 'SalesOrderItemText', 'Material', 'RequestedQuantity', 'RequestedQuantityUnit', 'NetAmount', 'SalesDocumentRjcnReason'];
const schedule = ['ScheduleLine', 'ConfirmedDeliveryDate', 'ConfdOrderQtyByMatlAvailCheck', 'OrderQuantityUnit'];
const pricing = ['ConditionType', 'ConditionClass', 'ConditionAmount', 'ConditionInactiveReason', 'ConditionIsForStatistics'];
const below = (path: string, names: string[]) => names.map((name) => `${path}/${name}`).join(',');
const select = [head, below('to_Item', item), below('to_Item/to_ScheduleLine', schedule), below('to_Item/to_PricingElement', pricing)].join(',');
const readQuery = `?$select=${encodeURIComponent(select)}&$expand=${encodeURIComponent('to_Item,to_Item/to_ScheduleLine,to_Item/to_PricingElement')}&sap-language=EN`;

/** The two requests that the platform makes until the ERP has acknowledged an order, with nothing around them. */
export class OrderCalls {
  private readonly session: SapSession;

  constructor(session: SapSession) {
    this.session = session;
  }

  async create(order: BareOrder): Promise<string> {
    const { row } = await this.session.send<{ SalesOrder: string }>('POST', `${service}/A_SalesOrder?sap-language=EN`, {
      body: {
        SalesOrderType: 'OR',
        SalesOrganization: order.salesOrganization,
        DistributionChannel: order.channel,
        OrganizationDivision: order.division,
        SoldToParty: order.customer,
        PurchaseOrderByCustomer: order.purchaseOrder,
        PurchaseOrderByShipToParty: order.reference,
        to_Item: [{ SalesOrderItem: '000010', Material: order.material, RequestedQuantity: order.quantity, RequestedQuantityUnit: order.unit }],
      },
    });
    return row.SalesOrder;
  }

  async readBack(salesOrder: string): Promise<BareOutcome> {
    const { row } = await this.session.send<Record<string, string>>('GET', `${service}/A_SalesOrder('${salesOrder}')${readQuery}`);
    return { salesOrder, total: row['TotalNetAmount'] ?? '', credit: row['TotalCreditCheckStatus'] ?? '', deliveryBlock: row['DeliveryBlockReason'] ?? '' };
  }
}
