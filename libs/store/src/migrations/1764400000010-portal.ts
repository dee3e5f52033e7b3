import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of the portal, the apps that people register there, and their requests for production. */
export class Portal1764400000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE portal_session (
        session_hash text PRIMARY KEY,
        account_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX portal_session_account ON portal_session (account_id);
      CREATE INDEX portal_session_expiry ON portal_session (expires_at);

      CREATE TABLE portal_app (
        app_id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        name text NOT NULL,
        description text,
        created_at timestamptz NOT NULL,
        deleted_at timestamptz
      );
      CREATE INDEX portal_app_owner ON portal_app (owner_id);

      CREATE TABLE production_request (
        app_id uuid PRIMARY KEY,
        status text NOT NULL,
        purpose text NOT NULL,
        expected_calls_per_day integer,
        requested_at timestamptz NOT NULL,
        decided_at timestamptz,
        decided_by uuid,
        reason text
      );

      ALTER TABLE access_client ADD app_id uuid, ADD secret_created_at timestamptz;
      CREATE UNIQUE INDEX access_client_app ON access_client (app_id, environment);
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
