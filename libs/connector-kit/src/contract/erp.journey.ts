import type { Delivery, Invoice, SalesOrder } from '#canonical';
import { eventually } from './contract-call.js';
import type { ErpSuite } from './erp.suite.js';

/** The way of an order to cash: each step commanded where the manifest says so, else awaited. */
export interface ErpJourney {
  deliver(order: SalesOrder): Promise<Delivery>;
  ship(order: SalesOrder): Promise<Delivery>;
  /** The invoice of a shipped order as the system made it, a draft where posting is commanded. */
  draw(order: SalesOrder): Promise<Invoice>;
  bill(order: SalesOrder): Promise<Invoice>;
  pay(invoice: Invoice): Promise<Invoice>;
}

export function journeyOf(suite: ErpSuite): ErpJourney {
  async function deliver({ id: salesOrderId }: SalesOrder): Promise<Delivery> {
    if (suite.commands('createDelivery')) return suite.connector.createDelivery(suite.call(), { salesOrderId });
    return eventually('a delivery', suite.eventuallyMs, async () => (await suite.connector.findDeliveries(suite.call(), { salesOrderId }))[0]);
  }

  async function ship(order: SalesOrder): Promise<Delivery> {
    const delivery = await deliver(order);
    if (suite.commands('postGoodsIssue')) return suite.connector.postGoodsIssue(suite.call(), { deliveryId: delivery.id });
    return eventually('goods issue', suite.eventuallyMs, async () => {
      const deliveries = await suite.connector.findDeliveries(suite.call(), { salesOrderId: order.id });
      return deliveries.find(({ id, status }) => id === delivery.id && status === 'shipped');
    });
  }

  async function draw({ id: salesOrderId }: SalesOrder): Promise<Invoice> {
    await suite.harness.observed?.bill?.(salesOrderId);
    const wanted = (invoice: Invoice): boolean => suite.commands('postInvoice') || invoice.status === 'posted';
    return eventually('an invoice', suite.eventuallyMs, async () => (await suite.connector.findInvoices(suite.call(), { salesOrderId })).find(wanted));
  }

  async function bill(order: SalesOrder): Promise<Invoice> {
    const invoice = await draw(order);
    return suite.commands('postInvoice') ? suite.connector.postInvoice(suite.call(), { invoiceId: invoice.id }) : invoice;
  }

  async function pay({ id: invoiceId }: Invoice): Promise<Invoice> {
    if (suite.commands('payInvoice')) return suite.connector.payInvoice(suite.call(), { invoiceId });
    await suite.harness.observed?.pay?.(invoiceId);
    return eventually('clearing', suite.eventuallyMs, async () => {
      const [invoice] = await suite.connector.readInvoices(suite.call(), { invoiceIds: [invoiceId] });
      return invoice?.cleared ? invoice : undefined;
    });
  }

  return { deliver, ship, draw, bill, pay };
}
