export { crmLedger, type CrmLedger, type LedgerRecord } from './crm.ledger.js';
export { crmRouter, type CrmOptions } from './crm.router.js';
