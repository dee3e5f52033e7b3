import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The version of a document that its order knows, and which orders a parked document waits for. */
export class ObservedDocuments1764000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_reference ADD COLUMN version text;
      ALTER TABLE parked_document ADD COLUMN read_at timestamptz, ADD COLUMN sales_order_ids text[];
      UPDATE parked_document SET read_at = parked_at,
        sales_order_ids = ARRAY(SELECT DISTINCT line->>'salesOrderId' FROM jsonb_array_elements(document->'lines') AS line);
      ALTER TABLE parked_document ALTER COLUMN read_at SET NOT NULL, ALTER COLUMN sales_order_ids SET NOT NULL;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
