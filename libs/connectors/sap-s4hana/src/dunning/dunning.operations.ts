import { StrataError, type DunningStatus } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import { customerFilter, customerKeySelection } from '../customer/customer.wire.js';
import { changeTogether, type RowChange } from '../sap-s4hana.changeset.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toDunningStatus, toSapPause, toSapResumption } from './dunning.mapper.js';
import { dunningFilter, dunningSelection, dunningService, type DunningRow } from './dunning.wire.js';

/** Reminders are sent by a run of the ERP, which passes over what has a dunning block. */
export function dunningOperations({ client, options }: SapSystem): Pick<ErpConnector, 'readDunning' | 'pauseDunning' | 'resumeDunning'> {
  async function rowsOf(call: SapCall, customerId: string): Promise<DunningRow[]> {
    const rows = await listRows(client, call, dunningSelection, { filter: dunningFilter.where('Customer', 'eq', customerId), orderBy: 'CompanyCode,DunningArea' });
    if (rows.length > 0) return rows;
    const customers = await listRows(client, call, customerKeySelection, { filter: customerFilter.where('Customer', 'eq', customerId) });
    if (customers.length === 0) throw new StrataError('not-found', 'the system has no such customer', { operation: call.operation });
    return [];
  }

  async function change(call: SapCall, customerId: string, changesOf: (rows: DunningRow[]) => RowChange[]): Promise<DunningStatus> {
    const before = await rowsOf(call, customerId);
    if (before.length === 0) throw new StrataError('rejected', 'the customer is in no dunning procedure', { operation: call.operation, reason: 'dunning-not-set-up' });
    const changes = changesOf(before);
    if (changes.length === 0) return toDunningStatus(customerId, before);
    await changeTogether(client, call, dunningService, changes);
    return toDunningStatus(customerId, await afterWrite(call, () => rowsOf(call, customerId)));
  }

  return {
    readDunning: async (ctx, { customerId }) => toDunningStatus(customerId, await rowsOf({ ctx, operation: 'readDunning' }, customerId)),
    pauseDunning: (ctx, { customerId }) => change({ ctx, operation: 'pauseDunning' }, customerId, (rows) => toSapPause(rows, options.dunningBlock)),
    resumeDunning: (ctx, { customerId }) => change({ ctx, operation: 'resumeDunning' }, customerId, (rows) => toSapResumption(rows, options.dunningBlock)),
  };
}
