import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Erp } from '../erp/erp.js';
import { amountText, thousandths } from '../erp/measure.js';
import type { Payment } from '../erp/receivables/receivables.js';
import { badField, documentNumber, fieldsOf, type Fields } from './control.input.js';
import { invoiceIn, orderIn } from './document.lookup.js';

/** A payment as the accounts department sees it; amounts in the invoice's currency. */
export interface PaymentEntry {
  document: string;
  invoice: string;
  amount: string;
  cashDiscount: string;
  writeOff: string;
  /** What of the invoice is still open. */
  open: string;
  cleared: boolean;
}

/** What customers and the accounts department do with money. */
@Controller('control/v1')
export class PaymentController {
  constructor(private readonly erp: Erp) {}

  /**
   * The customers pay, now: an invoice, the invoices of one order, or all that is open. With `amount`, `cashDiscount`
   * or `writeOff` one invoice is paid as they say: in part, or short by what is granted or given up.
   */
  @Post('pay')
  @HttpCode(200)
  pay(@Body() body: unknown): { payments: PaymentEntry[] } {
    const fields = fieldsOf(body, ['order', 'invoice', 'amount', 'cashDiscount', 'writeOff']);
    const [salesOrder, billing] = [orderIn(this.erp, fields), invoiceIn(this.erp, fields)];
    const [amount, cashDiscount, writeOff] = [cents(fields, 'amount'), cents(fields, 'cashDiscount'), cents(fields, 'writeOff')];
    const isPlain = amount === undefined && cashDiscount === undefined && writeOff === undefined;
    if (!isPlain && billing === undefined) throw badField('invoice', 'is missing: amount, cashDiscount and writeOff are of one invoice');
    const { receivables } = this.erp;
    const payments = isPlain ? receivables.runNow({ billing, salesOrder }) : [receivables.pay(billing!, { amount, cashDiscount, writeOff })];
    return { payments: payments.map(paymentEntry) };
  }

  /** Takes a payment back: what it cleared is open again. */
  @Post('payments/:payment/reversal')
  @HttpCode(200)
  reverse(@Param('payment') id: string): { payment: string; reversal: string; invoices: string[] } {
    const payment = documentNumber(id)!;
    return { payment, ...this.erp.receivables.reversePayment(payment) };
  }
}

function paymentEntry({ document, billing, amount, cashDiscount, writeOff, rest }: Payment): PaymentEntry {
  return {
    document, invoice: billing, amount: amountText(amount), cashDiscount: amountText(cashDiscount), writeOff: amountText(writeOff),
    open: amountText(rest), cleared: rest === 0,
  };
}

function cents(fields: Fields, field: string): number | undefined {
  const value = fields[field];
  if (value === undefined || value === null) return undefined;
  const amount = typeof value === 'string' ? thousandths(value) : undefined;
  if (amount === undefined || amount < 0 || amount % 10 !== 0) throw badField(field, 'must be a decimal string with two decimals at most, not negative');
  return amount / 10;
}
