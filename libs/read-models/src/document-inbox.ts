import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

export interface ParkedDocument {
  type: string;
  documentId: string;
  document: object;
}

/** Finds the orders behind documents that a system shows us, and keeps those that match none yet. */
@Injectable()
export class DocumentInbox {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Order ids by the native key of one of their documents. */
  async ordersOf(systemId: string, type: string, documentIds: string[]): Promise<Map<string, string[]>> {
    const rows: { documentId: string; orderIds: string[] }[] = await this.db.query(
      `SELECT document_id AS "documentId", array_agg(order_id::text) AS "orderIds" FROM order_reference
       WHERE system_id = $1 AND type = $2 AND document_id = ANY($3) GROUP BY document_id`,
      [systemId, type, documentIds],
    );
    return new Map(rows.map(({ documentId, orderIds }) => [documentId, orderIds]));
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

  async park(systemId: string, type: string, documentId: string, document: object): Promise<void> {
    await this.db.query(
      `INSERT INTO parked_document (system_id, type, document_id, document, parked_at) VALUES ($1, $2, $3, $4, now())
       ON CONFLICT (system_id, type, document_id) DO UPDATE SET document = excluded.document`,
      [systemId, type, documentId, document],
    );
  }

  /** Documents parked at most `windowMs` ago; older ones belong to orders that were never ours. */
  parked(systemId: string, type: string, windowMs: number, limit: number): Promise<ParkedDocument[]> {
    return this.db.query(
      `SELECT type, document_id AS "documentId", document FROM parked_document
       WHERE system_id = $1 AND type = $2 AND parked_at > now() - $3 * interval '1 millisecond' ORDER BY parked_at LIMIT $4`,
      [systemId, type, windowMs, limit],
    );
  }

  async unpark(systemId: string, type: string, documentIds: string[]): Promise<void> {
    await this.db.query(`DELETE FROM parked_document WHERE system_id = $1 AND type = $2 AND document_id = ANY($3)`, [systemId, type, documentIds]);
  }

  async forgetParked(systemId: string, type: string, windowMs: number): Promise<void> {
    await this.db.query(
      `DELETE FROM parked_document WHERE system_id = $1 AND type = $2 AND parked_at <= now() - $3 * interval '1 millisecond'`,
      [systemId, type, windowMs],
    );
  }
}
