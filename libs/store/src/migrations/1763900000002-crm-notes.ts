import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the CRM is still to be told of an order. */
export class CrmNotes1763900000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_view ADD COLUMN note_due_at timestamptz, ADD COLUMN note_failures integer NOT NULL DEFAULT 0;
      CREATE INDEX order_view_note_due ON order_view (note_due_at) WHERE note_due_at IS NOT NULL;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
