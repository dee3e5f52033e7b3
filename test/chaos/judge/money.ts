import { exact } from '#canonical';
import { erpReference, type ErpInvoice, type ErpOrder, type Evidence, type Finding, type Money } from '../books.js';

const finding = (rule: string, subject: string, detail: string): Finding => ({ rule, subject, detail });
const sum = (amounts: Money[]): string => exact.add('0', ...amounts.map(({ amount }) => amount));
const differs = (one: string, other: string): boolean => exact.compare(one, other) !== 0;

/** What was ordered is what was invoiced, what was invoiced is what was paid, and our view says the same. */
export function moneyBalances(evidence: Evidence): Finding[] {
  const { orders, invoices } = evidence.ledgers;
  const valid = invoices.filter(({ cancelled, cancels }) => !cancelled && cancels === null);
  return [...orders.flatMap((order) => orderBalances(order, valid)), ...valid.flatMap((invoice) => isPaidOnce(invoice, evidence)), ...viewsAgree(evidence, valid)];
}

/** An order that was billed in full was billed at its total; one billed in part, at the part of each line. */
function orderBalances(order: ErpOrder, invoices: ErpInvoice[]): Finding[] {
  const invoiced = invoices.flatMap(({ lines }) => lines.filter((line) => line.order === order.salesOrder));
  const live = order.lines.filter(({ rejection }) => rejection === '');
  const wrongQuantities = order.lines.flatMap(({ item, billed, issued }) => {
    const quantity = exact.add('0', ...invoiced.filter(({ orderItem }) => orderItem === item).map((line) => line.quantity));
    if (differs(quantity, billed)) return [finding('billed', order.salesOrder, `line ${item} says ${billed} billed, its invoices say ${quantity}`)];
    return exact.compare(quantity, issued) > 0 ? [finding('billed', order.salesOrder, `line ${item}: ${quantity} invoiced, ${issued} shipped`)] : [];
  });
  const isBilled = live.length > 0 && live.every(({ billed, quantity }) => exact.compare(billed, quantity) === 0);
  const total = sum(invoiced.flatMap(({ net, tax }) => [net, tax]));
  if (isBilled && differs(total, order.gross.amount)) return [...wrongQuantities, finding('invoiced', order.salesOrder, `ordered ${order.gross.amount}, invoiced ${total}`)];
  return wrongQuantities;
}

function isPaidOnce({ invoice, gross, cleared, lines }: ErpInvoice, { ledgers }: Evidence): Finding[] {
  const findings: Finding[] = [];
  if (differs(sum(lines.flatMap(({ net, tax }) => [net, tax])), gross.amount)) findings.push(finding('invoice-lines', invoice, `its lines do not add up to ${gross.amount}`));
  const paying = ledgers.payments.filter(({ invoices }) => invoices.some((each) => each.invoice === invoice));
  if (cleared !== (paying.length === 1)) findings.push(finding('paid', invoice, `${cleared ? 'cleared' : 'open'}, and ${paying.length} payments name it`));
  for (const { payment, amount, cashDiscount, invoices } of paying) {
    const due = sum(invoices.map((each) => each.gross));
    if (differs(exact.add(amount.amount, cashDiscount.amount), due)) findings.push(finding('paid', payment, `${amount.amount} and a discount of ${cashDiscount.amount} for ${due}`));
  }
  return findings;
}

/** Our order's total is the ERP's, and it knows the very invoices, in the very quantities, that the ERP made of it. */
function viewsAgree({ acknowledged, ledgers, ours }: Evidence, valid: ErpInvoice[]): Finding[] {
  const byReference = Map.groupBy(ledgers.orders, ({ reference }) => reference);
  return acknowledged.flatMap(({ orderId }) => {
    const order = byReference.get(erpReference(orderId))?.[0];
    const view = ours.get(orderId);
    if (!order) return [];
    if (!view) return [finding('view', orderId, 'our API does not know it')];
    const findings: Finding[] = [];
    if (order.state !== 'rejected' && differs(view.total?.amount ?? '0', order.gross.amount)) findings.push(finding('view', orderId, `our total is ${view.total?.amount}, the ERP's ${order.gross.amount}`));
    const theirs = valid.filter(({ lines }) => lines.some((line) => line.order === order.salesOrder)).map(({ invoice }) => invoice);
    const known = view.references.filter(({ type }) => type === 'invoice').map(({ id }) => id);
    if (numbersOf(theirs) !== numbersOf(known)) findings.push(finding('view', orderId, `we know the invoices ${numbersOf(known) || 'none'}, the ERP has ${numbersOf(theirs) || 'none'}`));
    view.lines.forEach(({ ledger }, index) => {
      const line = order.lines[index];
      if (line && (differs(ledger.invoiced, line.billed) || differs(ledger.shipped, line.issued))) {
        findings.push(finding('view', orderId, `line ${index + 1}: we say ${ledger.shipped} shipped and ${ledger.invoiced} invoiced, the ERP ${line.issued} and ${line.billed}`));
      }
    });
    return findings;
  });
}

/** SAP shows its numbers with leading zeros in one place and without them in another. */
function numbersOf(invoices: string[]): string {
  const numbers = invoices.map((invoice) => invoice.replace(/^0+/, ''));
  return numbers.toSorted((one, other) => (one < other ? -1 : 1)).join(', ');
}
