import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { StrataError, type DataScope, type Dispute, type DisputeFilter, type Money, type Order, type Page, type PageQuery } from '#canonical';
import { requireIdCursor } from './cursor.js';
import { ownParameters, ownRowsAt } from './own-rows.js';
import type { Statement } from './work-list.statements.js';

/** Rows of an order's disputes, written right after its view. Written again, the same sequence changes nothing. */
export function saveDisputesStatement({ orderId, customerId, sequence, disputes = [] }: Order): Statement {
  return [
    `INSERT INTO dispute AS known (dispute_id, order_id, customer_id, invoice_id, state, sequence, record)
     SELECT (d->>'disputeId')::uuid, $1, $2, d->>'invoiceId', d->>'state', $3, d FROM jsonb_array_elements($4::jsonb) AS d
     ON CONFLICT (dispute_id) DO UPDATE SET state = excluded.state, sequence = excluded.sequence, record = excluded.record WHERE known.sequence < excluded.sequence`,
    [orderId, customerId, sequence, JSON.stringify(disputes)],
  ];
}

/** Disputes of all orders. */
@Injectable()
export class DisputeList {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Newest first. Throws `invalid` for a cursor that is none of ours. */
  async find({ customerId, orderId, invoiceId, state, cursor, limit = 50 }: DisputeFilter & PageQuery, scope: DataScope | undefined): Promise<Page<Dispute>> {
    requireIdCursor(cursor);
    const rows: { record: Dispute }[] = await this.db.query(
      `SELECT record FROM dispute
       WHERE ($1::text IS NULL OR customer_id = $1) AND ($2::uuid IS NULL OR order_id = $2) AND ($3::text IS NULL OR invoice_id = $3) AND ($4::text IS NULL OR state = $4) AND ($5::uuid IS NULL OR dispute_id < $5)
         AND ${ownRowsAt(7, 'customer_id')}
       ORDER BY dispute_id DESC LIMIT $6`,
      [customerId ?? null, orderId ?? null, invoiceId ?? null, state ?? null, cursor ?? null, limit + 1, ...ownParameters(scope)],
    );
    const items = rows.slice(0, limit).map(({ record }) => record);
    return { items, ...(rows.length > limit && { next: items.at(-1)!.disputeId }) };
  }

  /** Throws `not-found`, also for one that the reader may not see. */
  async read(disputeId: string, scope: DataScope | undefined): Promise<Dispute> {
    const rows: { record: Dispute }[] = await this.db.query(`SELECT record FROM dispute WHERE dispute_id = $1 AND ${ownRowsAt(2, 'customer_id')}`, [disputeId, ...ownParameters(scope)]);
    if (!rows[0]) throw new StrataError('not-found', `there is no dispute ${disputeId}`);
    return rows[0].record;
  }

  /** Invoices of a customer that are in dispute now, and how much of them by currency. */
  async openOf(customerId: string): Promise<{ invoices: number; amounts: Money[] }> {
    const rows: { invoices: number; amount: string; currency: string }[] = await this.db.query(
      `SELECT count(DISTINCT invoice_id)::int AS invoices, sum((record->'amount'->>'amount')::numeric)::text AS amount, record->'amount'->>'currency' AS currency
       FROM dispute WHERE customer_id = $1 AND state = 'open' GROUP BY currency ORDER BY currency`,
      [customerId],
    );
    return { invoices: rows.reduce((sum, { invoices }) => sum + invoices, 0), amounts: rows.map(({ amount, currency }) => ({ amount, currency })) };
  }
}
