import { StrataError } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import { anyOf } from '../odata/filter.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { functionCall, keyPath, listRows, postRow, readRow, rowIn } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { deliverable, deliverableOf, isObservedOnly, isShipped, needsPicking, toDelivery, toSapDelivery } from './delivery.mapper.js';
import {
  deliverableSelection,
  deliveryFilter,
  deliveryItemFilter,
  deliveryOfOrderSelection,
  deliveryPayload,
  deliverySelection,
  deliveryService,
  deliveryVersionSelection,
  pickAllItems,
  postGoodsIssue,
  type DeliveryRow,
} from './delivery.wire.js';

type DeliveryOperations = Pick<ErpConnector, 'findDeliveries' | 'createDelivery' | 'postGoodsIssue'>;

export interface DeliveryDesk extends DeliveryOperations {
  /** Rows of the deliveries that hold items of an order, oldest first. */
  rowsOfOrder(call: SapCall, salesOrderId: string): Promise<DeliveryRow[]>;
  /** Deletes a delivery whose goods are still here: the undo of createDelivery. */
  undo(call: SapCall, row: DeliveryRow): Promise<void>;
}

export function deliveryOperations({ id: systemId, options, client, deps }: SapSystem): DeliveryDesk {
  const keyOf = (deliveryId: string) => keyPath(deliveryService, 'A_OutbDeliveryHeader', { DeliveryDocument: deliveryId });
  const read = (call: SapCall, deliveryId: string) => readRow(client, call, deliverySelection, keyOf(deliveryId), options.customFields.delivery);

  async function rowsOfOrder(call: SapCall, salesOrderId: string): Promise<DeliveryRow[]> {
    const items = await listRows(client, call, deliveryOfOrderSelection, { filter: deliveryItemFilter.where('ReferenceSDDocument', 'eq', salesOrderId) });
    const ids = [...new Set(items.map(({ DeliveryDocument }) => DeliveryDocument))];
    if (ids.length === 0) return [];
    const filter = anyOf(deliveryFilter, 'DeliveryDocument', ids);
    return listRows(client, call, deliverySelection, { filter, orderBy: 'DeliveryDocument', custom: options.customFields.delivery });
  }

  /** A function of a delivery wants the version that it was last read in, and moves it on. */
  async function invoke(call: SapCall, { name }: typeof pickAllItems | typeof postGoodsIssue, deliveryId: string, etag: string | undefined): Promise<void> {
    const version = etag ?? (await readRow(client, call, deliveryVersionSelection, keyOf(deliveryId))).etag;
    await client.send(call, { service: deliveryService, method: 'POST', ...functionCall(deliveryService, name, { DeliveryDocument: deliveryId }), etag: version });
  }

  return {
    rowsOfOrder,

    undo: async (call, row) => {
      await client.send(call, { service: deliveryService, method: 'DELETE', path: keyOf(row.DeliveryDocument), etag: row.etag });
    },

    findDeliveries: async (ctx, { salesOrderId }) =>
      (await rowsOfOrder({ ctx, operation: 'findDeliveries' }, salesOrderId)).map((row) => toDelivery(systemId, row, options)),

    async createDelivery(ctx, { salesOrderId, lines }) {
      const call: SapCall = { ctx, operation: 'createDelivery' };
      const order = await readRow(client, call, deliverableSelection, keyPath('API_SALES_ORDER_SRV', 'A_SalesOrder', { SalesOrder: salesOrderId }));
      const today = new Date(deps.now()).toISOString().slice(0, 10);
      const found = lines ? deliverableOf(order, lines, options, today) : deliverable(order, options, today);
      if (!found) throw new StrataError('rejected', 'nothing of the order can be delivered now', { operation: call.operation, reason: 'nothing-to-deliver' });
      const reply = await postRow(client, call, deliveryPayload, toSapDelivery(salesOrderId, found));
      const { DeliveryDocument } = rowIn(deliveryVersionSelection, reply, { operation: call.operation, safe: false });
      return toDelivery(systemId, await afterWrite(call, () => read(call, DeliveryDocument)), options);
    },

    async postGoodsIssue(ctx, { deliveryId }) {
      const call: SapCall = { ctx, operation: 'postGoodsIssue' };
      const before = await read(call, deliveryId);
      if (isShipped(before)) return toDelivery(systemId, before, options);
      if (isObservedOnly(before, options)) {
        throw new StrataError('rejected', 'a warehouse moves these goods', { operation: call.operation, reason: 'observed-only' });
      }
      const picks = needsPicking(before);
      if (picks) await invoke(call, pickAllItems, deliveryId, before.etag);
      await invoke(call, postGoodsIssue, deliveryId, picks ? undefined : before.etag);
      return toDelivery(systemId, await afterWrite(call, () => read(call, deliveryId)), options);
    },
  };
}
