import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders are found by their purchase order number alone. */
export class OrderSearch1764000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX order_view_purchase_order;
      CREATE INDEX order_view_purchase_order ON order_view (purchase_order_number, customer_id);
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
