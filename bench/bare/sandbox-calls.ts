import { Pool } from 'undici';

/** An order in the terms of the S/4 dialect. */
export interface BareOrder {
  salesOrganization: string;
  channel: string;
  division: string;
  customer: string;
  purchaseOrder: string;
  reference: string;
  material: string;
  quantity: string;
  unit: string;
}

/** What the ERP decided, as it is read back. */
export interface BareOutcome {
  salesOrder: string;
  total: string;
  credit: string;
  deliveryBlock: string;
}

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

/** The two requests that the platform makes for an order, with nothing around them. */
export class SandboxCalls {
  private readonly pool: Pool;
  private readonly signedIn = {
    authorization: `Basic ${Buffer.from('STRATA:sandbox').toString('base64')}`,
    accept: 'application/json',
    'accept-encoding': 'identity',
  };
  private session: Promise<Record<string, string>> | undefined;

  constructor(sandboxUrl: string) {
    this.pool = new Pool(sandboxUrl, { connections: 64 });
  }

  async create(order: BareOrder): Promise<string> {
    const { SalesOrder } = await this.send('POST', `${service}/A_SalesOrder?sap-language=EN`, {
      SalesOrderType: 'OR',
      SalesOrganization: order.salesOrganization,
      DistributionChannel: order.channel,
      OrganizationDivision: order.division,
      SoldToParty: order.customer,
      PurchaseOrderByCustomer: order.purchaseOrder,
      PurchaseOrderByShipToParty: order.reference,
      to_Item: [{ SalesOrderItem: '000010', Material: order.material, RequestedQuantity: order.quantity, RequestedQuantityUnit: order.unit }],
    });
    return SalesOrder ?? '';
  }

  async readBack(salesOrder: string): Promise<BareOutcome> {
    const row = await this.send('GET', `${service}/A_SalesOrder('${salesOrder}')${readQuery}`);
    return { salesOrder, total: row['TotalNetAmount'] ?? '', credit: row['TotalCreditCheckStatus'] ?? '', deliveryBlock: row['DeliveryBlockReason'] ?? '' };
  }

  private async send(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, string>> {
    const session = await (this.session ??= this.signIn());
    const answer = await this.pool.request({
      method,
      path,
      headers: { ...this.signedIn, ...session, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return (JSON.parse(text) as { d: Record<string, string> }).d;
  }

  /** The CSRF token is good only with the cookies of the answer that brought it. */
  private async signIn(): Promise<Record<string, string>> {
    const { headers, body } = await this.pool.request({ method: 'GET', path: `${service}/?sap-language=EN`, headers: { ...this.signedIn, 'x-csrf-token': 'Fetch' } });
    await body.dump();
    const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0]);
    return { 'x-csrf-token': String(headers['x-csrf-token']), cookie: cookies.join('; ') };
  }
}
