import { exact, money, type SalesOrderDraft, type SalesOrderLine, type SalesOrderSimulation } from '#canonical';
import type { ErpConnector } from '#connector-kit';
import { exceeds } from '../party/party.mapper.js';
import type { PartyDesk } from '../party/party.operations.js';
import { unitOfKey } from '../product/product.mapper.js';
import type { ProductDesk } from '../product/product.operations.js';
import type { Installation } from '../tryton.installation.js';
import type { TrytonSystem } from '../tryton.system.js';
import { decimalText } from '../tryton.values.js';
import { proposeLine, proposeLines, taxesOf, type ProposedLine } from './proposal.js';
import { amount, taxOf, taxRate } from './sale.mapper.js';
import type { SaleProposal } from './sale.wire.js';

export function simulationOperations(system: TrytonSystem, parties: PartyDesk, products: ProductDesk): Pick<ErpConnector, 'simulateSalesOrder' | 'priceItems'> {
  return {
    async simulateSalesOrder(ctx, { draft }): Promise<SalesOrderSimulation> {
      const call = system.call(ctx, 'simulateSalesOrder');
      const [{ company, currency }, party] = await Promise.all([system.installation(call), parties.party(call, draft.customerId)]);
      const [lines, credit] = await Promise.all([proposeLines(system, products, call, party, draft), parties.credit(call, draft.customerId)]);
      const sale = { party: party.id, company, currency: currency.id, lines: lines.map(virtualLine) };
      const totals = await system.client.model<SaleProposal>(call, 'sale.sale.on_change_lines', [sale]);
      return system.mapInstalled(call, (installation) => {
        const net = amount(totals.untaxed_amount, currency.code);
        return {
          net,
          tax: amount(totals.tax_amount, currency.code),
          total: amount(totals.total_amount, currency.code),
          credit: credit?.limit === undefined ? 'not-checked' : exceeds(credit, net.amount) ? 'blocked' : 'approved',
          lines: lines.map((line) => toSimulatedLine(line, draft, installation)),
        };
      });
    },

    async priceItems(ctx, { customerId, itemIds }) {
      const call = system.call(ctx, 'priceItems');
      const [party, found] = await Promise.all([parties.party(call, customerId), products.products(call, itemIds)]);
      return Promise.all(
        [...found.values()].map(async (product) => {
          const proposal = await proposeLine(system, call, { party: party.id, product: product.id, quantity: 1, unit: product.default_uom });
          return system.mapInstalled(call, (installation) => ({
            itemId: product.code,
            unitPrice: money.of(exact.normal(decimalText(proposal.unit_price)), installation.currency.code),
            unit: unitOfKey(installation, product.default_uom).code,
            taxRate: taxRate(taxesOf(proposal), installation.taxRates),
          }));
        }),
      );
    },
  };
}

/** A record that is not saved has a negative key. */
function virtualLine({ position, product, quantity, unit, price, amount: value, taxes }: ProposedLine) {
  return { id: -position, type: 'line', product: product.id, quantity, unit, unit_price: price, amount: value, taxes };
}

function toSimulatedLine(line: ProposedLine, { lines }: SalesOrderDraft, installation: Installation): SalesOrderLine {
  const { code, digits } = installation.currency;
  const net = money.of(exact.round(decimalText(line.amount), digits), code);
  return {
    id: String(line.position),
    position: line.position,
    itemId: line.product.code,
    description: line.product.name,
    quantity: lines.find(({ position }) => position === line.position)!.quantity,
    unitPrice: money.of(exact.normal(decimalText(line.price)), code),
    net,
    tax: taxOf(net, line.taxes, installation),
    confirmations: [],
  };
}
