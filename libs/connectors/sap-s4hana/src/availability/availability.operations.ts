import type { Availability } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import type { BatchReply } from '../odata/batch.message.js';
import { isObject, readEntity } from '../odata/selection.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { sapFault } from '../sap-s4hana.errors.js';
import { functionCall, understood } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { quantityFromSap } from '../sap-s4hana.units.js';
import { availabilityFunction, availabilitySelection } from './availability.wire.js';

/** What the configured plant can promise of each item now: one $batch of function calls. */
export function availabilityOperations({ client, options, deps }: SapSystem): Pick<ErpConnector, 'checkAvailability'> {
  return {
    async checkAvailability(ctx, { itemIds }) {
      const ids = [...new Set(itemIds)];
      if (ids.length === 0) return [];
      const call: SapCall = { ctx, operation: 'checkAvailability' };
      const { service, name } = availabilityFunction;
      const parts = ids.map((itemId) => {
        const { path, query } = functionCall(service, name, {
          SupplyingPlant: options.plant,
          Material: itemId,
          ATPCheckingRule: options.checkingRule,
          RequestedUTCDateTime: new Date(deps.now()).toISOString(),
        });
        return { method: 'GET' as const, path: `${path}?${query}` };
      });
      const replies = await client.batch(call, service, parts, true);
      return replies.flatMap(([reply], at) => availabilityIn(reply!, ids[at]!, call));
    },
  };
}

/** An item that the plant does not keep is left out. */
function availabilityIn(reply: BatchReply, itemId: string, call: SapCall): Availability[] {
  const kind = { operation: call.operation, safe: true };
  if (reply.status >= 300) {
    const fault = sapFault(reply, kind);
    if (fault.kind === 'not-found' || fault.kind === 'rejected') return [];
    throw fault;
  }
  // A complex value is wrapped in the name of its function.
  const record = understood(reply, kind, (content) => readEntity(availabilitySelection, isObject(content) ? (content[availabilityFunction.name] ?? content) : content));
  return [{ itemId, available: quantityFromSap(record.AvailableQuantityInBaseUnit, record.BaseUnit), on: record.PeriodStartUTCDateTime?.slice(0, 10) }];
}
