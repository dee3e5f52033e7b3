import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each CRM is told of the orders of its own ERPs: what is due is looked up by ERP, whatever the others have due. */
export class NotesBySystem1764500000050 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX order_view_note_due;
      CREATE INDEX order_view_note_due ON order_view (system_id, note_due_at) WHERE note_due_at IS NOT NULL;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
