import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Calls per second that replicas share: permits are leased in blocks under a row lock per system.
 *
 * A lease granted at T is used until T + valid_ms and counts until a second (and what may lie between a permit and its
 * call, window_ms in all) after that; what its holder reports as closed counts that long from the report. Ranks are
 * 1 orders, 2 screens, 3 exports; `reach[k]` is what k and those behind it may hold together.
 *
 * What a holder wanted and did not get is noted: while it is fresh nobody else is given permits for what is less urgent,
 * nor more than an equal part of them for what is as urgent.
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
        holder text NOT NULL,
        rank int NOT NULL,
        permits int NOT NULL,
        counts_until timestamptz NOT NULL
      );
      CREATE INDEX permit_lease_system ON permit_lease (system_id);
      CREATE TABLE permit_demand (
        system_id text NOT NULL REFERENCES call_budget,
        holder text NOT NULL,
        unmet int[] NOT NULL,
        told_at timestamptz NOT NULL,
        PRIMARY KEY (system_id, holder)
      );

      CREATE FUNCTION lease_permits(
        of_system text, of_holder text, reach int[], waiting int[], wanted int[], valid_ms int, window_ms int, closed_ids bigint[], closed_used int[], unleased int,
        OUT lease_ids bigint[], OUT permits int[], OUT free int, OUT next_ms double precision
      ) LANGUAGE plpgsql AS $$
      DECLARE
        granted_at timestamptz;
        held int[];
        own int;
        rivals int;
        unmet int[];
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
          INSERT INTO permit_lease (system_id, holder, rank, permits, counts_until) VALUES (of_system, of_holder, 1, unleased, granted_at + spent_for);
        END IF;
        SELECT ARRAY[coalesce(sum(l.permits), 0), coalesce(sum(l.permits) FILTER (WHERE l.rank >= 2), 0), coalesce(sum(l.permits) FILTER (WHERE l.rank >= 3), 0)],
          coalesce(sum(l.permits) FILTER (WHERE l.holder = of_holder), 0)
          INTO held, own FROM permit_lease l WHERE l.system_id = of_system;
        DELETE FROM permit_demand d WHERE d.system_id = of_system AND d.told_at < granted_at - interval '1.5 s';
        FOR of_rank IN 1..3 LOOP
          given := wanted[of_rank];
          FOR k IN 1..of_rank LOOP
            given := greatest(0, least(given, reach[k] - held[k]));
          END LOOP;
          IF given > 0 THEN
            SELECT count(*) FILTER (WHERE d.unmet[of_rank] > 0),
              CASE WHEN bool_or(0 < ANY (d.unmet[1:of_rank - 1])) THEN 0 ELSE given END
              INTO rivals, given FROM permit_demand d WHERE d.system_id = of_system AND d.holder <> of_holder;
            IF rivals > 0 THEN
              given := greatest(0, least(given, ceil(reach[of_rank] / (rivals + 1.0))::int - own));
            END IF;
          END IF;
          given_id := NULL;
          IF given > 0 THEN
            INSERT INTO permit_lease (system_id, holder, rank, permits, counts_until)
              VALUES (of_system, of_holder, of_rank, given, granted_at + make_interval(secs => valid_ms / 1000.0) + spent_for) RETURNING lease_id INTO given_id;
            own := own + given;
            FOR k IN 1..of_rank LOOP
              held[k] := held[k] + given;
            END LOOP;
          END IF;
          lease_ids := lease_ids || given_id;
          permits := permits || given;
          unmet := unmet || greatest(0, waiting[of_rank] - given);
        END LOOP;
        INSERT INTO permit_demand AS d (system_id, holder, unmet, told_at) VALUES (of_system, of_holder, unmet, granted_at)
          ON CONFLICT (system_id, holder) DO UPDATE SET unmet = excluded.unmet, told_at = excluded.told_at;
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
