import { isStrataError, StrataError, type Quote } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import type { TrytonSystem } from '../tryton.system.js';
import { date, keyOf } from '../tryton.values.js';
import type { SaleDesk } from './sale.desk.js';
import { isOffer, noReturns } from './sale.kinds.js';
import { saleModel, type SaleRow } from './sale.wire.js';
import type { SaleWriter } from './sale.writer.js';

type QuoteOperations = Pick<ErpConnector, 'createQuote' | 'findQuotes' | 'readQuote' | 'convertQuote'>;

/** A quote is a sale in the state of a quotation. Tryton knows no day on which it ends. */
export function quoteOperations(system: TrytonSystem, sales: SaleDesk, writer: SaleWriter): QuoteOperations {
  async function quotes(call: TrytonCall, rows: SaleRow[]): Promise<Quote[]> {
    const orders = await sales.mapped(call, rows);
    return orders.map(({ id, systemId, reference, customerId, net, tax, total, lines, version }, index) => {
      const status = rows[index]!.state === 'cancelled' ? 'cancelled' : isOffer(rows[index]!) ? 'open' : 'converted';
      return { id, systemId, ...(reference !== undefined && { reference }), customerId, status, net, tax, total, lines, version };
    });
  }

  /** Throws `not-found`. */
  async function row(call: TrytonCall, quoteId: string): Promise<SaleRow> {
    const [found] = await sales.rows(call, [['id', '=', keyOf(quoteId) ?? null], noReturns, ['state', '!=', 'draft']]);
    if (!found) throw new StrataError('not-found', 'the system has no such quote', { operation: call.operation, reason: 'quote-unknown' });
    return found;
  }

  const read = async (call: TrytonCall, quoteId: string): Promise<Quote> => (await quotes(call, [await row(call, quoteId)]))[0]!;

  return {
    /** Goes on with a sale that has the reference, from wherever an earlier attempt left it. */
    async createQuote(ctx, { draft }) {
      const call = system.call(ctx, 'createQuote');
      const id = await writer.write(call, draft, null);
      await system.press(call, saleModel, 'quote', id);
      return afterWrite(call, () => read(call, String(id)));
    },

    async findQuotes(ctx, { reference }) {
      const call = system.call(ctx, 'findQuotes');
      return quotes(call, await sales.rows(call, [['reference', '=', reference], noReturns, ['state', '!=', 'draft']]));
    },

    readQuote: (ctx, { quoteId }) => read(system.call(ctx, 'readQuote'), quoteId),

    async convertQuote(ctx, { quoteId, purchaseOrderNumber }) {
      const call = system.call(ctx, 'convertQuote');
      const sale = await row(call, quoteId);
      if (sale.state === 'cancelled') throw new StrataError('conflict', 'the quote was cancelled', { operation: call.operation, reason: 'quote-over' });
      if (sale.state === 'quotation') {
        const ordered = { ...(sale.sale_date === null && { sale_date: date(system.today()) }), ...(purchaseOrderNumber !== undefined && { description: purchaseOrderNumber }) };
        if (Object.keys(ordered).length > 0) await system.client.model(call, `${saleModel}.write`, [[sale.id], ordered]);
        // A credit limit stops the confirmation: the order is read back as blocked.
        await system.press(call, saleModel, 'confirm', sale.id).catch((error: unknown) => {
          if (!isStrataError(error) || error.details.reason !== 'credit-limit') throw error;
        });
      }
      const order = await afterWrite(call, () => sales.order(call, quoteId));
      if (order.status === 'draft') throw new StrataError('rejected', 'the system does not confirm the sale', { operation: call.operation, reason: 'not-confirmed' });
      return order;
    },
  };
}
