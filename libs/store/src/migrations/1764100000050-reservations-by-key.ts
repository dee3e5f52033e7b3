import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a reservation costs must not grow with those of the last minute. The unanswered ones of a resource have an index
 * of their own, which no other index can be taken for; those of an order are found by the primary key.
 *
 * The functions are planned once, at a time when the table may be empty: then a scan of the whole table looks cheapest,
 * and stays. Each reservation leaves its unanswered version in the index until vacuum: a plain index scan marks what it
 * finds dead and steps over it the next time, a bitmap scan reads it again and again.
 */
export class ReservationsByKey1764100000050 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX reservation_order;
      DROP INDEX reservation_live;
      ALTER TABLE reservation DROP CONSTRAINT reservation_pkey;
      ALTER TABLE reservation ADD CONSTRAINT reservation_pkey PRIMARY KEY (order_id, system_id, kind, resource);
      CREATE INDEX reservation_unanswered ON reservation (system_id, kind, resource) WHERE acknowledged_at IS NULL;
      CREATE INDEX reservation_answered ON reservation (system_id, kind, resource, acknowledged_at) WHERE acknowledged_at IS NOT NULL;

      CREATE FUNCTION acknowledge_reservations(orders uuid[], times timestamptz[]) RETURNS void LANGUAGE plpgsql AS $body$
      BEGIN
        UPDATE reservation r SET acknowledged_at = a.at FROM unnest(orders, times) AS a (order_id, at) WHERE r.order_id = a.order_id AND r.acknowledged_at IS NULL;
      END $body$;

      DO $body$
      DECLARE
        of text;
        setting text;
      BEGIN
        FOREACH of IN ARRAY ARRAY['reserve(text, jsonb)', 'acknowledge_reservations(uuid[], timestamptz[])'] LOOP
          FOREACH setting IN ARRAY ARRAY['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin'] LOOP
            EXECUTE format('ALTER FUNCTION %s SET %I = off', of, setting);
          END LOOP;
          EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', of);
        END LOOP;
      END $body$;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
