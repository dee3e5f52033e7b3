import { isStrataError, StrataError, type SalesOrderDraft } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import { onlySalesArea } from '../party/party.mapper.js';
import type { PartyDesk } from '../party/party.operations.js';
import type { PartyRow } from '../party/party.wire.js';
import type { ProductDesk } from '../product/product.operations.js';
import type { TrytonCall } from '../tryton.client.js';
import type { Installation } from '../tryton.installation.js';
import type { TrytonSystem } from '../tryton.system.js';
import { date, keyText } from '../tryton.values.js';
import { proposeLines, type ProposedLine } from './proposal.js';
import type { SaleDesk } from './sale.desk.js';
import { saleModel, type SaleState } from './sale.wire.js';

type PlacementOperations = Pick<ErpConnector, 'createSalesOrder' | 'findSalesOrders' | 'readSalesOrder'>;

export function placementOperations(system: TrytonSystem, sales: SaleDesk, parties: PartyDesk, products: ProductDesk): PlacementOperations {
  const open = async (call: TrytonCall, reference: string) => {
    const domain = [['reference', '=', reference], ['state', '!=', 'cancelled']];
    const [found] = await system.search<{ id: number; state: SaleState }>(call, saleModel, domain, ['state'], { limit: 1, order: [['id', 'ASC']] });
    return found?.id;
  };

  async function write(call: TrytonCall, draft: SalesOrderDraft): Promise<number> {
    const [installation, party] = await Promise.all([system.installation(call), parties.party(call, draft.customerId)]);
    const lines = await proposeLines(system, products, call, party, draft);
    const answer = await system.client.model<unknown>(call, `${saleModel}.create`, [[toSale(draft, party, lines, installation, call)]]);
    return system.map(call, () => Number(keyText(Array.isArray(answer) ? answer[0] : answer)));
  }

  return {
    findSalesOrders: (ctx, { reference }) => sales.orders(system.call(ctx, 'findSalesOrders'), [['reference', '=', reference]]),

    readSalesOrder: (ctx, { salesOrderId }) => sales.order(system.call(ctx, 'readSalesOrder'), salesOrderId),

    /** The reference is not unique in Tryton: a sale that has it is gone on with, from wherever an earlier attempt left it. */
    async createSalesOrder(ctx, { draft }) {
      const call = system.call(ctx, 'createSalesOrder');
      if (draft.salesAreaId !== onlySalesArea) throw new StrataError('rejected', 'the system has one sales area, default', { operation: call.operation, reason: 'sales-area-unknown' });
      const id = (await open(call, draft.reference)) ?? (await write(call, draft));
      await system.press(call, saleModel, 'quote', id);
      // A credit limit stops the confirmation: the quotation stays, and the order is read back as blocked.
      await system.press(call, saleModel, 'confirm', id).catch((error: unknown) => {
        if (!isStrataError(error) || error.details.reason !== 'credit-limit') throw error;
      });
      const order = await afterWrite(call, () => sales.order(call, String(id)));
      if (order.status === 'draft') throw new StrataError('rejected', 'the system does not confirm the sale', { operation: call.operation, reason: 'not-confirmed' });
      return order;
    },
  };
}

function toSale(draft: SalesOrderDraft, party: PartyRow, lines: ProposedLine[], { company, currency, warehouse }: Installation, call: TrytonCall) {
  const addresses = party['addresses.'];
  const shipTo = draft.shipToId === undefined ? addresses.find(({ delivery }) => delivery) : addresses.find(({ id }) => String(id) === draft.shipToId);
  if (!shipTo) throw new StrataError('rejected', 'the customer has no such address to ship to', { operation: call.operation, reason: 'ship-to-unknown' });
  const invoiced = addresses.find(({ invoice }) => invoice) ?? shipTo;
  return {
    party: party.id,
    company,
    currency: currency.id,
    invoice_address: invoiced.id,
    shipment_address: shipTo.id,
    payment_term: party['customer_payment_term.']?.id ?? null,
    warehouse,
    reference: draft.reference,
    description: draft.purchaseOrderNumber ?? null,
    shipping_date: draft.requestedDeliveryDate ? date(draft.requestedDeliveryDate) : null,
    shipment_method: 'order',
    // "order" would invoice the whole quantity before anything is shipped.
    invoice_method: 'shipment',
    lines: [['create', lines.map(toSaleLine)]],
  };
}

function toSaleLine({ position, product, quantity, unit, price, taxes }: ProposedLine) {
  return { type: 'line', sequence: position, product: product.id, quantity, unit, unit_price: price, taxes: [['add', taxes]] };
}
