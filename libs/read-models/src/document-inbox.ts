import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

/** A document that waits for its orders. */
export interface ParkedDocument {
  documentId: string;
  document: object;
  /** Epoch ms at which the read of it began. */
  readAt: number;
  /** Native keys of those of its sales orders that are no order of ours yet. */
  salesOrderIds: string[];
}

/** A parked document that found some of its orders, and the sales orders that it still waits for. */
export interface SettledDocument {
  documentId: string;
  waiting: string[];
}

/** An order of ours behind a sales order. */
export interface OrderBehind {
  orderId: string;
  /** Public id. */
  customerId: string;
}

/** Finds the orders behind documents that a system shows us, and keeps those that match none yet. */
@Injectable()
export class DocumentInbox {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Orders by the native key of their sales order. */
  async ordersBehind(systemId: string, salesOrderIds: string[]): Promise<Map<string, OrderBehind[]>> {
    if (salesOrderIds.length === 0) return new Map();
    const rows: (OrderBehind & { salesOrderId: string })[] = await this.db.query(
      `SELECT r.document_id AS "salesOrderId", v.order_id AS "orderId", v.customer_id AS "customerId" FROM order_reference r JOIN order_view v USING (order_id)
       WHERE r.system_id = $1 AND r.type = 'sales-order' AND r.document_id = ANY($2) ORDER BY v.order_id`,
      [systemId, salesOrderIds],
    );
    const orders = new Map<string, OrderBehind[]>();
    for (const { salesOrderId, ...order } of rows) orders.set(salesOrderId, [...(orders.get(salesOrderId) ?? []), order]);
    return orders;
  }

  /** Versions that orders know of documents: by document, then by order; null where an order knows the document and does not say in which version. */
  async knownVersions(systemId: string, type: string, documentIds: string[]): Promise<Map<string, Map<string, string | null>>> {
    if (documentIds.length === 0) return new Map();
    const rows: { documentId: string; versions: Record<string, string | null> }[] = await this.db.query(
      `SELECT document_id AS "documentId", json_object_agg(order_id, version) AS versions FROM order_reference
       WHERE system_id = $1 AND type = $2 AND document_id = ANY($3) GROUP BY document_id`,
      [systemId, type, documentIds],
    );
    return new Map(rows.map(({ documentId, versions }) => [documentId, new Map(Object.entries(versions))]));
  }

  /** Keys of documents that are still open, after `after`, in the order of their keys. */
  async openDocuments(systemId: string, type: string, after: string, limit: number): Promise<string[]> {
    const rows: { documentId: string }[] = await this.db.query(
      `SELECT DISTINCT document_id AS "documentId" FROM order_reference
       WHERE system_id = $1 AND type = $2 AND open AND document_id > $3 ORDER BY document_id LIMIT $4`,
      [systemId, type, after, limit],
    );
    return rows.map(({ documentId }) => documentId);
  }

  /** Keeps a document once, as it was read last; its waiting time counts from the first. */
  async park(systemId: string, type: string, { documentId, document, readAt, salesOrderIds }: ParkedDocument): Promise<void> {
    await this.db.query(
      `INSERT INTO parked_document (system_id, type, document_id, document, read_at, sales_order_ids, parked_at) VALUES ($1, $2, $3, $4, $5, $6, now())
       ON CONFLICT (system_id, type, document_id) DO UPDATE SET document = excluded.document, read_at = excluded.read_at, sales_order_ids = excluded.sales_order_ids
       WHERE parked_document.read_at <= excluded.read_at`,
      [systemId, type, documentId, document, new Date(readAt), salesOrderIds],
    );
  }

  /** Parked documents one of whose sales orders has become an order of ours, those that wait longest first. */
  async matched(systemId: string, type: string, limit: number): Promise<ParkedDocument[]> {
    const rows: (Omit<ParkedDocument, 'readAt'> & { readAt: Date })[] = await this.db.query(
      `SELECT document_id AS "documentId", document, read_at AS "readAt", sales_order_ids AS "salesOrderIds" FROM parked_document p
       WHERE system_id = $1 AND type = $2
         AND EXISTS (SELECT FROM order_reference r WHERE r.system_id = p.system_id AND r.type = 'sales-order' AND r.document_id = ANY(p.sales_order_ids))
       ORDER BY parked_at LIMIT $3`,
      [systemId, type, limit],
    );
    return rows.map((row) => ({ ...row, readAt: row.readAt.getTime() }));
  }

  /** Goes on waiting for the sales orders that are left, and no longer for a document that has found all of its orders. */
  async settle(systemId: string, type: string, found: SettledDocument[]): Promise<void> {
    if (found.length === 0) return;
    await this.db.query(
      `WITH found AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS f ("documentId" text, waiting text[])), over AS (
         DELETE FROM parked_document p USING found WHERE p.system_id = $1 AND p.type = $2 AND p.document_id = found."documentId" AND found.waiting = '{}'
       )
       UPDATE parked_document p SET sales_order_ids = found.waiting FROM found
       WHERE p.system_id = $1 AND p.type = $2 AND p.document_id = found."documentId" AND found.waiting <> '{}'`,
      [systemId, type, JSON.stringify(found)],
    );
  }

  /** Forgets what was parked longer than `windowMs` ago: it belongs to orders that were never ours. */
  async forgetParked(systemId: string, type: string, windowMs: number): Promise<void> {
    await this.db.query(
      `DELETE FROM parked_document WHERE system_id = $1 AND type = $2 AND parked_at <= now() - $3 * interval '1 millisecond'`,
      [systemId, type, windowMs],
    );
  }
}
