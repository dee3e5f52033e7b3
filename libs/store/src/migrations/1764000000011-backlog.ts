import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the orders that wait for a system are read: by customer, oldest first, and in turns. */
export class Backlog1764000000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_view ADD COLUMN told_at timestamptz;
      DROP INDEX order_view_waiting;
      CREATE INDEX order_view_queue ON order_view (system_id, customer_id, placed_at, order_id) WHERE waiting_since IS NOT NULL AND status = 'received';
      CREATE INDEX order_view_in_turn ON order_view (system_id, told_at NULLS FIRST, placed_at) WHERE waiting_since IS NOT NULL AND status <> 'received';
      CREATE INDEX order_view_dispatched ON order_view (system_id, customer_id) WHERE dispatched_at IS NOT NULL;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
