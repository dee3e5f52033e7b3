import type { DatabaseSync } from 'node:sqlite';

/**
 * What has changed in the tables since `LEDGER_SCHEMA`, the oldest first; the position of the last one that a home has
 * is its `user_version`. A home of an earlier version gets what it lacks when it is opened. Only ever add to the end.
 */
const MIGRATIONS: readonly string[] = [
  `ALTER TABLE accounting_item ADD COLUMN invoice_reference TEXT NOT NULL DEFAULT '';
   ALTER TABLE accounting_item ADD COLUMN written_off INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE accounting_item ADD COLUMN is_reversed INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX accounting_item_by_invoice_reference ON accounting_item (invoice_reference);`,
  'ALTER TABLE delivery ADD COLUMN proven_on INTEGER;',
  `CREATE TABLE claim (
     claim TEXT PRIMARY KEY, kind TEXT NOT NULL, sales_order TEXT NOT NULL, sold_to TEXT NOT NULL, payer TEXT NOT NULL, sales_org TEXT NOT NULL,
     channel TEXT NOT NULL, division TEXT NOT NULL, purchase_order TEXT NOT NULL, currency TEXT NOT NULL, net INTEGER NOT NULL,
     reason TEXT NOT NULL, rejected INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE claim_item (
     claim TEXT NOT NULL, item TEXT NOT NULL, reference TEXT NOT NULL, reference_item TEXT NOT NULL, reference_category TEXT NOT NULL,
     sales_order TEXT NOT NULL, sales_order_item TEXT NOT NULL, material TEXT NOT NULL, plant TEXT NOT NULL, quantity INTEGER NOT NULL,
     unit TEXT NOT NULL, numerator INTEGER NOT NULL, denominator INTEGER NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL,
     PRIMARY KEY (claim, item)) WITHOUT ROWID;
   CREATE INDEX claim_item_by_order ON claim_item (sales_order);
   CREATE INDEX claim_item_by_reference ON claim_item (reference);
   CREATE TABLE returns_delivery (
     delivery TEXT PRIMARY KEY, claim TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX returns_delivery_by_claim ON returns_delivery (claim);
   ALTER TABLE billing_item ADD COLUMN sales_category TEXT NOT NULL DEFAULT 'C';
   INSERT OR IGNORE INTO number_range VALUES ('customer-return', 60000000), ('credit-memo-request', 70000000), ('returns-delivery', 84000000);`,
  ['sales_order_item', 'delivery_item'].flatMap((table) => ['under_tolerance', 'over_tolerance', 'unlimited_over'].map((column) => `ALTER TABLE ${table} ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0;`)).join(' '),
];

/** Brings a home to the present tables. Throws when a later version of the sandbox has made it. */
export function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`The books are of a later version (${version}) than this sandbox knows (${MIGRATIONS.length})`);
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    // The version is kept with the tables, so that a kill in between leaves neither.
    database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
