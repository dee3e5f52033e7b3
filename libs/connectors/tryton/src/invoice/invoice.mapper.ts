import { exact, money, type Invoice, type InvoiceLine, type Payment } from '#canonical';
import { unitOfKey } from '../product/product.mapper.js';
import { amount, taxOf } from '../sale/sale.mapper.js';
import type { Installation } from '../tryton.installation.js';
import { extensionsOf } from '../tryton.system.js';
import { dateText, decimalText, floatText, keyText, optionalText, referenced, textIn } from '../tryton.values.js';
import { invoiceLineModel, invoiceModel, type CreditedLine, type InvoiceLineRow, type InvoiceRow, type InvoiceState, type PaymentLineRow } from './invoice.wire.js';

const statuses: Record<InvoiceState, Invoice['status']> = { draft: 'draft', validated: 'draft', posted: 'posted', paid: 'posted', cancelled: 'cancelled' };

export interface InvoiceSurroundings {
  systemId: string;
  installation: Installation;
  added: readonly string[];
  /** Sale of each sale line. */
  saleOf: ReadonlyMap<number, number>;
  /** Of lines of credit notes: what they take back. */
  credited: ReadonlyMap<number, CreditedLine>;
}

export function toInvoice(row: InvoiceRow, around: InvoiceSurroundings): Invoice {
  const currency = textIn(row['currency.'].code);
  const total = amount(row.total_amount, currency);
  const status = statuses[row.state];
  if (!status) throw new TypeError(`expected the state of an invoice, not ${JSON.stringify(row.state)}`);
  const [dueOn] = row['lines_to_pay.'].map(({ maturity_date: due }) => dateText(due)).filter((each) => each !== undefined).toSorted();
  const creditedId = row['lines.'].map((line) => creditedLine(line, around)?.invoice).find((each) => each !== undefined);
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
    ...(status === 'posted' && { open: amount(row.amount_to_pay, currency) }),
    ...(creditedId !== undefined && { creditedInvoiceId: String(creditedId) }),
    dueOn,
    lines: row['lines.'].flatMap((line) => toLine(line, currency, around)),
    payments: paymentsOf(row, currency),
    version: textIn(row._timestamp),
    ...(extensions && { extensions }),
  };
}

export function saleLineOf({ origin }: Pick<InvoiceLineRow, 'origin'>): number | undefined {
  return referenced('sale.line', origin);
}

/** A line that comes from no sale is none of an order's. */
function toLine(row: InvoiceLineRow, currency: string, around: InvoiceSurroundings): InvoiceLine[] {
  const { installation, saleOf } = around;
  const saleLine = saleLineOf(creditedLine(row, around) ?? row);
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

function creditedLine({ origin }: InvoiceLineRow, { credited }: InvoiceSurroundings): CreditedLine | undefined {
  const key = referenced(invoiceLineModel, origin);
  return key === undefined ? undefined : credited.get(key);
}

/** Money received. What is left of a paid invoice was given up with the last payment; a credit note that is set off is no payment. */
function paymentsOf(row: InvoiceRow, currency: string): Payment[] {
  const received = (line: PaymentLineRow) => exact.subtract(decimalText(line.credit), decimalText(line.debit));
  const moneyLines = row['payment_lines.'].filter((line) => !isSetOff(line, row));
  const payments: Payment[] = moneyLines.map((line) => ({ id: keyText(line.id), amount: money.of(received(line), currency), paidOn: dateText(line.date), ...referenceOf(line) }));
  const last = payments.at(-1);
  const givenUp = exact.subtract(decimalText(row.total_amount), exact.add('0', ...row['payment_lines.'].map(received)));
  if (row.state === 'paid' && last && exact.compare(givenUp, '0') > 0 && exact.compare(decimalText(row.total_amount), '0') > 0) last.discount = money.of(givenUp, currency);
  return payments;
}

const referenceOf = ({ 'move.': { description } }: PaymentLineRow): Pick<Payment, 'reference'> => {
  const reference = optionalText(description);
  return reference === undefined ? {} : { reference };
};

function isSetOff({ 'move.': { origin } }: PaymentLineRow, { id }: InvoiceRow): boolean {
  const invoice = referenced(invoiceModel, origin);
  return invoice !== undefined && invoice !== id;
}
