import { exact, money, type CreditStatus, type Money } from '#canonical';
import { amount } from '../sales-order/sales-order.mapper.js';
import type { CreditAccountRow, OpenItemRow } from './credit.wire.js';

/** What a customer owes or has ordered, as far as it was read. */
export interface OpenBusiness {
  openItems: readonly OpenItemRow[];
  /** Gross of each open order that the credit check has let through. */
  openOrders: readonly Money[];
  /** True when there is more than was read: then nothing can be said of the sum. */
  cut: boolean;
}

/**
 * The exposure is ours: no public service says it. It is the open items and the gross of the open orders; an order
 * that is delivered in parts counts in full until its last part is delivered. Left out when a customer owes in several
 * currencies.
 */
export function toCreditStatus(customerId: string, account: CreditAccountRow | undefined, { openItems, openOrders, cut }: OpenBusiness): CreditStatus {
  const owed = openItems.map((item) => money.of(item.AmountInTransactionCurrency, item.TransactionCurrency)).concat(openOrders);
  const currency = account?.CreditSegmentCurrency ?? owed[0]?.currency;
  const limited = account !== undefined && (account.CreditLimitIsZero || !exact.isZero(account.CreditLimitAmount));
  return {
    customerId,
    limit: limited ? amount(account.CreditLimitAmount, account.CreditSegmentCurrency) : undefined,
    exposure: currency === undefined || cut ? undefined : sumIn(currency, owed),
    derived: true,
    blocked: account?.CreditAccountIsBlocked ?? false,
    blockReason: account?.CreditAccountIsBlocked ? account.CreditAccountBlockReason || 'Credit account blocked' : undefined,
  };
}

function sumIn(currency: string, amounts: readonly Money[]): Money | undefined {
  if (amounts.some((each) => each.currency !== currency)) return undefined;
  return money.round(money.add(money.zero(currency), ...amounts));
}
