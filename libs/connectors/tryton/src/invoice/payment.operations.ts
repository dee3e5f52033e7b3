import { exact, StrataError, type Invoice, type InvoicePayment } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import type { TrytonSystem } from '../tryton.system.js';
import { date, decimal, decimalText } from '../tryton.values.js';
import type { InvoiceDesk } from './invoice.operations.js';
import { invoiceModel, type InvoiceRow } from './invoice.wire.js';

const writeOffModel = 'account.move.reconcile.write_off';

export function paymentOperations(system: TrytonSystem, desk: InvoiceDesk): Pick<ErpConnector, 'payInvoice'> {
  const refuse = (call: TrytonCall, message: string, reason: string) => new StrataError('rejected', message, { operation: call.operation, reason });

  /** What is received and what is given up; together never more than is open. */
  function amountsOf(call: TrytonCall, row: InvoiceRow, { amount, discount }: InvoicePayment) {
    const open = decimalText(row.amount_to_pay);
    const { code } = row['currency.'];
    if ([amount, discount].some((each) => each && each.currency !== code)) throw refuse(call, `the invoice is in ${code}`, 'currency-differs');
    const granted = discount?.amount ?? '0';
    const paid = amount?.amount ?? exact.subtract(open, granted);
    if (exact.compare(exact.add(paid, granted), open) > 0) throw refuse(call, `more than is open, which is ${open} ${code}`, 'more-than-open');
    if (exact.compare(granted, '0') > 0 && exact.compare(exact.add(paid, granted), open) < 0) throw refuse(call, 'a discount is only granted with the payment that settles the invoice', 'discount-partial');
    return { open, paid, granted };
  }

  /** Tryton gives a difference up by a write-off, which says where it is booked. */
  async function writeOff(call: TrytonCall): Promise<number> {
    const { discountWriteOff: name } = system.options;
    const found = await system.search<{ id: number }>(call, writeOffModel, name ? [['name', '=', name]] : [], ['name'], { limit: 2 });
    if (found.length !== 1) throw refuse(call, 'the system has no write-off that discounts are booked by', 'discount-not-configured');
    return found[0]!.id;
  }

  /** Both forms of the wizard at once. They want every field: one that is left out is an error of the server. */
  async function pay(call: TrytonCall, row: InvoiceRow, payment: InvoicePayment): Promise<void> {
    const { company, paymentMethod, currency } = await system.installation(call);
    const { paid, granted } = system.map(call, () => amountsOf(call, row, payment));
    const discounted = exact.compare(granted, '0') > 0;
    const of = { company, currency: row['currency.'].id, currency_digits: row['currency.'].digits, date: date(payment.paidOn ?? system.today()) };
    const amount = decimal(exact.round(paid, row['currency.'].digits));
    const start = { ...of, amount, invoice_account: row.account, description: payment.reference ?? null, payment_method: paymentMethod };
    const due = row['lines_to_pay.'].map(({ id }) => id);
    const ask = {
      ...of,
      amount,
      type: discounted ? 'writeoff' : 'partial',
      writeoff: discounted ? await writeOff(call) : null,
      amount_writeoff: discounted ? decimal(granted) : null,
      currency_writeoff: currency.id,
      currency_digits_writeoff: currency.digits,
      lines_to_pay: due,
      lines: due,
      payment_lines: row['payment_lines.'].map(({ id }) => id),
      invoice: row.id,
    };
    await system.runWizard(call, 'account.invoice.pay', { start, ask }, 'pay', { model: invoiceModel, id: row.id });
  }

  return {
    /** Our id of a payment is the description of its move: one that is there already is not recorded again. */
    async payInvoice(ctx, { invoiceId, payment = {} }): Promise<Invoice> {
      const call = system.call(ctx, 'payInvoice');
      const row = await desk.row(call, invoiceId);
      const recorded = payment.reference !== undefined && row['payment_lines.'].some((line) => line['move.'].description === payment.reference);
      if (row.state === 'paid' && !recorded && payment.amount) throw refuse(call, 'nothing of the invoice is open', 'more-than-open');
      if (row.state === 'posted' && !recorded) await pay(call, row, payment);
      return desk.inState(call, invoiceId, recorded || payment.amount ? ['posted', 'paid'] : ['paid']);
    },
  };
}
