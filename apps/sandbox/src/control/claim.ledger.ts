import type { BillingItemRecord, BillingRecord } from '../erp/billing/billing.record.js';
import type { ClaimItemRecord, ClaimRecord } from '../erp/claim/claim.record.js';
import type { Erp } from '../erp/erp.js';
import { amountText, quantityText } from '../erp/measure.js';
import { conditions, pageOf, type LedgerPage, type LedgerQuery } from './ledger.page.js';

const byReference = 'IN (SELECT sales_order FROM sales_order WHERE reference = ?)';

/** Returns with their receipts and credit memos. */
export function returnLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const { where, values } = conditions([
    ['claim < ?', query.cursor], ['sold_to = ?', query.customer], ['sales_order = ?', query.order], [`sales_order ${byReference}`, query.reference],
  ]);
  const sql = `SELECT * FROM claim ${where ? `${where} AND` : 'WHERE'} kind = 'H' ORDER BY claim DESC LIMIT ?`;
  return pageOf(erp.ledger.all<ClaimRecord>(sql, ...values, query.limit + 1), query.limit, ({ claim }) => claim, (claim) => ({
    return: claim.claim,
    order: claim.sales_order,
    customer: claim.sold_to,
    reason: claim.reason,
    rejected: claim.rejected === 1,
    receipt: erp.claims.receiptOf(claim.claim)?.delivery ?? null,
    creditNotes: erp.claims.creditMemosOf(claim.claim),
    createdAt: new Date(claim.created_at).toISOString(),
    lines: erp.claims.items(claim.claim).map((item) => ({ ...lineOf(item), material: item.material })),
  }));
}

/** Credit memos with the invoices that they lower; cancelled ones too, and what cancels them not. */
export function creditNoteLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const about = (condition: string) => `billing IN (SELECT i.billing FROM billing_item i JOIN claim_item c ON c.claim = i.sales_order WHERE c.sales_order ${condition})`;
  const { where, values } = conditions([
    ['billing < ?', query.cursor], ['sold_to = ?', query.customer], [about('= ?'), query.order], [about(byReference), query.reference],
  ]);
  const sql = `SELECT * FROM billing ${where ? `${where} AND` : 'WHERE'} billing_type IN ('G2', 'RE') ORDER BY billing DESC LIMIT ?`;
  return pageOf(erp.ledger.all<BillingRecord>(sql, ...values, query.limit + 1), query.limit, ({ billing }) => billing, (memo) => {
    const money = (cents: number) => ({ amount: amountText(cents), currency: memo.currency });
    const lines = erp.ledger.all<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ? ORDER BY item', memo.billing).map((item) => {
      const claimed = erp.claims.items(item.sales_order).find((each) => each.item === item.sales_order_item)!;
      return { ...lineOf(claimed), invoice: claimed.reference, claim: item.sales_order, net: money(item.net), tax: money(item.tax) };
    });
    return {
      creditNote: memo.billing,
      type: memo.billing_type,
      customer: memo.sold_to,
      gross: money(memo.net + memo.tax),
      cleared: memo.clearing === 'C',
      cancelled: memo.cancelled === 1,
      createdAt: new Date(memo.created_at).toISOString(),
      invoices: [...new Set(lines.map(({ invoice }) => invoice))],
      orders: [...new Set(lines.map(({ order }) => order))],
      lines,
    };
  });
}

function lineOf({ item, sales_order, sales_order_item, quantity, unit }: ClaimItemRecord) {
  return { item, order: sales_order, orderItem: sales_order_item, quantity: quantityText(quantity, unit), unit };
}
