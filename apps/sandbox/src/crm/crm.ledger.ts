import type { DatabaseSync } from 'node:sqlite';
import { CrmDatabase, table } from './crm.database.js';
import { fromColumn } from './record/field.value.js';
import { objectNamed } from './schema/crm.schema.js';
import { Sessions } from './session.js';

export type LedgerRecord = Record<string, unknown>;

/** What the CRM holds, for tests and people to judge by, and what only its own side can do. */
export interface CrmLedger {
  accounts(): LedgerRecord[];
  contacts(): LedgerRecord[];
  opportunities(): LedgerRecord[];
  /** Records of Strata_Order__c, or those of one order. */
  orderStatuses(orderId?: string): LedgerRecord[];
  /** Ends every session: the next call of each client gets INVALID_SESSION_ID. */
  expireSessions(): void;
  /** Somebody else holds a record for so long: writes to it get UNABLE_TO_LOCK_ROW. */
  lockRecord(id: string, ms: number): void;
}

/** Living records by field name, with values as the REST API shows them. `crmRouter` must have been made of the same database. */
export function crmLedger(database: DatabaseSync, now: () => number = Date.now): CrmLedger {
  const crm = new CrmDatabase(database);
  const records = (name: string, condition = '', ...values: string[]): LedgerRecord[] => {
    const object = objectNamed(name)!;
    const rows = crm.all(`SELECT * FROM ${table(object)} WHERE "IsDeleted" = 0 ${condition} ORDER BY "Id"`, ...values);
    return rows.map((row) => Object.fromEntries(object.fields.map((field) => [field.name, fromColumn(field, row[field.name] ?? null)])));
  };
  return {
    accounts: () => records('Account'),
    contacts: () => records('Contact'),
    opportunities: () => records('Opportunity'),
    orderStatuses: (orderId) => (orderId === undefined ? records('Strata_Order__c') : records('Strata_Order__c', 'AND "Order_Id__c" = ?', orderId)),
    expireSessions: () => new Sessions(crm, 0, now).revokeAll(),
    lockRecord: (id, ms) => void crm.run('INSERT INTO crm_lock VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at', id, now() + ms),
  };
}
