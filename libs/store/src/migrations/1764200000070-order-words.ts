import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders are found by words of their purchase order number and of their customer, and come by their last change.
 * What stands between words is the ASCII punctuation: what else is a letter depends on the database's locale.
 */
export class OrderWords1764200000070 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION words_of(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN to_tsvector('simple'::regconfig, regexp_replace($1, '[!-/:-@\\[-\`{-~]+', ' ', 'g'));
      CREATE INDEX order_view_words ON order_view USING gin (words_of(purchase_order_number));
      CREATE INDEX order_view_changed ON order_view (changed_at DESC, order_id DESC);
      CREATE INDEX master_record_customer_words ON master_record USING gin (words_of((record->>'name') || ' ' || record_id)) WHERE kind = 'customer';
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
