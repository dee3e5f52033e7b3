import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Calls that a client may still make, leased to replicas in blocks under a row lock per client: the row of its token bucket.
 * Time is the database's own, but for specs, which say it (`at`).
 *
 * `waiting` calls wait for an answer; `*_held` is what the replica has left, `*_block` what it holds at most beyond those
 * that wait. A null rate or quota is none. A call needs one of each, so nothing is leased while either is spent. Of a day's
 * rest at most an eighth is leased ahead: near its end blocks become single calls, and none lies idle elsewhere.
 */
export class Limits1764300000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE call_bucket (
        client_id text PRIMARY KEY,
        tokens double precision NOT NULL,
        filled_at timestamptz NOT NULL
      ) WITH (fillfactor = 50);
      CREATE TABLE call_usage (
        client_id text NOT NULL,
        day date NOT NULL,
        used int NOT NULL,
        PRIMARY KEY (client_id, day)
      ) WITH (fillfactor = 50);

      CREATE FUNCTION lease_calls(
        of_client text, waiting int, per_second int, burst int, burst_block int, burst_held int, per_day int, day_block int, day_held int, at timestamptz,
        OUT burst_given int, OUT burst_left int, OUT burst_ms double precision, OUT day date, OUT day_given int, OUT day_left int, OUT day_ms double precision
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        bucket call_bucket;
        moment timestamptz;
        served int;
        tokens_left double precision;
        is_first boolean;
      BEGIN
        SELECT * INTO bucket FROM call_bucket b WHERE b.client_id = of_client FOR UPDATE;
        IF NOT FOUND THEN
          INSERT INTO call_bucket VALUES (of_client, coalesce(burst, 0), coalesce(at, clock_timestamp())) ON CONFLICT DO NOTHING;
          SELECT * INTO bucket FROM call_bucket b WHERE b.client_id = of_client FOR UPDATE;
        END IF;
        -- After the lock: what the others leased meanwhile is seen, and was leased earlier.
        moment := coalesce(at, clock_timestamp());
        lease_calls.day := (moment AT TIME ZONE 'UTC')::date;
        day_ms := extract(epoch FROM ((lease_calls.day + 1)::timestamp AT TIME ZONE 'UTC') - moment) * 1000;
        tokens_left := least(burst, bucket.tokens + per_second * greatest(0, extract(epoch FROM moment - bucket.filled_at)));
        burst_left := floor(tokens_left);
        IF per_day IS NOT NULL THEN
          SELECT greatest(0, per_day - u.used) INTO day_left FROM call_usage u WHERE u.client_id = of_client AND u.day = lease_calls.day;
          is_first := NOT FOUND;
          day_left := coalesce(day_left, per_day);
        END IF;

        -- least() passes over what is null, and so over a limit that there is none of.
        served := least(waiting, burst_held + burst_left, day_held + day_left);
        burst_given := 0;
        day_given := 0;
        IF least(burst_held + burst_left, day_held + day_left) > 0 THEN
          burst_given := coalesce(least(burst_left, greatest(0, served + burst_block - burst_held)), 0);
          IF per_day IS NOT NULL THEN
            day_given := greatest(0, served - day_held);
            IF day_held - served <= day_block / 2 THEN
              day_given := day_given + least((day_left - day_given) / 8, day_block - greatest(0, day_held - served));
            END IF;
          END IF;
        END IF;

        tokens_left := tokens_left - burst_given;
        burst_left := burst_left - burst_given;
        burst_ms := (floor(tokens_left) + 1 - tokens_left) / per_second * 1000;
        day_left := day_left - day_given;
        UPDATE call_bucket b SET tokens = coalesce(tokens_left, 0), filled_at = moment WHERE b.client_id = of_client;
        IF day_given > 0 THEN
          IF is_first THEN
            DELETE FROM call_usage u WHERE u.client_id = of_client AND u.day < lease_calls.day - 400;
          END IF;
          INSERT INTO call_usage AS u VALUES (of_client, lease_calls.day, day_given)
            ON CONFLICT ON CONSTRAINT call_usage_pkey DO UPDATE SET used = u.used + excluded.used;
        END IF;
      END $$;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
