import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Experiences read under a role that cannot write. Needs CREATEROLE, or a role `strata_reader` that was made before and
 * granted to the login.
 */
export class ReaderRole1763900000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'strata_reader') THEN
          CREATE ROLE strata_reader NOLOGIN;
        END IF;
        -- Whoever makes a role is its member and may not act as it (PostgreSQL 16 and later), and a superuser is a member of
        -- every role without being given one: membership says too little, so that it is given in any case.
        BEGIN
          EXECUTE format('GRANT strata_reader TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege THEN
          IF NOT pg_has_role(current_user, 'strata_reader', 'MEMBER') THEN
            RAISE;
          END IF;
        END;
      END $$;
      GRANT USAGE ON SCHEMA public TO strata_reader;
      GRANT SELECT ON order_view, order_timeline, order_reference, master_record TO strata_reader;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
