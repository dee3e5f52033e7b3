import { exact, money, type Invoice, type InvoiceLine, type Payment } from '#canonical';
import { unitOfKey } from '../product/product.mapper.js';
import { amount, taxOf } from '../sale/sale.mapper.js';
import type { Installation } from '../tryton.installation.js';
import { extensionsOf } from '../tryton.system.js';
import { dateText, decimalText, floatText, keyText, optionalText, referenced, textIn } from '../tryton.values.js';
import type { InvoiceLineRow, InvoiceRow, InvoiceState, PaymentLineRow } from './invoice.wire.js';

const statuses: Record<InvoiceState, Invoice['status']> = { draft: 'draft', validated: 'draft', posted: 'posted', paid: 'posted', cancelled: 'cancelled' };

export interface InvoiceSurroundings {
  systemId: string;
  installation: Installation;
  added: readonly string[];
  /** Sale of each sale line. */
  saleOf: ReadonlyMap<number, number>;
}

export function toInvoice(row: InvoiceRow, around: InvoiceSurroundings): Invoice {
  const currency = textIn(row['currency.'].code);
  const total = amount(row.total_amount, currency);
  const status = statuses[row.state];
  if (!status) throw new TypeError(`expected the state of an invoice, not ${JSON.stringify(row.state)}`);
  const [dueOn] = row['lines_to_pay.'].map(({ maturity_date: due }) => dateText(due)).filter((each) => each !== undefined).toSorted();
  const extensions = extensionsOf(row, around.added);
  return {
    id: keyText(row.id),
    systemId: around.systemId,
    number: optionalText(row.number),
    // Tryton has no type for it: a credit note is an invoice of less than nothing.
    type: exact.compare(total.amount, '0') < 0 ? 'credit-note' : 'invoice',
    customerId: textIn(row['party.'].code),
    status,
    cleared: row.state === 'paid',
    net: amount(row.untaxed_amount, currency),
    tax: amount(row.tax_amount, currency),
    total,
    dueOn,
    lines: row['lines.'].flatMap((line) => toLine(line, currency, around)),
    payments: row['payment_lines.'].map((payment) => toPayment(payment, currency)),
    version: textIn(row._timestamp),
    ...(extensions && { extensions }),
  };
}

export function saleLineOf({ origin }: InvoiceLineRow): number | undefined {
  return referenced('sale.line', origin);
}

/** A line that comes from no sale is none of an order's. */
function toLine(row: InvoiceLineRow, currency: string, { installation, saleOf }: InvoiceSurroundings): InvoiceLine[] {
  const saleLine = saleLineOf(row);
  const sale = saleLine === undefined ? undefined : saleOf.get(saleLine);
  if (saleLine === undefined || sale === undefined || row.unit === null || !row['product.']) return [];
  const net = amount(row.amount, currency);
  const shipment = row['stock_moves.'].map((move) => referenced('stock.shipment.out', move.shipment)).find((each) => each !== undefined);
  return [
    {
      id: keyText(row.id),
      salesOrderId: String(sale),
      salesOrderLineId: String(saleLine),
      ...(shipment !== undefined && { deliveryId: String(shipment) }),
      itemId: textIn(row['product.'].code),
      quantity: { value: floatText(row.quantity), unit: unitOfKey(installation, row.unit).code },
      net,
      tax: taxOf(net, row.taxes, installation),
    },
  ];
}

function toPayment(row: PaymentLineRow, currency: string): Payment {
  return { id: keyText(row.id), amount: money.of(exact.subtract(decimalText(row.credit), decimalText(row.debit)), currency), paidOn: dateText(row.date) };
}
