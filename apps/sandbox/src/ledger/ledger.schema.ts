/**
 * The tables of the pretend ERP. Amounts are whole cents, quantities whole thousandths, times epoch milliseconds.
 * They are as in the first version: what was added since is in `ledger.migrations.ts`.
 * `body` holds what the caller gave and no rule looks at, by property name.
 */
export const LEDGER_SCHEMA = `
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault_count (
  system TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (system, what)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS number_range (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO number_range VALUES
  ('sales-order', 1000), ('delivery', 80000000), ('billing', 90000000), ('invoice-posting', 1800000000),
  ('payment-posting', 1400000000), ('reversal-posting', 1700000000), ('material-document', 4900000000);

CREATE TABLE IF NOT EXISTS stock (
  product TEXT NOT NULL, plant TEXT NOT NULL, on_hand INTEGER NOT NULL, committed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (product, plant)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credit_account (
  customer TEXT PRIMARY KEY, credit_limit INTEGER NOT NULL, limit_is_zero INTEGER NOT NULL, blocked INTEGER NOT NULL,
  block_reason TEXT NOT NULL, currency TEXT NOT NULL, open_orders INTEGER NOT NULL DEFAULT 0,
  open_items INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS master_change (
  kind TEXT NOT NULL, id TEXT NOT NULL, changes TEXT NOT NULL, changed_at INTEGER NOT NULL,
  PRIMARY KEY (kind, id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sales_order (
  sales_order TEXT PRIMARY KEY, order_type TEXT NOT NULL, sales_org TEXT NOT NULL, channel TEXT NOT NULL, division TEXT NOT NULL,
  sold_to TEXT NOT NULL, ship_to TEXT NOT NULL, payer TEXT NOT NULL, reference TEXT NOT NULL, purchase_order TEXT NOT NULL,
  currency TEXT NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, credit_value INTEGER NOT NULL, credit_status TEXT NOT NULL,
  delivery_block TEXT NOT NULL, billing_block TEXT NOT NULL, process_status TEXT NOT NULL, delivery_status TEXT NOT NULL,
  rejection_status TEXT NOT NULL, requested_date INTEGER, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  partners TEXT NOT NULL, texts TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sales_order_by_reference ON sales_order (reference);
CREATE INDEX IF NOT EXISTS sales_order_by_sold_to ON sales_order (sold_to, purchase_order);
CREATE INDEX IF NOT EXISTS sales_order_by_purchase_order ON sales_order (purchase_order);
CREATE INDEX IF NOT EXISTS sales_order_by_change ON sales_order (changed_at);
CREATE TABLE IF NOT EXISTS sales_order_item (
  sales_order TEXT NOT NULL, item TEXT NOT NULL, material TEXT NOT NULL, plant TEXT NOT NULL, quantity INTEGER NOT NULL,
  unit TEXT NOT NULL, numerator INTEGER NOT NULL, denominator INTEGER NOT NULL, price INTEGER NOT NULL, tax_percent INTEGER NOT NULL,
  net INTEGER NOT NULL, tax INTEGER NOT NULL, requested_date INTEGER, from_stock INTEGER NOT NULL, planned INTEGER NOT NULL,
  planned_date INTEGER, delivered INTEGER NOT NULL DEFAULT 0, issued INTEGER NOT NULL DEFAULT 0, billed INTEGER NOT NULL DEFAULT 0,
  rejection TEXT NOT NULL DEFAULT '', texts TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (sales_order, item)) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS sales_order_item_short ON sales_order_item (material, plant) WHERE from_stock < quantity;

CREATE TABLE IF NOT EXISTS delivery (
  delivery TEXT PRIMARY KEY, sales_org TEXT NOT NULL, shipping_point TEXT NOT NULL, sold_to TEXT NOT NULL, ship_to TEXT NOT NULL,
  payer TEXT NOT NULL, picking TEXT NOT NULL, movement TEXT NOT NULL, billing_status TEXT NOT NULL, version INTEGER NOT NULL,
  delivery_date INTEGER, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, issued_at INTEGER, bill_due_at INTEGER,
  body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_bill_due ON delivery (bill_due_at) WHERE bill_due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS delivery_by_change ON delivery (changed_at);
CREATE TABLE IF NOT EXISTS delivery_item (
  delivery TEXT NOT NULL, item TEXT NOT NULL, sales_order TEXT NOT NULL, sales_order_item TEXT NOT NULL, material TEXT NOT NULL,
  plant TEXT NOT NULL, quantity INTEGER NOT NULL, unit TEXT NOT NULL, numerator INTEGER NOT NULL, denominator INTEGER NOT NULL,
  picked INTEGER NOT NULL DEFAULT 0, movement TEXT NOT NULL DEFAULT 'A', billed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (delivery, item)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_item_by_order ON delivery_item (sales_order);

CREATE TABLE IF NOT EXISTS billing (
  billing TEXT PRIMARY KEY, billing_type TEXT NOT NULL, sales_org TEXT NOT NULL, channel TEXT NOT NULL, division TEXT NOT NULL,
  sold_to TEXT NOT NULL, payer TEXT NOT NULL, currency TEXT NOT NULL, payment_terms TEXT NOT NULL, purchase_order TEXT NOT NULL,
  net INTEGER NOT NULL, tax INTEGER NOT NULL, posting TEXT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0, cancels TEXT NOT NULL,
  clearing TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, pay_due_at INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS billing_pay_due ON billing (pay_due_at) WHERE pay_due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS billing_by_sold_to ON billing (sold_to);
CREATE INDEX IF NOT EXISTS billing_by_change ON billing (changed_at);
CREATE INDEX IF NOT EXISTS billing_by_clearing ON billing (clearing);
CREATE TABLE IF NOT EXISTS billing_item (
  billing TEXT NOT NULL, item TEXT NOT NULL, delivery TEXT NOT NULL, delivery_item TEXT NOT NULL, sales_order TEXT NOT NULL,
  sales_order_item TEXT NOT NULL, material TEXT NOT NULL, plant TEXT NOT NULL, quantity INTEGER NOT NULL, unit TEXT NOT NULL,
  numerator INTEGER NOT NULL, denominator INTEGER NOT NULL, price INTEGER NOT NULL, tax_percent INTEGER NOT NULL,
  net INTEGER NOT NULL, tax INTEGER NOT NULL,
  PRIMARY KEY (billing, item)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS billing_item_by_order ON billing_item (sales_order);
CREATE INDEX IF NOT EXISTS billing_item_by_delivery ON billing_item (delivery);

CREATE TABLE IF NOT EXISTS accounting_item (
  document TEXT PRIMARY KEY, company TEXT NOT NULL, fiscal_year TEXT NOT NULL, document_type TEXT NOT NULL, customer TEXT NOT NULL,
  billing TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, payment_terms TEXT NOT NULL, posted_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL, cash_discount INTEGER NOT NULL DEFAULT 0, cleared_at INTEGER, clearing_document TEXT NOT NULL DEFAULT '')
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounting_item_by_billing ON accounting_item (billing);
CREATE INDEX IF NOT EXISTS accounting_item_by_customer ON accounting_item (customer);
CREATE INDEX IF NOT EXISTS accounting_item_by_clearing ON accounting_item (clearing_document);
CREATE INDEX IF NOT EXISTS accounting_item_by_type ON accounting_item (document_type, document);
`;
