import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asAuditOwner } from '../audit/audit-access.js';

/**
 * A row of the audit trail says by which HTTP method a call came and how long it took. Both are hashed with the row, at its
 * end and only where it has one of them: what rows of before were hashed over stays as it was.
 */
export class MeasuredCalls1764600000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(asAuditOwner(`
      ALTER TABLE audit.entry ADD COLUMN method text, ADD COLUMN duration_ms integer;

      CREATE OR REPLACE FUNCTION audit.append(entries jsonb, OUT last_seq bigint, OUT last_hash bytea)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        e audit.entry;
        added audit.entry[];
        said text;
      BEGIN
        SELECT h.seq, h.hash INTO STRICT last_seq, last_hash FROM audit.head h FOR UPDATE;
        FOR e IN SELECT * FROM jsonb_populate_recordset(NULL::audit.entry, entries) LOOP
          last_seq := last_seq + 1;
          e.seq := last_seq;
          e.previous_hash := last_hash;
          said := json_build_array(encode(e.previous_hash, 'hex'), e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            e.operation, e.outcome, e.status, e.principal, e.client, e.actor, e.authority, e.remote, e.record_type, e.record_id, e.trace, e.count, e.subject_key, encode(e.sealed, 'hex'))::text;
          IF e.method IS NOT NULL OR e.duration_ms IS NOT NULL THEN
            said := left(said, -1) || ', ' || substr(json_build_array(e.method, e.duration_ms)::text, 2);
          END IF;
          last_hash := sha256(convert_to(said, 'UTF8'));
          e.hash := last_hash;
          added := added || e;
        END LOOP;
        INSERT INTO audit.entry SELECT * FROM unnest(added);
        UPDATE audit.head SET seq = last_seq, hash = last_hash;
      END $$;
    `));
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
