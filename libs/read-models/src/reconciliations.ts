import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { StrataError, type DataScope, type Order, type Page, type PageQuery, type Reconciliation } from '#canonical';
import { requireIdCursor } from './cursor.js';

/** What a comparison needs to know of an order. */
export type ComparedOrder = Pick<Order, 'orderId' | 'status' | 'axes' | 'customerId' | 'net' | 'total' | 'references' | 'changedAt'>;

type Row = Record<keyof Reconciliation, unknown>;
type Ended = Pick<Reconciliation, 'since' | 'differences' | 'summary' | 'failure'>;

/** Comparisons with the ERPs and the CRM, and the orders of ours that they are about. */
@Injectable()
export class Reconciliations {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Notes that one begins; again changes nothing. */
  async begin(reconciliationId: string, systemId: string, db: Pick<EntityManager, 'query'> = this.db): Promise<Reconciliation> {
    const rows: Row[] = await db.query(
      `INSERT INTO reconciliation AS known (id, system, started_at) VALUES ($1, $2, now()) ON CONFLICT (id) DO UPDATE SET system = known.system RETURNING ${columns}`,
      [reconciliationId, systemId],
    );
    return reconciliationOf(rows[0] as Row);
  }

  async end(reconciliationId: string, { since, differences, summary, failure }: Ended): Promise<void> {
    await this.db.query(`UPDATE reconciliation SET ended_at = now(), since = $2, differences = $3, summary = $4, failure = $5 WHERE id = $1`, [
      reconciliationId, since ?? null, differences ?? null, JSON.stringify(summary), failure ?? null,
    ]);
  }

  /** Newest first. Throws `invalid` for a cursor that is none of ours. */
  async list({ systemId, cursor, limit = 50 }: PageQuery & { systemId?: string }, scope: DataScope | undefined): Promise<Page<Reconciliation>> {
    requireIdCursor(cursor);
    const rows: Row[] = await this.db.query(
      `SELECT ${columns} FROM reconciliation WHERE ($1::text IS NULL OR system = $1) AND ($2::uuid IS NULL OR id < $2) AND ($4::text[] IS NULL OR system = ANY($4)) ORDER BY id DESC LIMIT $3`,
      [systemId ?? null, cursor ?? null, limit + 1, scope?.systems ?? null],
    );
    const items = rows.slice(0, limit).map(reconciliationOf);
    return { items, ...(rows.length > limit && { next: items.at(-1)!.reconciliationId }) };
  }

  /** Throws `not-found`. */
  async read(reconciliationId: string, scope: DataScope | undefined): Promise<Reconciliation> {
    const rows: Row[] = await this.db.query(`SELECT ${columns} FROM reconciliation WHERE id = $1 AND ($2::text[] IS NULL OR system = ANY($2))`, [reconciliationId, scope?.systems ?? null]);
    if (!rows[0]) throw new StrataError('not-found', `there is no reconciliation ${reconciliationId}`);
    return reconciliationOf(rows[0]);
  }

  /** Orders of an ERP that were placed since a moment, and those with these ids, wherever they are. */
  orders(systemId: string, since: string, orderIds: string[]): Promise<ComparedOrder[]> {
    return this.db.query(
      `SELECT order_id AS "orderId", status, customer_id AS "customerId", view->'axes' AS axes, view->'net' AS net, view->'total' AS total, view->'references' AS "references", view->>'changedAt' AS "changedAt"
       FROM order_view WHERE (system_id = $1 AND placed_at >= $2) OR order_id = ANY($3::uuid[])`,
      [systemId, since, orderIds],
    );
  }
}

const columns = `id AS "reconciliationId", system AS "systemId", CASE WHEN ended_at IS NULL THEN 'running' WHEN failure IS NULL THEN 'done' ELSE 'failed' END AS state,
  since::text, started_at AS "startedAt", ended_at AS "endedAt", differences, failure, summary`;

function reconciliationOf(row: Row): Reconciliation {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value])) as unknown as Reconciliation;
}
