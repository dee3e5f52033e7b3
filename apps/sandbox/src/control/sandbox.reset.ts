import { CrmDatabase } from '../crm/crm.database.js';
import { seedCrm } from '../crm/seed/crm.seed.js';
import type { Erp } from '../erp/erp.js';

const ERP_TABLES = [
  'sales_order', 'sales_order_item', 'delivery', 'delivery_item', 'billing', 'billing_item', 'accounting_item',
  'claim', 'claim_item', 'returns_delivery',
  'stock', 'credit_account', 'master_change', 'fault_count',
];

/** Empties the books of both systems and fills them from their seeds. */
export class SandboxReset {
  constructor(private readonly erp: Erp) {}

  run(): void {
    const { ledger, masterData } = this.erp;
    ledger.transaction(() => {
      for (const table of ERP_TABLES) ledger.run(`DELETE FROM ${table}`);
      masterData.reset();
      const crmTables = ledger.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'crm\\_%' ESCAPE '\\'");
      for (const { name } of crmTables) ledger.run(`DELETE FROM "${name}"`);
      seedCrm(new CrmDatabase(ledger.database), this.erp.now);
    });
  }
}
