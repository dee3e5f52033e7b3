import { exact } from '#canonical';
import type { ErpOrder, Evidence, Finding } from '../books.js';

/** The exposure that the ERP keeps as running sums is the one that its documents give: open orders and unpaid invoices. */
export function creditIsConsistent({ ledgers }: Evidence): Finding[] {
  return ledgers.customers.flatMap(({ customer, credit }) => {
    const openOrders = exact.add('0', ...ledgers.orders.filter((order) => order.customer === customer && order.creditStatus !== 'B').map(unbilledOf));
    const unpaid = ledgers.invoices.filter((invoice) => invoice.customer === customer && !invoice.cleared && !invoice.cancelled && invoice.cancels === null);
    const openItems = exact.add('0', ...unpaid.map(({ gross }) => gross.amount));
    const wrong = exact.compare(credit.openOrders.amount, openOrders) !== 0 || exact.compare(credit.openItems.amount, openItems) !== 0;
    return wrong ? [{ rule: 'credit', subject: customer, detail: `exposure of ${credit.openOrders.amount} in orders and ${credit.openItems.amount} in invoices, and ${openOrders} and ${openItems} by the documents` }] : [];
  });
}

/** Gross value of what is not billed yet; the ERP rounds the sum of a line to the cent. */
function unbilledOf({ lines }: ErpOrder): string {
  const live = lines.filter(({ rejection }) => rejection === '');
  return exact.add('0', ...live.map(({ net, tax, quantity, billed }) => exact.divide(exact.multiply(exact.add(net.amount, tax.amount), exact.subtract(quantity, billed)), quantity, 2)));
}
