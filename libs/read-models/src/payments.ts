import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { currencyScale, exact, StrataError, toPublicId, type AllocationState, type CustomerPayment, type CustomerPaymentQuery, type CustomerPaymentState, type DataScope, type Money, type Page, type PaymentReversal } from '#canonical';
import { requireIdCursor } from './cursor.js';
import { ownParameters, ownRowsAt } from './own-rows.js';

type Db = Pick<EntityManager, 'query'>;

/** A payment before it is allocated. */
export interface NewPayment extends Pick<CustomerPayment, 'paymentId' | 'systemId' | 'customerId' | 'amount' | 'receivedOn' | 'reference' | 'recordedBy'> {
  /** Allocated by rule, also later. */
  byRule: boolean;
}

/** So much for an invoice; decimal strings in the payment's currency. */
export interface NewAllocation {
  /** UUID version 7. */
  allocationId: string;
  /** The ERP's own key. */
  invoiceKey: string;
  orderId: string;
  amount: string;
  discount: string;
  settledBefore: string;
  state: AllocationState;
  allocatedBy: string;
}

interface AllocationRow {
  allocationId: string;
  invoiceKey: string;
  orderId: string;
  amount: string;
  discount: string;
  state: AllocationState;
  detail: string | null;
  allocatedBy: string;
  allocatedAt: string;
}

interface Row extends Pick<CustomerPayment, 'paymentId' | 'systemId' | 'customerId' | 'receivedOn' | 'recordedBy' | 'state'> {
  amount: string;
  currency: string;
  taken: string;
  reference: string | null;
  recordedAt: Date;
  reversal: PaymentReversal | null;
  allocations: AllocationRow[];
}

/** Incoming payments and what they are for. Everything that writes belongs to a transaction that holds the lock of the customer. */
@Injectable()
export class Payments {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * One at a time for a customer, until the transaction ends: an invoice is one customer's, so that neither a payment's rest
   * nor an invoice's open amount is given away twice, and nobody waits in a circle.
   */
  async lockCustomer(systemId: string, customerId: string, tx: Db): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), 'payments', $1::text, $2::text), 7391))`, [systemId, customerId]);
  }

  async insert({ paymentId, systemId, customerId, amount, receivedOn, reference, byRule, recordedBy }: NewPayment, tx: Db): Promise<void> {
    await tx.query(
      `INSERT INTO payment (payment_id, system_id, customer_id, amount, currency, received_on, reference, by_rule, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
      [paymentId, systemId, customerId, amount.amount, amount.currency, receivedOn, reference ?? null, byRule, recordedBy],
    );
  }

  async addAllocations({ paymentId, systemId }: Pick<CustomerPayment, 'paymentId' | 'systemId'>, allocations: NewAllocation[], tx: Db): Promise<void> {
    if (allocations.length === 0) return;
    await tx.query(
      `INSERT INTO payment_allocation (allocation_id, payment_id, system_id, invoice_key, order_id, amount, discount, settled_before, state, allocated_by, allocated_at)
       SELECT a."allocationId", $1, $2, a."invoiceKey", a."orderId", a.amount, a.discount, a."settledBefore", a.state, a."allocatedBy", now()
       FROM jsonb_to_recordset($3::jsonb) AS a ("allocationId" uuid, "invoiceKey" text, "orderId" uuid, amount numeric, discount numeric, "settledBefore" numeric, state text, "allocatedBy" text)`,
      [paymentId, systemId, JSON.stringify(allocations)],
    );
  }

  /**
   * Takes a payment back: what was only recorded, or not yet asked for, counts no more; what its ERP shows is still to be
   * reversed there; what its ERP was asked for and has not answered is known later.
   */
  async reverse(paymentId: string, reversal: Omit<PaymentReversal, 'at'>, tx: Db): Promise<void> {
    await tx.query(`UPDATE payment SET reversal = $2::jsonb || jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) WHERE payment_id = $1`, [paymentId, JSON.stringify(reversal)]);
    await tx.query(
      `UPDATE payment_allocation SET state = CASE state WHEN 'posted' THEN 'reversing' ELSE 'released' END
       WHERE payment_id = $1 AND (state IN ('recorded', 'posted') OR state = 'requested' AND asked_at IS NULL)`,
      [paymentId],
    );
  }

  /** Throws `not-found`. */
  async read(paymentId: string, db: Db = this.db): Promise<CustomerPayment> {
    const rows: Row[] = isUuid(paymentId) ? await db.query(`${selected} WHERE p.payment_id = $1`, [paymentId]) : [];
    if (!rows[0]) throw paymentUnknown(paymentId);
    return paymentOf(rows[0]);
  }

  /** As `read`, for a reader who may see the payments of a scope. */
  async readOwn(paymentId: string, scope: DataScope | undefined): Promise<CustomerPayment> {
    const rows: Row[] = isUuid(paymentId) ? await this.db.query(`${selected} WHERE p.payment_id = $1 AND ${ownRowsAt(2, 'p.customer_id')}`, [paymentId, ...ownParameters(scope)]) : [];
    if (!rows[0]) throw paymentUnknown(paymentId);
    return paymentOf(rows[0]);
  }

  /** Newest first. Throws `invalid` for a cursor that is none of ours. */
  async list({ customerId, state, cursor, limit = 50 }: CustomerPaymentQuery, scope: DataScope | undefined): Promise<Page<CustomerPayment>> {
    requireIdCursor(cursor);
    const rows: Row[] = await this.db.query(
      `SELECT * FROM (${selected} ${state === undefined ? '' : `WHERE ${narrowed[state]}`}) AS found WHERE ($1::text IS NULL OR "customerId" = $1) AND ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR "paymentId" < $3) AND ${ownRowsAt(5, '"customerId"')} ORDER BY "paymentId" DESC LIMIT $4`,
      [customerId ?? null, state ?? null, cursor ?? null, limit + 1, ...ownParameters(scope)],
    );
    const items = rows.slice(0, limit).map(paymentOf);
    return { items, ...(rows.length > limit && { next: items.at(-1)!.paymentId }) };
  }
}

export const paymentUnknown = (paymentId: string) => new StrataError('not-found', `there is no payment ${paymentId}`);

const takenOf = `FROM payment_allocation t WHERE t.payment_id = p.payment_id AND t.state IN ('recorded', 'requested', 'posted')`;

/** What tells a state without writing out what every payment is for: of many payments few are in the states that people look for. */
const narrowed: Record<CustomerPaymentState, string> = {
  reversed: 'p.reversal IS NOT NULL',
  unallocated: `p.reversal IS NULL AND NOT EXISTS (SELECT ${takenOf})`,
  'partly-allocated': `p.reversal IS NULL AND (SELECT sum(t.amount) ${takenOf}) < p.amount`,
  allocated: 'p.reversal IS NULL',
};

const selected = `SELECT p.payment_id AS "paymentId", p.system_id AS "systemId", p.customer_id AS "customerId", p.amount, p.currency, p.received_on::text AS "receivedOn", p.reference,
    p.recorded_by AS "recordedBy", p.recorded_at AS "recordedAt", p.reversal, a.allocations, a.taken,
    CASE WHEN p.reversal IS NOT NULL THEN 'reversed' WHEN a.taken = 0 THEN 'unallocated' WHEN a.taken < p.amount THEN 'partly-allocated' ELSE 'allocated' END AS state
  FROM payment p CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE state IN ('recorded', 'requested', 'posted')), 0) AS taken,
      coalesce(json_agg(json_build_object('allocationId', allocation_id, 'invoiceKey', invoice_key, 'orderId', order_id, 'amount', amount::text, 'discount', discount::text,
        'state', state, 'detail', detail, 'allocatedBy', allocated_by, 'allocatedAt', allocated_at) ORDER BY allocation_id), '[]') AS allocations
    FROM payment_allocation WHERE payment_id = p.payment_id
  ) a`;

function paymentOf({ amount, currency, taken, reference, recordedAt, reversal, allocations, ...row }: Row): CustomerPayment {
  const moneyOf = (value: string): Money => ({ amount: exact.round(value, currencyScale(currency)), currency });
  return {
    ...row,
    amount: moneyOf(amount),
    ...(reference !== null && { reference }),
    unallocated: moneyOf(reversal ? '0' : exact.subtract(amount, taken)),
    allocations: allocations.map(({ invoiceKey, amount: part, discount, detail, allocatedAt, ...allocation }) => ({
      ...allocation,
      invoiceId: toPublicId(row.systemId, invoiceKey),
      amount: moneyOf(part),
      ...(!exact.isZero(discount) && { discount: moneyOf(discount) }),
      ...(detail !== null && { detail }),
      allocatedAt: new Date(allocatedAt).toISOString(),
    })),
    recordedAt: recordedAt.toISOString(),
    ...(reversal && { reversal }),
  };
}
