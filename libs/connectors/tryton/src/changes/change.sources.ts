import type { ChangedDocuments, ChangeResource } from '#canonical';
import type { ChangeSource } from '#connector-kit';
import type { InvoiceDesk } from '../invoice/invoice.operations.js';
import { invoiceModel } from '../invoice/invoice.wire.js';
import { expectedReturns, type ReturnDesk } from '../sale/return.operations.js';
import { returnShipmentModel, type ReturnShipmentRow } from '../sale/return.wire.js';
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

interface Change {
  id: string;
  at: string;
  version: string;
}

type Overlap = Pick<ChangeSource<TrytonCall, unknown>, 'startOf' | 'behind'>;

const overlapOf = (system: TrytonSystem): Overlap => {
  const overlapped = (at: number) => new Date(at - system.options.changesOverlapMs).toISOString();
  return { startOf: overlapped, behind: (at) => overlapped(Date.parse(at)) };
};

/** What is beyond a cursor in the order of its change, which no field of Tryton holds alone: sorted here, all of it. */
function inOrder(changes: readonly Change[], after: { at: string; id: string } | undefined, top: number): Change[] {
  const rows = changes.toSorted((a, b) => a.at.localeCompare(b.at) || Number(a.id) - Number(b.id));
  return rows.filter(({ at, id }) => !after || at > after.at || (at === after.at && Number(id) > Number(after.id))).slice(0, top);
}

function changedSince(at: string): Domain {
  const since = dateTime(Date.parse(at));
  return [['OR', ['write_date', '>=', since], [['write_date', '=', null], ['create_date', '>=', since]]]];
}

const datedFields = ['write_date', 'create_date', '_timestamp'] as const;

function polled<T>(system: TrytonSystem, model: string, only: Domain, documents: (call: TrytonCall, domain: Domain) => Promise<T[]>): ChangeSource<TrytonCall, T> {
  return {
    ...overlapOf(system),

    async rows(call, { from, after }, top) {
      const found = await system.search<DatedRow>(call, model, [...only, ...changedSince(after?.at ?? from)], datedFields);
      return system.map(call, () => inOrder(found.map(toChange), after, top));
    },

    documents: (call, ids) => documents(call, [['id', 'in', ids.map(Number)]]),
  };
}

/** A return changes with its sale, and with the shipment that brings its goods, whose last step does not touch the sale. */
function returnSource(system: TrytonSystem, { returns }: ReturnDesk): TrytonSource<'return'> {
  return {
    ...overlapOf(system),

    async rows(call, { from, after }, top) {
      const since = changedSince(after?.at ?? from);
      const [sales, shipments] = await Promise.all([
        system.search<DatedRow>(call, saleModel, [...expectedReturns, ...since], datedFields),
        system.search<DatedRow & ReturnShipmentRow>(call, returnShipmentModel, since, [...datedFields, 'incoming_moves.sale']),
      ]);
      return system.map(call, () => {
        const brought = shipments.flatMap((row) => {
          const ids = row['incoming_moves.'].flatMap(({ sale }) => (sale === null ? [] : [sale]));
          return [...new Set(ids)].map((id) => ({ ...toChange(row), id: keyText(id) }));
        });
        const bySale = Map.groupBy([...sales.map(toChange), ...brought], ({ id }) => id);
        const changes = [...bySale].map(([id, of]) => ({
          id,
          at: of.map(({ at }) => at).reduce((latest, at) => (at > latest ? at : latest)),
          version: of.map(({ version }) => version).join(' '),
        }));
        return inOrder(changes, after, top);
      });
    },

    // A sale of something negative has shipments of this kind too, and is no return.
    documents: (call, ids) => returns(call, [['id', 'in', ids.map(Number)], ...expectedReturns]),
  };
}

function toChange(row: DatedRow): Change {
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
    return: returnSource(system, returns),
    invoice: polled(system, invoiceModel, [['type', '=', 'out']], (call, domain) => invoices.invoices(call, domain)),
  };
}
