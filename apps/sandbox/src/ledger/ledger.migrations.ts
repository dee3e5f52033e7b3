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
