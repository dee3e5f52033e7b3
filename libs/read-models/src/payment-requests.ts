import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { CustomerPayment } from '#canonical';

type Db = Pick<EntityManager, 'query'>;

export type PayingCustomer = Pick<CustomerPayment, 'systemId' | 'customerId'>;

/** An allocation that its ERP is to post. */
export interface DueAllocation extends PayingCustomer {
  allocationId: string;
  paymentId: string;
  orderId: string;
  /** The ERP's own key. */
  invoiceKey: string;
  /** Decimal strings. */
  amount: string;
  discount: string;
  currency: string;
  receivedOn: string;
  allocatedBy: string;
}

/** Longest that an order's view may be written after the time that it says, in ms. */
const lateMs = 60_000;

/** Longest that an invoice may be shown without the payment that its ERP took; beyond it somebody has taken it back over there. */
const shownWithin = `interval '1 hour'`;

/** Calls of an allocation that its ERP took, or was found to have taken: the order's steps write them on its timeline. */
const paidAs = (allocation: string): string =>
  `SELECT FROM order_timeline t WHERE t.order_id = ${allocation}.order_id AND t.type IN ('pay-invoice', 'probe-pay-invoice') AND t.outcome = 'ok' AND t.at > now() - ${shownWithin} AND t.key LIKE '%pay-invoice:' || ${allocation}.allocation_id || '#%'`;

/** What orders are asked to have posted, and what became of it. */
@Injectable()
export class PaymentRequests {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Requested, and not known to be taken by their orders: first those that were never asked, then those whose asking is longest ago, so that none keeps another back. */
  due(limit: number, paymentId?: string): Promise<DueAllocation[]> {
    return this.db.query(
      `SELECT a.allocation_id AS "allocationId", payment_id AS "paymentId", p.system_id AS "systemId", p.customer_id AS "customerId", a.order_id AS "orderId", a.invoice_key AS "invoiceKey",
         a.amount::text, a.discount::text, p.currency, p.received_on::text AS "receivedOn", a.allocated_by AS "allocatedBy"
       FROM payment_allocation a JOIN payment p USING (payment_id)
       WHERE a.state = 'requested' AND a.taken_at IS NULL AND ($2::uuid IS NULL OR payment_id = $2) ORDER BY a.asked_at NULLS FIRST, a.allocation_id LIMIT $1`,
      [limit, paymentId ?? null],
    );
  }

  /** Notes that the order is asked from now on. False when that is not wanted any more. */
  async ask(allocationId: string): Promise<boolean> {
    const asked: unknown[] = await this.db.query(
      `WITH asked AS (UPDATE payment_allocation SET asked_at = now() WHERE allocation_id = $1 AND state = 'requested' RETURNING 1) SELECT * FROM asked`,
      [allocationId],
    );
    return asked.length > 0;
  }

  async taken(allocationId: string): Promise<void> {
    await this.db.query(`UPDATE payment_allocation SET taken_at = now() WHERE allocation_id = $1`, [allocationId]);
  }

  async refused(allocationId: string, detail: string, tx: Db): Promise<void> {
    await tx.query(`UPDATE payment_allocation SET state = 'refused', detail = $2 WHERE allocation_id = $1 AND state = 'requested'`, [allocationId, detail]);
  }

  /** Customers of whom something is requested, or still to be reversed in an ERP. */
  underWay(): Promise<PayingCustomer[]> {
    return this.db.query(
      `SELECT DISTINCT p.system_id AS "systemId", p.customer_id AS "customerId" FROM payment_allocation a JOIN payment p USING (payment_id)
       WHERE a.state IN ('requested', 'reversing') AND (a.state = 'reversing' OR a.taken_at IS NOT NULL)`,
    );
  }

  /**
   * What became of it, as the order says: its invoice shows a payment under the allocation's id, or not any more; or the
   * order has let go of it without, though no call of it was taken: what was read before the call may come after it, and
   * shows no payment for a while. Under the lock of the customer.
   * @returns the payments of which something changed
   */
  async settle({ systemId, customerId }: PayingCustomer, tx: Db): Promise<string[]> {
    const changed: { paymentId: string }[] = await tx.query(
      `WITH told AS (
         SELECT a.allocation_id, CASE
           WHEN seen.shown AND p.reversal IS NULL THEN 'posted'
           WHEN seen.shown THEN 'reversing'
           WHEN a.state = 'reversing' THEN 'released'
           WHEN NOT seen.pending AND NOT EXISTS (${paidAs('a')}) THEN 'refused'
           ELSE a.state END AS state
         FROM payment_allocation a JOIN payment p USING (payment_id) JOIN order_view v ON v.order_id = a.order_id CROSS JOIN LATERAL (
           SELECT EXISTS (SELECT FROM json_array_elements(v.view->'invoices') i, json_array_elements(i->'payments') paid WHERE paid->>'reference' = a.allocation_id::text) AS shown,
             EXISTS (SELECT FROM json_array_elements(v.view->'pending') act WHERE act->>'id' = a.allocation_id::text) AS pending
         ) seen
         WHERE p.system_id = $1 AND p.customer_id = $2 AND (a.state = 'reversing' OR a.state = 'requested' AND a.taken_at IS NOT NULL)
       ), changed AS (
         UPDATE payment_allocation a SET state = told.state, detail = CASE WHEN told.state = 'refused' THEN 'the system did not take it: its order says why' END
         FROM told WHERE told.allocation_id = a.allocation_id AND told.state <> a.state RETURNING a.payment_id
       )
       SELECT DISTINCT payment_id AS "paymentId" FROM changed`,
      [systemId, customerId],
    );
    return changed.map(({ paymentId }) => paymentId);
  }

  /**
   * Payments that are for an order or invoice of which something is new, and that nobody has allocated or acknowledged.
   * @param since ISO 8601: the last look
   */
  waitingFor(since: string): Promise<(PayingCustomer & { paymentId: string })[]> {
    return this.db.query(
      `WITH waiting AS MATERIALIZED (SELECT subject::uuid AS payment_id FROM work_exception WHERE state = 'open' AND kind = 'payment-unallocated')
       SELECT p.payment_id AS "paymentId", p.system_id AS "systemId", p.customer_id AS "customerId"
       FROM waiting JOIN payment p USING (payment_id)
       WHERE p.by_rule AND p.reference IS NOT NULL AND p.reversal IS NULL AND EXISTS (
         SELECT FROM (
           SELECT v.changed_at FROM order_view v WHERE v.customer_id = p.customer_id AND v.purchase_order_number = p.reference
           UNION ALL
           SELECT v.changed_at FROM order_reference r JOIN order_view v USING (order_id)
           WHERE r.system_id = p.system_id AND r.type = 'invoice' AND r.document_id IN (p.reference, ltrim(p.reference, '0')) AND v.customer_id = p.customer_id
         ) named WHERE named.changed_at > $1::timestamptz - $2 * interval '1 millisecond'
       )`,
      [since, lateMs],
    );
  }
}
