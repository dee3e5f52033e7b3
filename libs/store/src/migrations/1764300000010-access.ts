import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who gets in: clients, keys and accounts, and what the embedded issuer keeps. */
export class Access1764300000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE portal_account (
        account_id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz
      );
      CREATE UNIQUE INDEX portal_account_email ON portal_account (email);

      CREATE TABLE access_client (
        client_id text PRIMARY KEY,
        name text NOT NULL,
        kind text NOT NULL,
        owner_id uuid,
        environment text NOT NULL,
        plan text NOT NULL,
        scopes text[] NOT NULL,
        customers text[],
        secret_hash text,
        previous_secret_hash text,
        previous_secret_until timestamptz,
        jwks jsonb,
        redirect_uris text[] NOT NULL,
        dpop_bound boolean NOT NULL,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE INDEX access_client_owner ON access_client (owner_id);

      CREATE TABLE access_key (
        key_id text PRIMARY KEY,
        client_id text NOT NULL,
        name text NOT NULL,
        secret_hash text NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        last_used_at timestamptz
      );
      CREATE INDEX access_key_client ON access_key (client_id);

      CREATE TABLE oidc_artifact (
        model text NOT NULL,
        id_hash text NOT NULL,
        payload bytea NOT NULL,
        grant_hash text,
        uid_hash text,
        expires_at timestamptz,
        consumed_at timestamptz,
        PRIMARY KEY (model, id_hash)
      );
      CREATE INDEX oidc_artifact_grant ON oidc_artifact (grant_hash);
      CREATE INDEX oidc_artifact_uid ON oidc_artifact (uid_hash);
      CREATE INDEX oidc_artifact_expiry ON oidc_artifact (expires_at);

      CREATE TABLE oidc_signing_key (
        kid text PRIMARY KEY,
        public_jwk jsonb NOT NULL,
        private_jwk bytea NOT NULL,
        created_at timestamptz NOT NULL,
        signs_from timestamptz NOT NULL,
        published_until timestamptz
      );

      CREATE TABLE sign_in_attempt (
        subject_hash text PRIMARY KEY,
        failures integer NOT NULL,
        counts_until timestamptz NOT NULL
      );
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
