import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that wait for their system, requests that are answered once, and the work list. */
export class NothingLost1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_view ADD COLUMN system_id text, ADD COLUMN waiting_since timestamptz, ADD COLUMN dispatched_at timestamptz;
      CREATE INDEX order_view_waiting ON order_view (system_id, customer_id, waiting_since, placed_at) WHERE waiting_since IS NOT NULL;
      CREATE INDEX order_view_purchase_order ON order_view (customer_id, purchase_order_number);
      CREATE INDEX order_view_placed ON order_view (placed_at DESC, order_id DESC);
      CREATE INDEX order_view_status ON order_view (status, placed_at DESC, order_id DESC);
      CREATE INDEX order_reference_document ON order_reference (document_id);
      CREATE TABLE request (
        client text NOT NULL,
        idempotency_key text NOT NULL,
        operation text NOT NULL,
        body_hash text NOT NULL,
        answer jsonb,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (client, idempotency_key)
      );
      CREATE INDEX request_created_at ON request (created_at);
      CREATE TABLE work_exception (
        exception_id uuid PRIMARY KEY,
        key text NOT NULL,
        kind text NOT NULL,
        system_id text,
        order_id uuid,
        subject text,
        reason text NOT NULL,
        tried jsonb NOT NULL DEFAULT '[]',
        actions jsonb NOT NULL DEFAULT '[]',
        owner text NOT NULL,
        state text NOT NULL,
        resolution jsonb,
        replay_of uuid,
        raised_at timestamptz NOT NULL,
        resolved_at timestamptz
      );
      CREATE UNIQUE INDEX work_exception_open ON work_exception (key) WHERE state = 'open';
      CREATE INDEX work_exception_order ON work_exception (order_id);
      CREATE INDEX work_exception_raised ON work_exception (raised_at DESC, exception_id DESC);
      GRANT SELECT ON work_exception TO strata_reader;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
