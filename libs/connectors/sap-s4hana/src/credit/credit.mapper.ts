import { money, type CreditStatus, type Money } from '#canonical';
import type { SalesOrderHeadRow } from '../sales-order/sales-order.wire.js';
import { amount } from '../sales-order/sales-order.mapper.js';
import type { CreditAccountRow, OpenItemRow } from './credit.wire.js';

/**
 * The exposure is ours: no public service says it. It is the open items and the net of the open orders, which the ERP
 * counts with tax, so it is a little low. Left out when a customer owes in several currencies.
 */
export function toCreditStatus(
  customerId: string,
  account: CreditAccountRow | undefined,
  openItems: readonly OpenItemRow[],
  openOrders: readonly Pick<SalesOrderHeadRow, 'TotalNetAmount' | 'TransactionCurrency' | 'TotalCreditCheckStatus'>[],
): CreditStatus {
  const currency = account?.CreditSegmentCurrency ?? openOrders[0]?.TransactionCurrency ?? openItems[0]?.TransactionCurrency;
  const limited = account !== undefined && (account.CreditLimitIsZero || Number(account.CreditLimitAmount) !== 0);
  const owed = [
    ...openItems.map((item) => money.of(item.AmountInTransactionCurrency, item.TransactionCurrency)),
    // A blocked order is no commitment yet.
    ...openOrders.filter(({ TotalCreditCheckStatus }) => TotalCreditCheckStatus !== 'B').map((order) => money.of(order.TotalNetAmount, order.TransactionCurrency)),
  ];
  return {
    customerId,
    ...(limited && { limit: amount(account.CreditLimitAmount, account.CreditSegmentCurrency) }),
    exposure: currency === undefined ? undefined : sumIn(currency, owed),
    derived: true,
    blocked: account?.CreditAccountIsBlocked ?? false,
    ...(account?.CreditAccountIsBlocked && { blockReason: account.CreditAccountBlockReason || 'Credit account blocked' }),
  };
}

function sumIn(currency: string, amounts: readonly Money[]): Money | undefined {
  if (amounts.some((each) => each.currency !== currency)) return undefined;
  return money.round(money.add(money.zero(currency), ...amounts));
}
