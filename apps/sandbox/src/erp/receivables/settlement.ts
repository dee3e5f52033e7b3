import { refusal } from '../business-messages.js';
import { amountText } from '../measure.js';

/** What a customer pays of an invoice, in cents. Nothing said: all that is open, less the cash discount its terms allow. */
export interface WantedPayment {
  amount?: number;
  /** Deducted by the customer and granted; only with what clears the invoice. */
  cashDiscount?: number;
  /** A small difference that the company gives up; only with what clears the invoice. */
  writeOff?: number;
}

export interface Settlement {
  amount: number;
  cashDiscount: number;
  writeOff: number;
  /** Cents that stay open: the payment is a partial one, and clears nothing, unless there are none. */
  rest: number;
}

/**
 * Works out what a payment does to an invoice.
 * @param open cents of the invoice that are open
 * @param termsDiscount cents that the customer's terms allow
 * @throws BusinessError when it is more than what is open, or deducts something and leaves the rest open
 */
export function settle(invoice: string, open: number, termsDiscount: number, wanted: WantedPayment): Settlement {
  const isPlain = wanted.amount === undefined && wanted.cashDiscount === undefined && wanted.writeOff === undefined;
  const cashDiscount = wanted.cashDiscount ?? (isPlain ? Math.min(termsDiscount, open) : 0);
  const writeOff = wanted.writeOff ?? 0;
  const due = open - cashDiscount - writeOff;
  const amount = wanted.amount ?? due;
  if (amount > due || due < 0) {
    const field = due < 0 ? (wanted.writeOff === undefined ? 'cashDiscount' : 'writeOff') : 'amount';
    throw refusal('F5/263', [amountText(amount + cashDiscount + writeOff), amountText(open), invoice], field);
  }
  const rest = due - amount;
  if (rest > 0 && cashDiscount + writeOff > 0) {
    throw refusal('F5/264', [amountText(rest), invoice], cashDiscount > 0 ? 'cashDiscount' : 'writeOff');
  }
  if (rest > 0 && amount === 0) throw refusal('F5/265', [invoice], 'amount');
  return { amount, cashDiscount, writeOff, rest };
}
