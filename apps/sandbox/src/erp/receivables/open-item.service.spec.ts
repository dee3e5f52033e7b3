import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../ledger/ledger.js';
import { Erp } from '../erp.js';
import { openItemService } from './open-item.service.js';

describe('a partial payment in another year than its invoice', () => {
  let home: string;
  let erp: Erp;
  let now = Date.UTC(2025, 11, 31, 12);
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'receivables-'));
    erp = new Erp(new Ledger(home), { billAfterMs: 0, payAfterMs: 0 }, () => now);
  });
  afterEach(() => {
    erp.ledger.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('refers to the invoice by the year of the invoice', () => {
    const { order } = erp.orders.create({
      values: { SalesOrganization: '1010', DistributionChannel: '10', OrganizationDivision: '00', SoldToParty: '1000001' },
      children: { to_Item: [{ values: { Material: 'TG0001', RequestedQuantity: '100' }, children: {} }] },
    });
    erp.warehouse.deliver(order.sales_order, undefined, true);
    const [invoice] = erp.billing.runNow();
    now = Date.UTC(2026, 0, 2);
    erp.receivables.pay(invoice!, { amount: 100 });
    const rows = [...openItemService(erp).sets['A_OperationalAcctgDocItemCube']!.list({})];
    const [receivable, payment] = ['RV', 'DZ'].map((type) => rows.find((row) => row['AccountingDocumentType'] === type)!);
    expect(receivable).toMatchObject({ FiscalYear: '2025', InvoiceReferenceFiscalYear: '0000' });
    expect(payment).toMatchObject({ FiscalYear: '2026', InvoiceReferenceFiscalYear: '2025', InvoiceReference: receivable!['AccountingDocument'] });
  });
});
