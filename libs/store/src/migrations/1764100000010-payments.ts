import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Incoming payments, and the invoices that they are for. */
export class Payments1764100000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payment (
        payment_id uuid PRIMARY KEY,
        system_id text NOT NULL,
        customer_id text NOT NULL,
        amount numeric NOT NULL,
        currency text NOT NULL,
        received_on date NOT NULL,
        reference text,
        by_rule boolean NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL,
        reversal jsonb
      );
      CREATE INDEX payment_customer ON payment (customer_id, payment_id);

      CREATE TABLE payment_allocation (
        allocation_id uuid PRIMARY KEY,
        payment_id uuid NOT NULL,
        system_id text NOT NULL,
        invoice_key text NOT NULL,
        order_id uuid NOT NULL,
        amount numeric NOT NULL,
        discount numeric NOT NULL,
        settled_before numeric NOT NULL,
        state text NOT NULL,
        detail text,
        allocated_by text NOT NULL,
        allocated_at timestamptz NOT NULL,
        asked_at timestamptz,
        taken_at timestamptz
      );
      CREATE INDEX payment_allocation_payment ON payment_allocation (payment_id);
      CREATE INDEX payment_allocation_invoice ON payment_allocation (system_id, invoice_key);
      CREATE INDEX payment_allocation_under_way ON payment_allocation (payment_id) WHERE state IN ('requested', 'reversing');
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
