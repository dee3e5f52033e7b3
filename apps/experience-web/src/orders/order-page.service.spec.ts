import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, type CallContext, type Order } from '#canonical';
import { orderExamples, timelineExample, type ErpApi, type OrderDeskApi } from '#contracts';
import type { CustomerName, CustomerNames, OrderReader } from '#read-models';
import { OrderPageService } from './order-page.service.js';

const ctx: CallContext = { principal: { id: 'web', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const away = () => Promise.reject(new StrataError('unavailable', 'the system cannot be reached', { systemId: 'sandbox' }));

interface Around {
  order?: Order;
  seen?: CustomerName;
  erp?: Partial<Record<'readCustomer' | 'capabilities', () => Promise<unknown>>>;
}

function pagesWith({ order = orderExamples.paid, seen = { name: 'Harbour Supplies', seenAt: '2026-11-25T08:00:00.000Z' }, erp = {} }: Around) {
  const reader = { order: async () => ({ order, changedAt: order.changedAt }), timeline: async () => timelineExample };
  const asked = { readCustomer: away, capabilities: async () => fresh('strata', { readInvoicePdf: { mode: 'command', safe: true } }), ...erp };
  return new OrderPageService(reader as unknown as OrderReader, { find: async () => seen } as unknown as CustomerNames, asked as unknown as ErpApi, {} as OrderDeskApi);
}
const { orderId } = orderExamples.paid;

describe('the page of an order', () => {
  it('has everything in one answer, and each part says where it comes from', async () => {
    const page = await pagesWith({}).page(ctx, orderId);
    expect(page.order).toMatchObject({ source: 'strata', stale: false, status: 'paid', total: orderExamples.paid.total });
    expect(page.order).not.toHaveProperty('invoices');
    expect(page.timeline).toMatchObject({ source: 'strata', items: timelineExample });
    const invoiceId = orderExamples.paid.invoices[0]?.invoiceId;
    expect(page.documents).toMatchObject({
      source: 'strata',
      deliveries: [{ deliveryId: '80000001' }],
      invoices: [{ invoiceId, pdf: `/web/v1/orders/${orderId}/invoices/${invoiceId}/pdf` }],
      payments: [{ id: '1400000001', invoiceId }],
      references: orderExamples.paid.references,
    });
    expect(page.actions).toMatchObject({ source: 'strata', allowed: ['returns', 'credit-notes'] });
    expect(page.customer).toEqual({ source: 'sandbox', asOf: '2026-11-25T08:00:00.000Z', stale: false, customerId: orderExamples.paid.customerId, name: 'Harbour Supplies' });
  });

  it('asks the ERP for the name of a customer whom we never saw, and marks it missing while the ERP is away', async () => {
    const unseen = { seen: null as unknown as CustomerName };
    const { customer } = await pagesWith({ ...unseen, erp: { readCustomer: async () => fresh('sandbox', { name: 'Quay Goods' }) } }).page(ctx, orderId);
    expect(customer).toMatchObject({ source: 'sandbox', name: 'Quay Goods' });
    expect((await pagesWith(unseen).page(ctx, orderId)).customer).toMatchObject({ source: 'sandbox', missing: 'unavailable' });
  });

  it('links no printed form where the ERP has none, or cannot say', async () => {
    for (const capabilities of [async () => fresh('strata', { readInvoicePdf: { mode: 'absent', safe: true } }), async () => fresh('strata', {}), away]) {
      expect((await pagesWith({ erp: { capabilities } }).page(ctx, orderId)).documents.invoices[0]).not.toHaveProperty('pdf');
    }
  });

  it('of an order that has not begun says that nobody knows yet what may be done', async () => {
    expect((await pagesWith({ order: orderExamples.received }).page(ctx, orderId)).actions).toMatchObject({ allowed: [], missing: 'the flow has not begun' });
  });
});
