import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Disputes of orders, for lists: the order's object has the truth. */
export class Disputes1764100000020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE dispute (
        dispute_id uuid PRIMARY KEY,
        order_id uuid NOT NULL,
        customer_id text NOT NULL,
        invoice_id text NOT NULL,
        state text NOT NULL,
        sequence integer NOT NULL,
        record jsonb NOT NULL
      );
      CREATE INDEX dispute_order ON dispute (order_id);
      CREATE INDEX dispute_customer ON dispute (customer_id, dispute_id);
      CREATE INDEX dispute_invoice ON dispute (invoice_id);
      CREATE INDEX dispute_open ON dispute (dispute_id) WHERE state = 'open';
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
