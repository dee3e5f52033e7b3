import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Proofs of possession that were used, by their hash, for as long as they would be taken again. */
export class Proofs1764400000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE dpop_proof (
        proof_hash bytea PRIMARY KEY,
        kept_until timestamptz NOT NULL
      );
      CREATE INDEX dpop_proof_kept ON dpop_proof (kept_until);
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
