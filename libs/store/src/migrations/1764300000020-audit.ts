import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditRights } from '../audit/audit-access.js';

/**
 * The audit trail: a schema whose owner is a role that nobody signs in as. The login of the application reads it and calls
 * its functions; it cannot insert, change, delete or truncate, and triggers refuse that of the owner too.
 *
 * Needs CREATEROLE, or a role `strata_audit` that was made before and granted to the login that migrates.
 */
export class Audit1764300000020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DO $$
      BEGIN
        IF getdatabaseencoding() <> 'UTF8' THEN
          RAISE EXCEPTION 'the audit trail needs a database in UTF8, this one is in %', getdatabaseencoding();
        END IF;
        BEGIN
          CREATE ROLE strata_audit NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
          BEGIN
            -- Whoever makes a role administers it, but may not act as it (PostgreSQL 16 and later).
            EXECUTE format('GRANT strata_audit TO %I', current_user);
          EXCEPTION WHEN insufficient_privilege THEN NULL;
          END;
        END IF;
        EXECUTE format('GRANT CREATE ON DATABASE %I TO strata_audit', current_database());
      END $$;

      SET LOCAL ROLE strata_audit;
      CREATE SCHEMA audit;

      CREATE TABLE audit.entry (
        seq bigint PRIMARY KEY,
        at timestamptz(3) NOT NULL,
        operation text NOT NULL,
        outcome text NOT NULL,
        status integer,
        principal text,
        client text,
        actor text,
        authority text,
        remote text,
        record_type text,
        record_id text,
        trace text,
        count integer NOT NULL,
        subject_key uuid,
        sealed bytea,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL
      );
      CREATE INDEX entry_record ON audit.entry (record_type, record_id) WHERE record_id IS NOT NULL;
      CREATE INDEX entry_subject_key ON audit.entry (subject_key) WHERE subject_key IS NOT NULL;

      CREATE TABLE audit.head (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        seq bigint NOT NULL,
        hash bytea NOT NULL
      );
      INSERT INTO audit.head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

      CREATE TABLE audit.signing_key (
        key_id text PRIMARY KEY,
        public_key text NOT NULL,
        private_key bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE audit.checkpoint (
        seq bigint PRIMARY KEY,
        hash bytea NOT NULL,
        at timestamptz(3) NOT NULL,
        count bigint NOT NULL,
        key_id text NOT NULL REFERENCES audit.signing_key,
        signature bytea NOT NULL
      );

      CREATE TABLE audit.subject_key (
        key_id uuid PRIMARY KEY,
        subject text NOT NULL,
        wrapped bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        erased_at timestamptz,
        CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX subject_key_in_use ON audit.subject_key (subject) WHERE erased_at IS NULL;
      CREATE INDEX subject_key_subject ON audit.subject_key (subject);

      CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit trail is only ever added to: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
      CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
      CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.signing_key FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
      CREATE TRIGGER only_moved_on BEFORE INSERT OR DELETE OR TRUNCATE ON audit.head FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
      CREATE TRIGGER only_erased BEFORE DELETE OR TRUNCATE ON audit.subject_key FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
      ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER only_added_to;
      ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER only_added_to;
      ALTER TABLE audit.signing_key ENABLE ALWAYS TRIGGER only_added_to;
      ALTER TABLE audit.head ENABLE ALWAYS TRIGGER only_moved_on;
      ALTER TABLE audit.subject_key ENABLE ALWAYS TRIGGER only_erased;

      -- A hash is taken over the row as a JSON array, the hash before it first. The function encodes and inserts what it is
      -- given at once, and holds the head as long as its transaction takes.
      CREATE FUNCTION audit.append(entries jsonb, OUT last_seq bigint, OUT last_hash bytea)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        e audit.entry;
        added audit.entry[];
      BEGIN
        SELECT h.seq, h.hash INTO STRICT last_seq, last_hash FROM audit.head h FOR UPDATE;
        FOR e IN SELECT * FROM jsonb_populate_recordset(NULL::audit.entry, entries) LOOP
          last_seq := last_seq + 1;
          e.seq := last_seq;
          e.previous_hash := last_hash;
          last_hash := sha256(convert_to(json_build_array(encode(e.previous_hash, 'hex'), e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            e.operation, e.outcome, e.status, e.principal, e.client, e.actor, e.authority, e.remote, e.record_type, e.record_id, e.trace, e.count, e.subject_key, encode(e.sealed, 'hex'))::text, 'UTF8'));
          e.hash := last_hash;
          added := added || e;
        END LOOP;
        INSERT INTO audit.entry SELECT * FROM unnest(added);
        UPDATE audit.head SET seq = last_seq, hash = last_hash;
      END $$;

      CREATE FUNCTION audit.add_signing_key(id text, public_pem text, wrapped bytea) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO audit.signing_key (key_id, public_key, private_key) VALUES (id, public_pem, wrapped) ON CONFLICT DO NOTHING
      $$;

      -- False: another process was there first, or the row is none of the trail.
      CREATE FUNCTION audit.add_checkpoint(of_seq bigint, of_hash bytea, signed_at timestamptz, of_count bigint, by_key text, by_signature bytea) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        INSERT INTO audit.checkpoint (seq, hash, at, count, key_id, signature)
          SELECT e.seq, e.hash, signed_at, of_count, by_key, by_signature FROM audit.entry e WHERE e.seq = of_seq AND e.hash = of_hash
          ON CONFLICT DO NOTHING;
        RETURN FOUND;
      END $$;

      -- The key in use of a subject; the one that is offered becomes it where there is none.
      CREATE FUNCTION audit.key_of(of_subject text, offered_id uuid, offered bytea, OUT key_id uuid, OUT wrapped bytea)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        LOOP
          SELECT k.key_id, k.wrapped INTO key_id, wrapped FROM audit.subject_key k WHERE k.subject = of_subject AND k.erased_at IS NULL;
          EXIT WHEN FOUND;
          INSERT INTO audit.subject_key (key_id, subject, wrapped) VALUES (offered_id, of_subject, offered) ON CONFLICT DO NOTHING;
        END LOOP;
      END $$;

      -- How many keys went. What was sealed under them can be read by nobody from then on.
      CREATE FUNCTION audit.erase_subject(of_subject text) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        erased integer;
      BEGIN
        UPDATE audit.subject_key SET wrapped = NULL, erased_at = now() WHERE subject = of_subject AND erased_at IS NULL;
        GET DIAGNOSTICS erased = ROW_COUNT;
        RETURN erased;
      END $$;

      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
      ${auditRights('SESSION_USER')}
      RESET ROLE;
    `);
    await queryRunner.query(`
      DO $$
      BEGIN
        EXECUTE format('REVOKE CREATE ON DATABASE %I FROM strata_audit', current_database());
        EXECUTE format('REVOKE strata_audit FROM %I', current_user);
      EXCEPTION WHEN insufficient_privilege THEN NULL;
      END $$;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
