import { money, toPublicId, type Money, type OrderStatusNote, type ReconciliationRow, type ReconciliationSide, type SalesOrderSummary } from '#canonical';
import type { ComparedOrder } from '#read-models';
import { byOrderId, isCancelled, isLive, isTold, salesOrderOf } from './reconciliation.compare.js';

interface Counted {
  side: 'ours' | 'theirs';
  customerId: string;
  status: string;
  amount: Money | undefined;
}

/** Ours that reached the ERP, and what the ERP has of ours. */
export function erpSummary(systemId: string, ours: ComparedOrder[], theirs: SalesOrderSummary[]): ReconciliationRow[] {
  const there = [...byOrderId(ours, theirs).values()].flat();
  return rowsOf('erp', [
    ...ours.filter((order) => salesOrderOf(order) !== undefined).map((order): Counted => ({ side: 'ours', customerId: order.customerId, status: isCancelled(order) ? 'cancelled' : 'live', amount: order.net })),
    ...there.map((each): Counted => ({ side: 'theirs', customerId: toPublicId(systemId, each.customerId), status: isLive(each) ? 'live' : 'cancelled', amount: each.net })),
  ]);
}

/** Ours that the CRM was told of, and what it shows of them. */
export function crmSummary(systemId: string, ours: ComparedOrder[], notes: ReadonlyMap<string, OrderStatusNote>): ReconciliationRow[] {
  const told = ours.filter(isTold);
  const there = told.flatMap(({ orderId }) => notes.get(orderId) ?? []);
  return rowsOf('crm', [
    ...told.map(({ customerId, status, total }): Counted => ({ side: 'ours', customerId, status, amount: total })),
    ...there.map(({ erpCustomerId, status, total }): Counted => ({ side: 'theirs', customerId: toPublicId(systemId, erpCustomerId), status, amount: total })),
  ]);
}

/** One row for each customer, status and currency. */
function rowsOf(against: ReconciliationRow['against'], counted: Counted[]): ReconciliationRow[] {
  const rows = new Map<string, ReconciliationRow>();
  for (const { side, customerId, status, amount } of counted) {
    const key = JSON.stringify([customerId, status, amount?.currency ?? '']);
    const row = rows.get(key) ?? { against, customerId, status, ours: { count: 0 }, theirs: { count: 0 } };
    rows.set(key, { ...row, [side]: plus(row[side], amount) });
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function plus({ count, amount }: ReconciliationSide, more: Money | undefined): ReconciliationSide {
  const sum = amount && more ? money.add(amount, more) : (amount ?? more);
  return { count: count + 1, ...(sum && { amount: money.round(sum) }) };
}
