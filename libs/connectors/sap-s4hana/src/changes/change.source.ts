import type { CallContext } from '#canonical';
import type { ChangeCursor } from '#connector-kit';
import type { SapCall } from '../sap-s4hana.client.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { deliveryVersion, toDelivery } from '../delivery/delivery.mapper.js';
import { deliveryFilter, deliverySelection, deliveryStatusSelection } from '../delivery/delivery.wire.js';
import { invoiceVersion } from '../invoice/invoice.mapper.js';
import type { InvoiceDesk } from '../invoice/invoice.operations.js';
import { invoiceFilter, invoiceStatusSelection } from '../invoice/invoice.wire.js';
import { all, any, type Filter } from '../odata/filter.js';
import { returnVersion } from '../return/return.mapper.js';
import type { ReturnDesk } from '../return/return.operations.js';
import { receiptFilter, receiptStatusSelection, returnFilter, returnStatusSelection, type ReceiptStatusRow } from '../return/return.wire.js';
import { addedOrderFields } from '../sales-order/order-reference.js';
import { salesOrderVersion, toSalesOrder } from '../sales-order/sales-order.mapper.js';
import { salesOrderFilter, salesOrderSelection, salesOrderStatusSelection } from '../sales-order/sales-order.wire.js';
import { listRows } from '../sap-s4hana.rows.js';

export const changesCall = (ctx: CallContext): SapCall => ({ ctx, operation: 'changes' });

const dayMs = 86_400_000;

const overlapping = (overlapMs: number) => {
  const behind = (at: number) => new Date(at - overlapMs).toISOString();
  return { startOf: behind, behind: (at: string) => behind(Date.parse(at)) };
};

const dayBefore = (at: number) => new Date(at - dayMs).toISOString().slice(0, 10);

export function salesOrderChanges({ id: systemId, options, client }: SapSystem) {
  const { where } = salesOrderFilter;
  return {
    ...overlapping(options.changesOverlapMs),
    async rows(call: SapCall, { from, after }: Pick<ChangeCursor, 'from' | 'after'>, top: number) {
      const filter: Filter = after
        ? any(where('LastChangeDateTime', 'gt', after.at), `(${all(where('LastChangeDateTime', 'eq', after.at), where('SalesOrder', 'gt', after.id))})`)
        : where('LastChangeDateTime', 'ge', from);
      const rows = await listRows(client, call, salesOrderStatusSelection, { filter, orderBy: 'LastChangeDateTime,SalesOrder', top });
      return rows.map((row) => ({ id: row.SalesOrder, at: row.LastChangeDateTime ?? from, version: salesOrderVersion(row) }));
    },
    async documents(call: SapCall, ids: readonly string[]) {
      const filter = any(...ids.map((id) => where('SalesOrder', 'eq', id)));
      const rows = await listRows(client, call, salesOrderSelection, { filter, custom: addedOrderFields(options) });
      return rows.map((row) => toSalesOrder(systemId, row, options));
    },
  };
}

export function invoiceChanges({ options, client }: SapSystem, { invoicesOf }: Pick<InvoiceDesk, 'invoicesOf'>) {
  const { where } = invoiceFilter;
  return {
    ...overlapping(options.changesOverlapMs),
    async rows(call: SapCall, { from, after }: Pick<ChangeCursor, 'from' | 'after'>, top: number) {
      const filter: Filter = after
        ? any(where('LastChangeDateTime', 'gt', after.at), `(${all(where('LastChangeDateTime', 'eq', after.at), where('BillingDocument', 'gt', after.id))})`)
        : where('LastChangeDateTime', 'ge', from);
      const rows = await listRows(client, call, invoiceStatusSelection, { filter, orderBy: 'LastChangeDateTime,BillingDocument', top });
      return rows.map((row) => ({ id: row.BillingDocument, at: row.LastChangeDateTime ?? from, version: invoiceVersion(row) }));
    },
    documents: invoicesOf,
  };
}

/** A delivery has only a date of change, and none before its first: a day is read again and again. */
export function deliveryChanges({ id: systemId, options, client }: SapSystem) {
  const { where } = deliveryFilter;
  return {
    startOf: dayBefore,
    behind: (at: string) => dayBefore(Date.parse(at)),
    async rows(call: SapCall, { from, after }: Pick<ChangeCursor, 'from' | 'after'>, top: number) {
      const changed = any(where('LastChangeDate', 'ge', from), where('CreationDate', 'ge', from));
      const filter = after ? all(changed, where('DeliveryDocument', 'gt', after.id)) : changed;
      const rows = await listRows(client, call, deliveryStatusSelection, { filter, orderBy: 'DeliveryDocument', top });
      return rows.map((row) => ({ id: row.DeliveryDocument, at: row.LastChangeDate ?? row.CreationDate ?? from, version: deliveryVersion(row) }));
    },
    async documents(call: SapCall, ids: readonly string[]) {
      const filter = any(...ids.map((id) => where('DeliveryDocument', 'eq', id)));
      const rows = await listRows(client, call, deliverySelection, { filter, custom: options.customFields.delivery });
      return rows.map((row) => toDelivery(systemId, row, options));
    },
  };
}

const padded = (id: string): string => id.padStart(10, '0');

/**
 * A receipt does not touch the return, and a returns delivery has only a date of change: both are read by the day, as
 * deliveries are, and what is new of either brings the return.
 */
export function returnChanges({ client }: SapSystem, { returnsOf }: Pick<ReturnDesk, 'returnsOf'>) {
  return {
    startOf: dayBefore,
    behind: (at: string) => dayBefore(Date.parse(at)),
    async rows(call: SapCall, { from, after }: Pick<ChangeCursor, 'from' | 'after'>, top: number) {
      const [documents, receipts] = await Promise.all([
        listRows(client, call, returnStatusSelection, { filter: any(returnFilter.where('LastChangeDate', 'ge', from), returnFilter.where('CreationDate', 'ge', from)) }),
        listRows(client, call, receiptStatusSelection, { filter: any(receiptFilter.where('LastChangeDate', 'ge', from), receiptFilter.where('CreationDate', 'ge', from)) }),
      ]);
      const changes = [
        ...documents.map((row) => ({ id: row.CustomerReturn, at: row.LastChangeDate ?? row.CreationDate ?? from, version: returnVersion(row) })),
        ...receipts.flatMap((row) => returnsIn(row).map((id) => ({ id, at: row.LastChangeDate ?? row.CreationDate ?? from, version: `${row.DeliveryDocument}${row.OverallGoodsMovementStatus}` }))),
      ];
      const rows = [...Map.groupBy(changes, ({ id }) => id)].map(([id, of]) => ({
        id,
        at: of.map(({ at }) => at).reduce((latest, at) => (at > latest ? at : latest)),
        version: of.map(({ version }) => version).join(' '),
      }));
      const behind = rows.filter(({ id }) => !after || padded(id) > padded(after.id));
      return behind.toSorted((a, b) => padded(a.id).localeCompare(padded(b.id))).slice(0, top);
    },
    documents: returnsOf,
  };
}

function returnsIn({ to_DeliveryDocumentItem: items }: ReceiptStatusRow): string[] {
  return [...new Set(items.map(({ ReferenceSDDocument }) => ReferenceSDDocument))];
}
