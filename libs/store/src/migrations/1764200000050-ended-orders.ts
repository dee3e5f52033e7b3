import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that are over, by when they ended: a client that keeps them for a while is told which it may forget. */
export class EndedOrders1764200000050 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX order_view_ended ON order_view (changed_at, order_id) WHERE status IN ('closed', 'cancelled', 'rejected')`);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
