import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from './ledger.js';
import { LEDGER_SCHEMA } from './ledger.schema.js';

describe('the books of an earlier version', () => {
  let home: string;
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'ledger-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const itemsAfterStart = () => {
    const ledger = new Ledger(home);
    const items = ledger.all('SELECT document, invoice_reference, written_off, is_reversed FROM accounting_item');
    ledger.close();
    return items;
  };

  it('get the columns they lack, and keep what they hold', () => {
    const old = new DatabaseSync(join(home, 'sandbox.db'));
    old.exec(LEDGER_SCHEMA);
    old.exec(
      `INSERT INTO accounting_item (document, company, fiscal_year, document_type, customer, billing, amount, currency, payment_terms, posted_at, due_at)
       VALUES ('1800000000', '1010', '2026', 'RV', '0001000001', '0090000000', 100, 'EUR', '0001', 1, 1)`,
    );
    old.close();
    expect(itemsAfterStart()).toEqual([{ document: '1800000000', invoice_reference: '', written_off: 0, is_reversed: 0 }]);
    expect(itemsAfterStart()).toHaveLength(1);
  });

  it('are left alone when they are of a later one', () => {
    const ledger = new Ledger(home);
    ledger.run('PRAGMA user_version = 1000');
    ledger.close();
    expect(() => new Ledger(home)).toThrow('later version (1000)');
  });
});
