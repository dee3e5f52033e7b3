import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { fresh, fromPublicId, toPublicId, type Answer, type CallContext, type Order, type Quote } from '#canonical';
import { ErpApi, type QuoteConversion } from '#contracts';
import { RequestLog } from '#read-models';
import { OrderPlacements, placeMessage, type OrderBeginning } from '../placement/order-placements.js';
import { foreignQuote, quoteOver, quoteUnknown } from './quote.refusals.js';

/** Placements of converted quotes: the key is the quote's own, so that each becomes one order whoever asks. */
const conversions = 'strata:conversion';

/** Makes orders of quotes: the quote's reference is the id of its order. */
@Injectable()
export class QuoteConversions {
  constructor(
    private readonly requests: RequestLog,
    private readonly placements: OrderPlacements,
    private readonly erp: ErpApi,
  ) {}

  /** Throws `not-found`, `conflict` with the state of a quote that is over, `invalid` (422) for a key used with another body. */
  async convert(ctx: CallContext, quoteId: string, idempotencyKey: string, { purchaseOrderNumber }: QuoteConversion): Promise<Answer<Order>> {
    const native = fromPublicId(quoteId);
    if (!native) throw quoteUnknown();
    const { systemId, key } = native;
    const { value: quote } = await this.erp.readQuote(ctx, { systemId, quoteId: key });
    const { reference: orderId, status } = quote;
    if (orderId === undefined || !isUuid(orderId)) throw foreignQuote(status);
    const known = await this.placements.find(orderId);
    if (!known && status !== 'open') throw quoteOver(status);
    await this.requests.admit({ client: ctx.principal.id, idempotencyKey, operation: 'quote:conversion', body: { quoteId, purchaseOrderNumber } });
    if (known) return fresh('strata', await this.placements.again(known));
    const { value: capabilities } = await this.erp.capabilities(ctx, { systemId });
    const message = placeMessage(ctx, { ...beginningOf(quote, purchaseOrderNumber), orderId, capabilities });
    return fresh('strata', await this.placements.placeOnce(conversions, quoteId, message));
  }
}

function beginningOf({ id, systemId, customerId, lines }: Quote, purchaseOrderNumber: string | undefined): Omit<OrderBeginning, 'capabilities'> {
  const draftLines = lines.map(({ position, itemId, quantity }) => ({ position, itemId, quantity }));
  return { systemId, customerId: toPublicId(systemId, customerId), quoteId: id, draft: { customerId, purchaseOrderNumber, lines: draftLines } };
}
