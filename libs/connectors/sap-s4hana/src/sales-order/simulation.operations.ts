import { isStrataError, type CallContext, type Price } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import type { ItemDesk } from '../item/item.operations.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { sapFault, type SapReply } from '../sap-s4hana.errors.js';
import { postRow, rowIn } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { unitFromSap } from '../sap-s4hana.units.js';
import { currencyOf, toPrice, toSapSimulation, toSimulation, type SimulatedDraft } from './simulation.mapper.js';
import { simulationPayload, simulationSelection } from './simulation.wire.js';

type SimulationOperations = Pick<ErpConnector, 'simulateSalesOrder' | 'priceItems'>;

/** Refusals that are about an item: the others of the same simulation may still have a price. */
const itemReasons = new Set(['item-not-sellable', 'price-missing', 'unit-not-sold', 'quantity-not-allowed']);

export function simulationOperations({ client, options }: SapSystem, items: Pick<ItemDesk, 'baseUnits'>): SimulationOperations {
  const rowOf = (reply: SapReply, call: SapCall) => rowIn(simulationSelection, reply, { operation: call.operation, safe: true });
  const simulate = async (call: SapCall, draft: SimulatedDraft) => rowOf(await postRow(client, call, simulationPayload, toSapSimulation(draft, options), true), call);

  return {
    simulateSalesOrder: async (ctx, { draft }) => toSimulation(await simulate({ ctx, operation: 'simulateSalesOrder' }, draft)),

    async priceItems(ctx, { customerId, salesAreaId, itemIds }) {
      const lines = await oneOfEach(ctx, itemIds);
      if (lines.length === 0) return [];
      const call: SapCall = { ctx, operation: 'priceItems' };
      try {
        return pricesOf(await simulate(call, { customerId, salesAreaId, lines }));
      } catch (error) {
        if (!isStrataError(error, 'rejected') || !itemReasons.has(error.details.reason ?? '') || lines.length === 1) return unlessAboutItem(error);
        return priceSeparately(call, lines.map((line) => ({ customerId, salesAreaId, lines: [line] })));
      }
    },
  };

  async function oneOfEach(ctx: CallContext, itemIds: readonly string[]): Promise<SimulatedDraft['lines']> {
    const units = await items.baseUnits(ctx, 'priceItems', [...new Set(itemIds)]);
    return [...units].map(([itemId, unit], at) => ({ position: at + 1, itemId, quantity: { value: '1', unit: unitFromSap(unit) } }));
  }

  /** One item that has no price undoes a simulation as a whole: each in a changeset of its own stands for itself. */
  async function priceSeparately(call: SapCall, drafts: SimulatedDraft[]): Promise<Price[]> {
    const parts = drafts.map((draft) => ({
      changeset: [{ method: 'POST' as const, path: simulationPayload.entity, body: JSON.stringify(toSapSimulation(draft, options)) }],
    }));
    const replies = (await client.batch(call, simulationPayload.service, parts, true)).map(([reply]) => reply!);
    return replies.flatMap((reply) => (reply.status < 300 ? pricesOf(rowOf(reply, call)) : unlessAboutItem(sapFault(reply, { operation: call.operation, safe: true }))));
  }
}

function pricesOf(row: Parameters<typeof currencyOf>[0]): Price[] {
  return row.to_Item.flatMap((item) => toPrice(item, currencyOf(row)) ?? []);
}

function unlessAboutItem(error: unknown): Price[] {
  if (isStrataError(error, 'rejected') && itemReasons.has(error.details.reason ?? '')) return [];
  throw error;
}
