import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { fresh, fromPublicId, isStrataError, toPublicId, type Answer, type CallContext, type Order, type Quote } from '#canonical';
import { ErpApi, type QuoteConversion } from '#contracts';
import { DurableIngress } from '#durable';
import { OrderProjection, OrderReader, RequestLog } from '#read-models';
import { orderObjectName } from '../order/order.object.js';
import { orderView } from '../order/order.projection.js';
import { initialState, type PlaceMessage } from '../order/order.state.js';
import { foreignQuote, quoteOver, quoteUnknown } from './quote.refusals.js';

/** Placements of converted quotes: the key is the quote's own, so that each becomes one order whoever asks. */
const conversions = 'strata:conversion';

/** Makes orders of quotes: the quote's reference is the id of its order. */
@Injectable()
export class QuoteConversions {
  private readonly log = new Logger('Quotes');
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly requests: RequestLog,
    private readonly projection: OrderProjection,
    private readonly ingress: DurableIngress,
    private readonly erp: ErpApi,
  ) {
    this.reader = new OrderReader(db);
  }

  /** Throws `not-found`, `conflict` with the state of a quote that is over, `invalid` (422) for a key used with another body. */
  async convert(ctx: CallContext, quoteId: string, idempotencyKey: string, { purchaseOrderNumber }: QuoteConversion): Promise<Answer<Order>> {
    const native = fromPublicId(quoteId);
    if (!native) throw quoteUnknown();
    const { value: quote } = await this.erp.readQuote(ctx, { systemId: native.systemId, quoteId: native.key });
    const { reference: orderId, status } = quote;
    if (orderId === undefined || !isUuid(orderId)) throw foreignQuote(status);
    const request = { client: ctx.principal.id, idempotencyKey, operation: 'quote:conversion', body: { quoteId, purchaseOrderNumber } };
    const known = await this.orderOf(orderId);
    if (!known && status !== 'open') throw quoteOver(status);
    await this.requests.admit(request);
    if (known) return fresh('strata', known.sequence === 0 ? await this.sendAgain(known) : known);
    const { value: capabilities } = await this.erp.capabilities(ctx, { systemId: native.systemId });
    const message = messageOf(ctx, quote, orderId, purchaseOrderNumber, Object.fromEntries(Object.entries(capabilities).filter(([, { safe }]) => !safe)));
    const order = orderView(initialState(message));
    if (!(await this.insert(quoteId, message, order))) return fresh('strata', (await this.reader.order(orderId)).order);
    await this.start(orderId, message);
    return fresh('strata', order);
  }

  /** False when the order is there already: of two that begin at the same time, one may run into the other's order id. */
  private async insert(quoteId: string, message: PlaceMessage, order: Order): Promise<boolean> {
    try {
      return await this.projection.insertPlacement({ client: conversions, idempotencyKey: quoteId, bodyHash: quoteId, message, order });
    } catch (error) {
      if (await this.orderOf(order.orderId)) return false;
      throw error;
    }
  }

  private async orderOf(orderId: string): Promise<Order | undefined> {
    try {
      return (await this.reader.order(orderId)).order;
    } catch (error) {
      if (!isStrataError(error, 'not-found')) throw error;
      return undefined;
    }
  }

  private async sendAgain(order: Order): Promise<Order> {
    const message = await this.projection.messageOf(order.orderId);
    if (message) await this.start(order.orderId, message);
    return order;
  }

  /** The engine takes it once. Without the engine the sweeper sends it later. */
  private async start(orderId: string, message: object): Promise<void> {
    try {
      await this.ingress.send(orderObjectName, orderId, 'accept', message, orderId);
    } catch (error) {
      this.log.warn(`order ${orderId} waits for the engine: ${(error as Error).message}`);
    }
  }
}

function messageOf({ principal }: CallContext, { id, systemId, customerId, lines }: Quote, orderId: string, purchaseOrderNumber: string | undefined, capabilities: PlaceMessage['capabilities']): PlaceMessage {
  return {
    orderId,
    client: principal.id,
    principal,
    systemId,
    customerId: toPublicId(systemId, customerId),
    placedAt: new Date().toISOString(),
    quoteId: id,
    draft: { reference: orderId, customerId, purchaseOrderNumber, lines: lines.map(({ position, itemId, quantity }) => ({ position, itemId, quantity })) },
    expectedUnitPrices: {},
    capabilities,
  };
}
