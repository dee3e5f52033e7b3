import { StrataError, type SalesOrderDraft } from '#canonical';
import { onlySalesArea } from '../party/party.mapper.js';
import type { PartyDesk } from '../party/party.operations.js';
import type { PartyRow } from '../party/party.wire.js';
import type { ProductDesk } from '../product/product.operations.js';
import type { TrytonCall } from '../tryton.client.js';
import type { Installation } from '../tryton.installation.js';
import type { TrytonSystem } from '../tryton.system.js';
import { date, keyText, type TrytonDate } from '../tryton.values.js';
import { proposeLines, type ProposedLine } from './proposal.js';
import { noReturns } from './sale.kinds.js';
import { completeDeliveryOnly, saleModel } from './sale.wire.js';

/** Writes sales: orders, and offers that may become one. */
export class SaleWriter {
  constructor(
    private readonly system: TrytonSystem,
    private readonly parties: PartyDesk,
    private readonly products: ProductDesk,
  ) {}

  /**
   * The reference is not unique in Tryton: a sale that has it is gone on with, from wherever an earlier attempt left it.
   * @param soldOn day of sale of an order; null makes an offer
   */
  async write(call: TrytonCall, draft: SalesOrderDraft, soldOn: TrytonDate | null): Promise<number> {
    if (draft.salesAreaId !== onlySalesArea) throw new StrataError('rejected', 'the system has one sales area, default', { operation: call.operation, reason: 'sales-area-unknown' });
    return (await this.left(call, draft.reference)) ?? (await this.create(call, draft, soldOn));
  }

  private async left(call: TrytonCall, reference: string): Promise<number | undefined> {
    const domain = [['reference', '=', reference], ['state', '!=', 'cancelled'], noReturns];
    const [found] = await this.system.search<{ id: number }>(call, saleModel, domain, ['state'], { limit: 1, order: [['id', 'ASC']] });
    return found?.id;
  }

  private async create(call: TrytonCall, draft: SalesOrderDraft, soldOn: TrytonDate | null): Promise<number> {
    const [installation, party] = await Promise.all([this.system.installation(call), this.parties.party(call, draft.customerId)]);
    const lines = await proposeLines(this.system, this.products, call, party, draft);
    const sale = { ...toSale(draft, party, lines, installation, call), sale_date: soldOn };
    const answer = await this.system.client.model<unknown>(call, `${saleModel}.create`, [[sale]]);
    return this.system.map(call, () => Number(keyText(Array.isArray(answer) ? answer[0] : answer)));
  }
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
    // Tryton has no field for it: the warehouse reads it, and so do we.
    ...(draft.completeDelivery && { comment: completeDeliveryOnly }),
    shipment_method: 'order',
    // "order" would invoice the whole quantity before anything is shipped.
    invoice_method: 'shipment',
    lines: [['create', lines.map(toSaleLine)]],
  };
}

function toSaleLine({ position, product, quantity, unit, price, taxes }: ProposedLine) {
  return { type: 'line', sequence: position, product: product.id, quantity, unit, unit_price: price, taxes: [['add', taxes]] };
}
