import type { Ledger } from '../../ledger/ledger.js';
import { USD_PER_EUR_HUNDREDTHS } from '../master-data/sales-area.js';
import { scaled } from '../measure.js';

export interface CreditAccount {
  customer: string;
  credit_limit: number;
  limit_is_zero: number;
  blocked: number;
  block_reason: string;
  currency: string;
  /** Gross value of open orders that are not billed yet, in cents of `currency`. */
  open_orders: number;
  /** Uncleared receivables in cents of `currency`. */
  open_items: number;
}

/** SAP's overall status of credit checks: not executed, document OK, not OK, released by a credit representative. */
export type CreditStatus = '' | 'A' | 'B' | 'D';

/**
 * Credit accounts in segment 0000. The exposure is kept as two running sums per customer, so that a check costs one
 * read however many orders a customer has.
 */
export class Credit {
  constructor(private readonly ledger: Ledger) {}

  account(customer: string): CreditAccount | undefined {
    return this.ledger.one<CreditAccount>('SELECT * FROM credit_account WHERE customer = ?', customer);
  }

  accounts(): CreditAccount[] {
    return this.ledger.all<CreditAccount>('SELECT * FROM credit_account ORDER BY customer');
  }

  /** Whether a document of `gross` cents passes, on top of what is open; `counted` of it is in the exposure already. */
  check(customer: string, gross: number, currency: string, counted = 0): CreditStatus {
    const account = this.account(customer);
    if (!account) return '';
    if (account.blocked) return 'B';
    const exposure = account.open_orders + account.open_items - counted;
    return exposure + inCurrency(gross, currency, account.currency) > account.credit_limit ? 'B' : 'A';
  }

  /** Adds to the value of open orders and open items; `cents` are in the account's currency. */
  move(customer: string, orders: number, items: number): void {
    if (orders === 0 && items === 0) return;
    this.ledger.run(
      'UPDATE credit_account SET open_orders = open_orders + ?, open_items = open_items + ? WHERE customer = ?',
      orders,
      items,
      customer,
    );
  }

  /** `cents` of `currency` in the currency of the customer's account. */
  value(customer: string, cents: number, currency: string): number {
    const account = this.account(customer);
    return account ? inCurrency(cents, currency, account.currency) : 0;
  }

  change(customer: string, change: { limit?: number; blocked?: boolean }): boolean {
    const account = this.account(customer);
    if (!account) return false;
    const limit = change.limit ?? account.credit_limit;
    const blocked = change.blocked ?? account.blocked === 1;
    this.ledger.run(
      'UPDATE credit_account SET credit_limit = ?, limit_is_zero = ?, blocked = ?, block_reason = ? WHERE customer = ?',
      limit,
      limit === 0 ? 1 : 0,
      blocked ? 1 : 0,
      blocked ? account.block_reason || '01' : '',
      customer,
    );
    return true;
  }
}

function inCurrency(cents: number, from: string, to: string): number {
  if (from === to) return cents;
  return from === 'USD' ? scaled(cents, 100, USD_PER_EUR_HUNDREDTHS) : scaled(cents, USD_PER_EUR_HUNDREDTHS, 100);
}
