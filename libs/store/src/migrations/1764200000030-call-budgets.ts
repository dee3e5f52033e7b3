import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Calls per second that replicas share: permits are leased in blocks under a row lock per system.
 *
 * A lease granted at T is used until T + valid_ms and counts until a second (and what may lie between a permit and its
 * call, window_ms in all) after that; what its holder reports as closed counts that long from the report. Ranks are
 * 1 orders, 2 screens, 3 exports; `reach[k]` is what k and those behind it may hold together.
 */
export class CallBudgets1764200000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE call_budget (
        system_id text PRIMARY KEY
      );
      CREATE TABLE permit_lease (
        lease_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        system_id text NOT NULL REFERENCES call_budget,
        rank int NOT NULL,
        permits int NOT NULL,
        counts_until timestamptz NOT NULL
      );
      CREATE INDEX permit_lease_system ON permit_lease (system_id);

      CREATE FUNCTION lease_permits(
        of_system text, reach int[], wanted int[], valid_ms int, window_ms int, closed_ids bigint[], closed_used int[], unleased int,
        OUT lease_ids bigint[], OUT permits int[], OUT free int, OUT next_ms double precision
      ) LANGUAGE plpgsql AS $$
      DECLARE
        granted_at timestamptz;
        held int[];
        given int;
        given_id bigint;
        spent_for interval := make_interval(secs => window_ms / 1000.0);
      BEGIN
        PERFORM FROM call_budget WHERE system_id = of_system FOR UPDATE;
        IF NOT FOUND THEN
          INSERT INTO call_budget VALUES (of_system) ON CONFLICT DO NOTHING;
          PERFORM FROM call_budget WHERE system_id = of_system FOR UPDATE;
        END IF;
        -- After the lock: what the others were granted meanwhile is seen, and was granted earlier.
        granted_at := clock_timestamp();
        UPDATE permit_lease l SET permits = least(l.permits, c.used), counts_until = least(l.counts_until, granted_at + spent_for)
          FROM unnest(closed_ids, closed_used) AS c(id, used) WHERE l.lease_id = c.id AND l.system_id = of_system;
        DELETE FROM permit_lease l WHERE l.system_id = of_system AND (l.counts_until <= granted_at OR l.permits = 0);
        IF unleased > 0 THEN
          INSERT INTO permit_lease (system_id, rank, permits, counts_until) VALUES (of_system, 1, unleased, granted_at + spent_for);
        END IF;
        SELECT ARRAY[coalesce(sum(l.permits), 0), coalesce(sum(l.permits) FILTER (WHERE l.rank >= 2), 0), coalesce(sum(l.permits) FILTER (WHERE l.rank >= 3), 0)]
          INTO held FROM permit_lease l WHERE l.system_id = of_system;
        FOR of_rank IN 1..3 LOOP
          given := wanted[of_rank];
          FOR k IN 1..of_rank LOOP
            given := greatest(0, least(given, reach[k] - held[k]));
          END LOOP;
          given_id := NULL;
          IF given > 0 THEN
            INSERT INTO permit_lease (system_id, rank, permits, counts_until)
              VALUES (of_system, of_rank, given, granted_at + make_interval(secs => valid_ms / 1000.0) + spent_for) RETURNING lease_id INTO given_id;
            FOR k IN 1..of_rank LOOP
              held[k] := held[k] + given;
            END LOOP;
          END IF;
          lease_ids := lease_ids || given_id;
          permits := permits || given;
        END LOOP;
        free := greatest(0, reach[1] - held[1]);
        SELECT coalesce(extract(epoch FROM min(l.counts_until) - granted_at) * 1000, 0) INTO next_ms FROM permit_lease l WHERE l.system_id = of_system;
      END $$;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
