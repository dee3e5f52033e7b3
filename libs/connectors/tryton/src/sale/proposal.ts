import { StrataError, type SalesOrderDraft } from '#canonical';
import type { Installation } from '../tryton.installation.js';
import type { PartyRow } from '../party/party.wire.js';
import { unitOfKey } from '../product/product.mapper.js';
import type { ProductDesk } from '../product/product.operations.js';
import type { ProductRow } from '../product/product.wire.js';
import type { TrytonCall } from '../tryton.client.js';
import type { TrytonSystem } from '../tryton.system.js';
import type { LineProposal } from './sale.wire.js';

/** A line of a draft in Tryton's keys, priced and taxed by the server: a create runs none of these rules. */
export interface ProposedLine {
  position: number;
  product: ProductRow;
  quantity: number;
  unit: number;
  price: LineProposal['unit_price'];
  amount: LineProposal['amount'];
  taxes: number[];
}

/** What the server's rules make of one line for a customer. */
export async function proposeLine(system: TrytonSystem, call: TrytonCall, line: { party: number; product: number; quantity: number; unit: number }): Promise<LineProposal> {
  const { company, currency } = await system.installation(call);
  const { party, ...values } = line;
  const sale = { id: -1, party, company, currency: currency.id };
  return system.client.model<LineProposal>({ ...call, safe: true }, 'sale.line.on_change_product', [{ type: 'line', taxes: [], ...values, sale }]);
}

export async function proposeLines(system: TrytonSystem, products: ProductDesk, call: TrytonCall, party: PartyRow, draft: Pick<SalesOrderDraft, 'lines'>): Promise<ProposedLine[]> {
  const found = await products.products(call, draft.lines.map(({ itemId }) => itemId));
  const known = await system.mapInstalled({ ...call, safe: true }, (installation) =>
    draft.lines.map(({ position, itemId, quantity }) => {
      const product = found.get(itemId);
      if (!product) throw new StrataError('rejected', `the system has no item ${itemId}`, { operation: call.operation, reason: 'item-unknown' });
      return { position, product, quantity: Number(quantity.value), unit: unitKey(installation, product, quantity.unit, call) };
    }),
  );
  return Promise.all(
    known.map(async ({ position, product, quantity, unit }) => {
      const line = { product: product.id, quantity, unit };
      const proposal = await proposeLine(system, call, { ...line, party: party.id });
      return { position, ...line, product, price: proposal.unit_price, amount: proposal.amount, taxes: taxesOf(proposal) };
    }),
  );
}

export function taxesOf({ taxes }: LineProposal): number[] {
  return (taxes.add ?? []).map(([, { id }]) => id);
}

function unitKey(installation: Installation, { default_uom: base, sale_uom: sale, code: itemId }: ProductRow, code: string, { operation }: TrytonCall): number {
  const key = [base, sale].find((each) => each !== null && unitOfKey(installation, each).code === code);
  if (typeof key === 'number') return key;
  throw new StrataError('rejected', `item ${itemId} is not sold in ${code}`, { operation, reason: 'unit-not-sold' });
}
