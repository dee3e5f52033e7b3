import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ledger } from '../../ledger/ledger.js';
import { recordsMatching, type IndexedTable } from './ledger.query.js';

const ITEMS: IndexedTable = { table: 'accounting_item', order: 'document', equal: { BillingDocument: 'billing', InvoiceReference: 'invoice_reference' } };

describe('records that match alternatives of two properties', () => {
  let home: string;
  let ledger: Ledger;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ledger-'));
    ledger = new Ledger(home);
    const item = (document: string, billing: string, invoice: string) =>
      ledger.insert('accounting_item', {
        document, billing, invoice_reference: invoice, company: '', fiscal_year: '', document_type: '', customer: '', amount: 0, currency: '',
        payment_terms: '', posted_at: 0, due_at: 0,
      });
    item('1', 'A', '');
    item('2', 'B', '');
    item('3', '', '1');
    item('4', '', '2');
  });
  afterEach(() => {
    ledger.close();
    rmSync(home, { recursive: true, force: true });
  });

  const found = (alternatives: Record<string, string[]>) =>
    [...recordsMatching<{ document: string }>(ledger, ITEMS, {}, { anyOf: {}, eitherOf: [alternatives], atLeast: {} })].map(({ document }) => document);

  it('are found by the indexes of both, without reading the whole table', () => {
    const each = vi.spyOn(ledger, 'each');
    expect(found({ BillingDocument: ['A'], InvoiceReference: ['1', '9'] })).toEqual(['1', '3']);
    const [sql, ...values] = each.mock.calls[0]!;
    const plan = ledger.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail);
    expect(plan.filter((detail) => detail.startsWith('SCAN'))).toEqual([]);
    expect(plan.join()).toContain('accounting_item_by_billing');
    expect(plan.join()).toContain('accounting_item_by_invoice_reference');
  });

  it('are looked for in all of them when one property has no index, or one value is empty', () => {
    expect(found({ BillingDocument: ['A'], TransactionCurrency: ['EUR'] })).toEqual(['1', '2', '3', '4']);
    expect(found({ BillingDocument: ['A'], InvoiceReference: [''] })).toEqual(['1', '2', '3', '4']);
  });
});
