import { expect } from 'vitest';
import type { TopologySuite } from './topology.suite.js';

/** The ERP's own books hold one order, one delivery, one invoice and one payment of the full amount, and our page names them. */
export async function expectPaidOnce({ web, sandbox }: Pick<TopologySuite, 'web' | 'sandbox'>, orderId: string): Promise<void> {
  const [order, books] = await Promise.all([web.order(orderId), sandbox.booksOf(orderId)]);
  expect(books.orders).toMatchObject([{ state: 'paid', purchaseOrder: order.purchaseOrderNumber, gross: order.total }]);
  expect(books.deliveries).toMatchObject([{ goodsIssue: 'C' }]);
  expect(books.invoices).toMatchObject([{ cleared: true, gross: order.total }]);
  expect(books.payments).toMatchObject([{ invoices: [{ invoice: books.invoices[0]?.invoice }] }]);
  const numbers = [books.orders[0]?.salesOrder, books.deliveries[0]?.delivery, books.invoices[0]?.invoice, books.payments[0]?.payment];
  expect(order.references.map(({ system, type }) => [system, type])).toEqual(['sales-order', 'delivery', 'invoice', 'payment'].map((type) => ['sandbox', type]));
  expect(order.references.map(({ id }) => Number(id))).toEqual(numbers.map(Number));
}
