import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The star schema that analysts read, and the transaction that last changed an order's view, by which it is fed. */
export class Star1764200000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A constant first, which rewrites no row: orders that are there count as changed before everything else.
    await queryRunner.query(`
      ALTER TABLE order_view ADD COLUMN changed_tx xid8 NOT NULL DEFAULT '0';
      ALTER TABLE order_view ALTER COLUMN changed_tx SET DEFAULT pg_current_xact_id();
      CREATE INDEX order_view_changed_tx ON order_view (changed_tx, order_id);

      CREATE TABLE fact_order (
        order_id uuid PRIMARY KEY,
        system_id text,
        customer_id text COLLATE "C" NOT NULL,
        purchase_order_number text NOT NULL,
        sales_order_number text,
        status text NOT NULL,
        currency text,
        net numeric,
        tax numeric,
        total numeric,
        line_count integer NOT NULL,
        placed_on date NOT NULL,
        placed_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        shipped_at timestamptz,
        invoiced_at timestamptz,
        paid_at timestamptz,
        closed_at timestamptz,
        hours_to_delivery numeric,
        hours_to_invoice numeric,
        hours_to_cash numeric,
        sequence integer NOT NULL,
        changed_at timestamptz NOT NULL,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX fact_order_customer_id ON fact_order (customer_id);
      CREATE INDEX fact_order_status ON fact_order (status);
      CREATE INDEX fact_order_placed_on ON fact_order (placed_on);
      CREATE INDEX fact_order_placed_at ON fact_order (placed_at);
      CREATE INDEX fact_order_changed_tx ON fact_order (changed_tx, order_id);
      CREATE TABLE fact_order_line (
        line_id text COLLATE "C" PRIMARY KEY,
        order_id uuid NOT NULL,
        position integer NOT NULL,
        customer_id text COLLATE "C" NOT NULL,
        item_id text COLLATE "C" NOT NULL,
        description text,
        status text NOT NULL,
        quantity numeric NOT NULL,
        delivered_quantity numeric NOT NULL,
        invoiced_quantity numeric NOT NULL,
        returned_quantity numeric NOT NULL,
        unit text,
        unit_price numeric,
        net numeric,
        tax numeric,
        currency text,
        placed_on date NOT NULL,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX fact_order_line_order_id ON fact_order_line (order_id);
      CREATE INDEX fact_order_line_customer_id ON fact_order_line (customer_id);
      CREATE INDEX fact_order_line_item_id ON fact_order_line (item_id);
      CREATE INDEX fact_order_line_placed_on ON fact_order_line (placed_on);
      CREATE INDEX fact_order_line_changed_tx ON fact_order_line (changed_tx, line_id);
      CREATE TABLE fact_delivery (
        delivery_key text COLLATE "C" PRIMARY KEY,
        delivery_id text NOT NULL,
        system_id text,
        order_id uuid NOT NULL,
        customer_id text COLLATE "C" NOT NULL,
        status text NOT NULL,
        quantity numeric NOT NULL,
        shipped_at timestamptz,
        shipped_on date,
        received_on date,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX fact_delivery_order_id ON fact_delivery (order_id);
      CREATE INDEX fact_delivery_customer_id ON fact_delivery (customer_id);
      CREATE INDEX fact_delivery_shipped_on ON fact_delivery (shipped_on);
      CREATE INDEX fact_delivery_changed_tx ON fact_delivery (changed_tx, delivery_key);
      CREATE TABLE fact_invoice (
        invoice_key text COLLATE "C" PRIMARY KEY,
        invoice_id text COLLATE "C" NOT NULL,
        number text,
        type text NOT NULL,
        order_id uuid NOT NULL,
        customer_id text COLLATE "C" NOT NULL,
        status text NOT NULL,
        cleared boolean NOT NULL,
        amount numeric NOT NULL,
        total numeric NOT NULL,
        open numeric,
        currency text NOT NULL,
        posted_at timestamptz,
        posted_on date,
        cleared_at timestamptz,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX fact_invoice_order_id ON fact_invoice (order_id);
      CREATE INDEX fact_invoice_customer_id ON fact_invoice (customer_id);
      CREATE INDEX fact_invoice_status ON fact_invoice (status);
      CREATE INDEX fact_invoice_posted_on ON fact_invoice (posted_on);
      CREATE INDEX fact_invoice_changed_tx ON fact_invoice (changed_tx, invoice_key);
      CREATE TABLE fact_payment (
        payment_key text COLLATE "C" PRIMARY KEY,
        payment_id text NOT NULL,
        invoice_id text COLLATE "C" NOT NULL,
        order_id uuid NOT NULL,
        customer_id text COLLATE "C" NOT NULL,
        amount numeric NOT NULL,
        currency text NOT NULL,
        received_on date,
        received_at timestamptz,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX fact_payment_order_id ON fact_payment (order_id);
      CREATE INDEX fact_payment_customer_id ON fact_payment (customer_id);
      CREATE INDEX fact_payment_invoice_id ON fact_payment (invoice_id);
      CREATE INDEX fact_payment_received_on ON fact_payment (received_on);
      CREATE INDEX fact_payment_changed_tx ON fact_payment (changed_tx, payment_key);
      CREATE TABLE dim_customer (
        customer_id text COLLATE "C" PRIMARY KEY,
        system_id text NOT NULL,
        number text NOT NULL,
        name text NOT NULL,
        city text,
        postal_code text,
        country text,
        blocked boolean NOT NULL,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX dim_customer_system_id ON dim_customer (system_id);
      CREATE INDEX dim_customer_country ON dim_customer (country);
      CREATE INDEX dim_customer_changed_tx ON dim_customer (changed_tx, customer_id);
      CREATE TABLE dim_item (
        item_id text COLLATE "C" PRIMARY KEY,
        system_id text NOT NULL,
        number text NOT NULL,
        name text NOT NULL,
        unit text NOT NULL,
        sellable boolean NOT NULL,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX dim_item_system_id ON dim_item (system_id);
      CREATE INDEX dim_item_changed_tx ON dim_item (changed_tx, item_id);
      CREATE TABLE dim_date (
        date date PRIMARY KEY,
        year integer NOT NULL,
        quarter integer NOT NULL,
        month integer NOT NULL,
        month_name text NOT NULL,
        iso_week integer NOT NULL,
        day integer NOT NULL,
        weekday integer NOT NULL,
        weekday_name text NOT NULL,
        deleted boolean NOT NULL DEFAULT false,
        changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE INDEX dim_date_changed_tx ON dim_date (changed_tx, date);

      INSERT INTO dim_date (date, year, quarter, month, month_name, iso_week, day, weekday, weekday_name)
      SELECT d, extract(year FROM d), extract(quarter FROM d), extract(month FROM d), trim(to_char(d, 'Month')), extract(week FROM d), extract(day FROM d), extract(isodow FROM d), trim(to_char(d, 'Day'))
      FROM (SELECT day::date AS d FROM generate_series(timestamp '2015-01-01', timestamp '2044-12-31', interval '1 day') AS day) AS days;

      GRANT SELECT ON fact_order, fact_order_line, fact_delivery, fact_invoice, fact_payment, dim_customer, dim_item, dim_date TO strata_reader;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
