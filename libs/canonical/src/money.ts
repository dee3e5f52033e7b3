import { ApiProperty } from '@nestjs/swagger';
import { IsISO4217CurrencyCode, Matches } from 'class-validator';
import { exact, IsDecimalText, type DecimalString } from './decimal.js';

/** An exact amount in one currency. */
export class Money {
  @ApiProperty({ type: String, example: '12.50', description: 'Decimal string, never a float' })
  @IsDecimalText()
  amount!: DecimalString;

  @ApiProperty({ example: 'EUR', maxLength: 3, description: 'ISO 4217 code' })
  @IsISO4217CurrencyCode()
  // The rule before takes small letters for capitals, and nothing else does.
  @Matches(/^[A-Z]{3}$/, { message: '$property must be a valid ISO4217 currency code' })
  currency!: string;
}

/** A formatter is dear, and there are few currencies. */
const scales = new Map<string, number>();

/** Decimals of a currency by ISO 4217, from the runtime's own CLDR data. */
export function currencyScale(currency: string): number {
  const known = scales.get(currency);
  if (known !== undefined) return known;
  const scale = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  scales.set(currency, scale);
  return scale;
}

export const money = {
  of: (amount: DecimalString, currency: string): Money => ({ amount, currency }),
  zero: (currency: string): Money => ({ amount: '0', currency }),
  /** Sum of amounts of one currency. Throws on mixed currencies: that is a bug of the caller, bad input is caught at the edge. */
  add: (first: Money, ...rest: Money[]): Money => {
    for (const { currency } of rest) if (currency !== first.currency) throw new Error(`cannot add ${currency} to ${first.currency}`);
    return { amount: exact.add(first.amount, ...rest.map((each) => each.amount)), currency: first.currency };
  },
  /** Sums by currency, each rounded as its currency is, in the order in which the currencies come. */
  totals: (amounts: readonly Money[]): Money[] => {
    const byCurrency = new Map<string, DecimalString[]>();
    for (const { amount, currency } of amounts) {
      const known = byCurrency.get(currency);
      if (known) known.push(amount);
      else byCurrency.set(currency, [amount]);
    }
    return Array.from(byCurrency, ([currency, each]) => money.round({ amount: exact.add(...each), currency }));
  },
  subtract: (from: Money, value: Money): Money => money.add(from, { amount: exact.multiply(value.amount, '-1'), currency: value.currency }),
  compare: (a: Money, b: Money): number => exact.compare(money.subtract(a, b).amount, '0'),
  /** Amount with the decimals that its currency has. */
  round: ({ amount, currency }: Money): Money => ({ amount: exact.round(amount, currencyScale(currency)), currency }),
};
