import type { ChangedDocuments, ChangeResource } from '#canonical';
import type { ChangeSource } from '#connector-kit';
import type { InvoiceDesk } from '../invoice/invoice.operations.js';
import { invoiceModel } from '../invoice/invoice.wire.js';
import { expectedReturns, type ReturnDesk } from '../sale/return.operations.js';
import type { SaleDesk } from '../sale/sale.desk.js';
import { onlyOrders } from '../sale/sale.kinds.js';
import { saleModel } from '../sale/sale.wire.js';
import type { ShipmentDesk } from '../shipment/shipment.operations.js';
import { shipmentModel } from '../shipment/shipment.wire.js';
import type { TrytonCall } from '../tryton.client.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { dateTime, dateTimeMs, keyText, textIn, type TrytonDateTime } from '../tryton.values.js';

export type TrytonSource<R extends ChangeResource> = ChangeSource<TrytonCall, ChangedDocuments[R]>;

interface DatedRow {
  id: number;
  _timestamp: string;
  /** Null until the first update. */
  write_date: TrytonDateTime | null;
  create_date: TrytonDateTime;
}

/** What is beyond `from` in the order of its change, which no field of Tryton holds alone: sorted here, all of it. */
function polled<T>(system: TrytonSystem, model: string, only: Domain, documents: (call: TrytonCall, domain: Domain) => Promise<T[]>): ChangeSource<TrytonCall, T> {
  const overlapped = (at: number) => new Date(at - system.options.changesOverlapMs).toISOString();
  return {
    startOf: overlapped,
    behind: (at) => overlapped(Date.parse(at)),

    async rows(call, { from, after }, top) {
      const since = dateTime(Date.parse(after?.at ?? from));
      const changed = ['OR', ['write_date', '>=', since], [['write_date', '=', null], ['create_date', '>=', since]]];
      const found = await system.search<DatedRow>(call, model, [...only, changed], ['write_date', 'create_date', '_timestamp']);
      const rows = system.map(call, () => found.map(toChange).toSorted((a, b) => a.at.localeCompare(b.at) || Number(a.id) - Number(b.id)));
      const behind = after ? rows.filter(({ at, id }) => at > after.at || (at === after.at && Number(id) > Number(after.id))) : rows;
      return behind.slice(0, top);
    },

    documents: (call, ids) => documents(call, [['id', 'in', ids.map(Number)]]),
  };
}

function toChange(row: DatedRow) {
  const at = dateTimeMs(row.write_date ?? row.create_date) ?? 0;
  return { id: keyText(row.id), at: new Date(at).toISOString(), version: textIn(row._timestamp) };
}

export function changeSources(
  system: TrytonSystem,
  { sales, shipments, invoices, returns }: { sales: SaleDesk; shipments: ShipmentDesk; invoices: InvoiceDesk; returns: ReturnDesk },
): { [R in ChangeResource]: TrytonSource<R> } {
  return {
    'sales-order': polled(system, saleModel, onlyOrders, (call, domain) => sales.orders(call, domain)),
    delivery: polled(system, shipmentModel, [['state', 'not in', ['draft', 'waiting']]], (call, domain) => shipments.deliveries(call, domain)),
    return: polled(system, saleModel, expectedReturns, (call, domain) => returns.returns(call, domain)),
    invoice: polled(system, invoiceModel, [['type', '=', 'out']], (call, domain) => invoices.invoices(call, domain)),
  };
}
