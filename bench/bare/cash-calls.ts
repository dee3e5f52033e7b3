import type { SapSession } from './sap-session.js';

const odata = '/sap/opu/odata/sap';
const deliveries = `${odata}/API_OUTBOUND_DELIVERY_SRV;v=0002`;
const invoices = `${odata}/API_BILLING_DOCUMENT_SRV`;
const deliveryQuery =
  `?$select=${encodeURIComponent('DeliveryDocument,ShippingPoint,CreationDate,LastChangeDate,ActualGoodsMovementDate,OverallPickingStatus,OverallGoodsMovementStatus,to_DeliveryDocumentItem/ReferenceSDDocument,to_DeliveryDocumentItem/ActualDeliveryQuantity')}` +
  '&$expand=to_DeliveryDocumentItem';

interface Deliverable {
  to_Item: { results: { SalesOrderItem: string; ShippingPoint: string; RequestedQuantity: string; RequestedQuantityUnit: string }[] };
}
interface Results<Row> {
  results: Row[];
}

/** What follows the acknowledgement, as the platform does it: what can be delivered, the delivery, goods issue, and the invoice. */
export class CashCalls {
  private readonly session: SapSession;

  constructor(session: SapSession) {
    this.session = session;
  }

  /** @returns the delivery's number */
  async deliver(salesOrder: string): Promise<string> {
    const item = ['SalesOrderItem', 'ShippingPoint', 'RequestedQuantity', 'RequestedQuantityUnit'].map((name) => `to_Item/${name}`).join(',');
    const { row } = await this.session.send<Deliverable>('GET', `${odata}/API_SALES_ORDER_SRV/A_SalesOrder('${salesOrder}')?$select=${encodeURIComponent(`SalesOrder,${item}`)}&$expand=to_Item`);
    const lines = row.to_Item.results.map((line) => ({
      ReferenceSDDocument: salesOrder,
      ReferenceSDDocumentItem: line.SalesOrderItem,
      ActualDeliveryQuantity: line.RequestedQuantity,
      DeliveryQuantityUnit: line.RequestedQuantityUnit,
    }));
    const created = await this.session.send<{ DeliveryDocument: string }>('POST', `${deliveries}/A_OutbDeliveryHeader`, {
      body: { ShippingPoint: row.to_Item.results[0]?.ShippingPoint, to_DeliveryDocumentItem: lines },
    });
    await this.read(created.row.DeliveryDocument);
    return created.row.DeliveryDocument;
  }

  async issueGoods(delivery: string): Promise<void> {
    const before = await this.read(delivery);
    const of = `?DeliveryDocument='${delivery}'`;
    if (before.row.OverallPickingStatus === 'A') {
      await this.session.send('POST', `${deliveries}/PickAllItems${of}`, { etag: before.etag });
      await this.session.send('POST', `${deliveries}/PostGoodsIssue${of}`, { etag: (await this.read(delivery)).etag });
    } else {
      await this.session.send('POST', `${deliveries}/PostGoodsIssue${of}`, { etag: before.etag });
    }
    await this.read(delivery);
  }

  /** @returns number of the invoice, null while there is none that is cleared */
  async findPaidInvoice(salesOrder: string): Promise<string | null> {
    const items = await this.list<{ BillingDocument: string }>(`A_BillingDocumentItem?$filter=${encodeURIComponent(`SalesDocument eq '${salesOrder}'`)}&$select=BillingDocument`);
    const [found] = items;
    if (!found) return null;
    const rows = await this.list<{ InvoiceClearingStatus: string }>(
      `A_BillingDocument?$filter=${encodeURIComponent(`BillingDocument eq '${found.BillingDocument}'`)}&$select=BillingDocument,InvoiceClearingStatus,TotalNetAmount,TaxAmount`,
    );
    return rows.every(({ InvoiceClearingStatus }) => InvoiceClearingStatus === 'C') ? found.BillingDocument : null;
  }

  private read(delivery: string): Promise<{ row: { OverallPickingStatus: string }; etag: string }> {
    return this.session.send('GET', `${deliveries}/A_OutbDeliveryHeader('${delivery}')${deliveryQuery}`);
  }

  private async list<Row>(path: string): Promise<Row[]> {
    return (await this.session.send<Results<Row>>('GET', `${invoices}/${path}`)).row.results;
  }
}
