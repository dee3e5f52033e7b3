import { StrataError, type Delivery } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { SaleDesk } from '../sale/sale.desk.js';
import type { TrytonCall } from '../tryton.client.js';
import type { Domain, TrytonSystem } from '../tryton.system.js';
import { keyOf } from '../tryton.values.js';
import { deliveryOperations } from './delivery.operations.js';
import { isDelivery, isDue, toDelivery } from './shipment.mapper.js';
import { knownShipmentFields, shipmentFields, shipmentModel, type ShipmentRow, type ShipmentState } from './shipment.wire.js';

/** Buttons from each state to `done`. */
const buttons: Partial<Record<ShipmentState, string[]>> = { assigned: ['pick', 'pack', 'done'], picked: ['pack', 'done'], packed: ['done'] };

/** Shipments for the other resources. */
export interface ShipmentDesk {
  /** Oldest first. */
  shipments(call: TrytonCall, domain: Domain): Promise<ShipmentRow[]>;
  deliveries(call: TrytonCall, domain: Domain): Promise<Delivery[]>;
}

type ShipmentOperations = Pick<ErpConnector, 'findDeliveries' | 'createDelivery' | 'postGoodsIssue'>;

export function shipmentOperations(system: TrytonSystem, sales: SaleDesk): ShipmentDesk & ShipmentOperations {
  const added = (call: TrytonCall) => system.addedFields(call, shipmentModel, knownShipmentFields);

  const shipments: ShipmentDesk['shipments'] = async (call, domain) =>
    system.search<ShipmentRow>(call, shipmentModel, domain, [...shipmentFields, ...(await added(call))], { order: [['id', 'ASC']] });

  const toDeliveries = async (call: TrytonCall, rows: ShipmentRow[]) => {
    const fields = await added(call);
    return system.mapInstalled(call, (installation) => rows.filter(isDelivery).map((row) => toDelivery(system.id, row, installation, fields)));
  };

  const ofSale = (salesOrderId: string): Domain => [['moves.sale', '=', keyOf(salesOrderId) ?? null]];

  async function read(call: TrytonCall, deliveryId: string): Promise<ShipmentRow> {
    const [row] = await shipments(call, [['id', '=', keyOf(deliveryId) ?? null]]);
    if (!row) throw new StrataError('not-found', 'the system has no such shipment', { operation: call.operation, reason: 'delivery-unknown' });
    return row;
  }

  /** A button that was not allowed was ignored: only what is read back counts. */
  async function inState(call: TrytonCall, id: number, states: ShipmentState[]): Promise<Delivery> {
    const row = await afterWrite(call, () => read(call, String(id)));
    if (!states.includes(row.state)) throw new StrataError('conflict', `the shipment is ${row.state}`, { operation: call.operation, reason: 'delivery-state' });
    const [delivery] = await toDeliveries(call, [row]);
    return delivery!;
  }

  return {
    shipments,
    deliveries: async (call, domain) => toDeliveries(call, await shipments(call, domain)),

    async findDeliveries(ctx, { salesOrderId }) {
      const call = system.call(ctx, 'findDeliveries');
      return toDeliveries(call, await shipments(call, ofSale(salesOrderId)));
    },

    ...deliveryOperations(system, sales, { due: async (call, id) => (await shipments(call, ofSale(id))).filter(isDue), read, inState }),

    async postGoodsIssue(ctx, { deliveryId }) {
      const call = system.call(ctx, 'postGoodsIssue');
      const row = await read(call, deliveryId);
      if (row.state !== 'done' && !buttons[row.state]) {
        throw new StrataError(row.state === 'cancelled' ? 'conflict' : 'rejected', `the shipment is ${row.state}`, { operation: call.operation, reason: 'delivery-state' });
      }
      for (const button of buttons[row.state] ?? []) await system.press(call, shipmentModel, button, row.id);
      return inState(call, row.id, ['done']);
    },
  };
}
