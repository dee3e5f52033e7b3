import type { ReturnOrder } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { invoiceItemFilter, invoiceOfOrderSelection } from '../invoice/invoice.wire.js';
import { anyOf } from '../odata/filter.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { listByKeys, listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { originFinder, referenceOf } from './document-origin.js';
import { toReturns } from './return.mapper.js';
import { receiptItemFilter, receiptItemSelection, returnFilter, returnItemFilter, returnItemSelection, returnSelection } from './return.wire.js';

export interface ReturnDesk extends Pick<ErpConnector, 'findReturns'> {
  /** Up to three calls more for where the goods come from. */
  returnsOf(call: SapCall, returnIds: readonly string[]): Promise<ReturnOrder[]>;
  /** Numbers of the returns that were entered from any of these documents. */
  enteredFrom(call: SapCall, documents: readonly string[]): Promise<string[]>;
}

export function returnOperations(system: SapSystem): ReturnDesk {
  const { id: systemId, client } = system;
  const originsOf = originFinder(system);

  async function returnsOf(call: SapCall, returnIds: readonly string[]): Promise<ReturnOrder[]> {
    if (returnIds.length === 0) return [];
    const [rows, receipts] = await Promise.all([
      listByKeys(client, call, returnSelection, returnIds, (ids) => anyOf(returnFilter, 'CustomerReturn', ids)),
      listByKeys(client, call, receiptItemSelection, returnIds, (ids) => anyOf(receiptItemFilter, 'ReferenceSDDocument', ids)),
    ]);
    const origins = await originsOf(call, rows.flatMap((row) => row.to_Item.map(referenceOf)));
    return rows.toSorted((a, b) => Number(a.CustomerReturn) - Number(b.CustomerReturn)).flatMap((row) => toReturns(systemId, row, receipts, origins));
  }

  async function enteredFrom(call: SapCall, documents: readonly string[]): Promise<string[]> {
    const items = await listByKeys(client, call, returnItemSelection, documents, (ids) => anyOf(returnItemFilter, 'ReferenceSDDocument', ids));
    return [...new Set(items.map(({ CustomerReturn }) => CustomerReturn))];
  }

  return {
    returnsOf,
    enteredFrom,

    /** A return is entered from the order or from one of its invoices. */
    async findReturns(ctx, { salesOrderId }) {
      const call: SapCall = { ctx, operation: 'findReturns' };
      const billed = await listRows(client, call, invoiceOfOrderSelection, { filter: invoiceItemFilter.where('SalesDocument', 'eq', salesOrderId) });
      const found = await returnsOf(call, await enteredFrom(call, [salesOrderId, ...billed.map(({ BillingDocument }) => BillingDocument)]));
      return found.filter((each) => each.salesOrderId === salesOrderId);
    },
  };
}
