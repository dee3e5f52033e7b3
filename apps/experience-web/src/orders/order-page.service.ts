import { Injectable } from '@nestjs/common';
import { fromPublicId, isStrataError, missingPart, ownPart, within, type CallContext, type InvoicePdf, type Order, type PartSource, type TimelineEntry } from '#canonical';
import { ErpApi, OrderDeskApi } from '#contracts';
import { screenPart } from '#edge';
import { CustomerNames, OrderReader } from '#read-models';
import { ofDocuments, type ActionsPart, type CustomerPart, type DocumentsPart, type OrderHeadPart, type OrderPage } from './order-page.view.js';

/** The page waits so long for what an ERP says, in ms. */
const erpTimeoutMs = 2_000;

@Injectable()
export class OrderPageService {
  constructor(
    private readonly reader: OrderReader,
    private readonly names: CustomerNames,
    private readonly erp: ErpApi,
    private readonly desk: OrderDeskApi,
  ) {}

  /** One page of an order from our own store, which asks its ERP nothing but what we never saw. Throws `not-found`. */
  async page(ctx: CallContext, orderId: string): Promise<OrderPage> {
    const [{ order }, items] = await Promise.all([this.reader.order(orderId, ctx.principal.dataScope), this.reader.timeline(orderId, ctx.principal.dataScope)]);
    const own = ownPart();
    const [customer, hasPdf] = await Promise.all([this.customerPart(ctx, order.customerId), this.hasPdf(ctx, order)]);
    return pageOf(order, items, own, customer, hasPdf);
  }

  /** Throws `not-found` for an invoice that is not of the order; `rejected` where the ERP prints none. */
  async invoicePdf(ctx: CallContext, orderId: string, invoiceId: string): Promise<InvoicePdf> {
    return (await this.desk.readOrderInvoicePdf(ctx, { orderId, invoiceId })).value;
  }

  private async customerPart(ctx: CallContext, customerId: string): Promise<CustomerPart> {
    const key = fromPublicId(customerId);
    if (!key) return { ...missingPart('strata', 'not-found'), customerId };
    const seen = await this.names.find(key);
    if (seen) return { source: key.systemId, asOf: seen.seenAt, stale: false, customerId, name: seen.name };
    const { source, value } = await screenPart(key.systemId, () => this.erp.readCustomer(within(ctx, erpTimeoutMs), { systemId: key.systemId, customerId: key.key }));
    return { ...source, customerId, ...(value && { name: value.name }) };
  }

  /** A link is shown when it leads somewhere. */
  private async hasPdf(ctx: CallContext, { customerId, invoices }: Order): Promise<boolean> {
    const systemId = fromPublicId(customerId)?.systemId;
    if (systemId === undefined || invoices.length === 0) return false;
    try {
      const { value } = await this.erp.capabilities(within(ctx, erpTimeoutMs), { systemId });
      return value['readInvoicePdf'] !== undefined && value['readInvoicePdf'].mode !== 'absent';
    } catch (error) {
      if (!isStrataError(error)) throw error;
      return false;
    }
  }
}

export function pageOf(order: Order, items: TimelineEntry[], own: PartSource, customer: CustomerPart, hasPdf: boolean): OrderPage {
  const { orderId, deliveries, invoices, returns, disputes = [], references, allowed } = order;
  const head = Object.fromEntries(Object.entries(order).filter(([name]) => !(ofDocuments as readonly string[]).includes(name)));
  const actions: ActionsPart = allowed ? { ...own, allowed } : { ...own, missing: 'the flow has not begun', allowed: [] };
  const documents: DocumentsPart = {
    ...own,
    deliveries,
    invoices: invoices.map(({ payments: _, ...invoice }) => ({ ...invoice, ...(hasPdf && invoice.status === 'posted' && { pdf: `/web/v1/orders/${orderId}/invoices/${invoice.invoiceId}/pdf` }) })),
    payments: invoices.flatMap(({ invoiceId, payments }) => payments.map((payment) => ({ ...payment, invoiceId }))),
    returns,
    disputes,
    references,
  };
  return { orderId, order: { ...(head as unknown as OrderHeadPart), ...own }, timeline: { ...own, items }, documents, actions, customer };
}
