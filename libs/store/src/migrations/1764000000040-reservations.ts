import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Limits and stocks that orders of ours are about to use, and the function that takes them. */
export class Reservations1764000000040 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE reservation (
        system_id text NOT NULL,
        kind text NOT NULL,
        resource text NOT NULL,
        order_id uuid NOT NULL,
        amount numeric NOT NULL,
        reserved_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        PRIMARY KEY (system_id, kind, resource, order_id)
      );
      CREATE INDEX reservation_order ON reservation (order_id);
      CREATE INDEX reservation_live ON reservation (system_id, kind, resource, acknowledged_at);

      -- One of ours that was answered before the read began is in the number that was read. Locks are taken for all in the
      -- order of the keys, so that nobody waits in a circle; each statement after them sees what was committed.
      CREATE FUNCTION reserve(in_system text, orders jsonb) RETURNS TABLE (order_id uuid, kind text, resource text) LANGUAGE plpgsql AS $body$
      DECLARE
        wanted record;
        need record;
        others numeric;
        refused boolean;
      BEGIN
        FOR need IN
          SELECT DISTINCT n.kind, n.resource FROM jsonb_to_recordset(orders) AS o ("orderId" uuid, needs jsonb), jsonb_to_recordset(o.needs) AS n (kind text, resource text) ORDER BY n.kind, n.resource
        LOOP
          PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), in_system, need.kind, need.resource), 7391));
        END LOOP;
        FOR wanted IN SELECT o.* FROM jsonb_to_recordset(orders) AS o ("orderId" uuid, needs jsonb) LOOP
          refused := false;
          FOR need IN SELECT n.* FROM jsonb_to_recordset(wanted.needs) AS n (kind text, resource text, amount numeric, available numeric, "asOf" timestamptz) LOOP
            SELECT coalesce(sum(live.amount), 0) INTO others FROM (
              SELECT r.order_id, r.amount FROM reservation r WHERE r.system_id = in_system AND r.kind = need.kind AND r.resource = need.resource AND r.acknowledged_at IS NULL
              UNION ALL
              SELECT r.order_id, r.amount FROM reservation r WHERE r.system_id = in_system AND r.kind = need.kind AND r.resource = need.resource AND r.acknowledged_at >= need."asOf"
            ) live WHERE live.order_id <> wanted."orderId";
            IF need.amount <= need.available AND need.amount > need.available - others THEN
              refused := true;
              order_id := wanted."orderId";
              kind := need.kind;
              resource := need.resource;
              RETURN NEXT;
            END IF;
          END LOOP;
          -- Who waits holds nothing, also not from an earlier attempt: two that wait for each other would wait for long.
          IF refused THEN
            DELETE FROM reservation r WHERE r.order_id = wanted."orderId";
          ELSE
            INSERT INTO reservation AS r (system_id, kind, resource, order_id, amount, reserved_at)
            SELECT in_system, n.kind, n.resource, wanted."orderId", n.amount, now() FROM jsonb_to_recordset(wanted.needs) AS n (kind text, resource text, amount numeric)
            ON CONFLICT ON CONSTRAINT reservation_pkey DO UPDATE SET amount = excluded.amount, reserved_at = excluded.reserved_at, acknowledged_at = NULL;
          END IF;
        END LOOP;
      END $body$;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
