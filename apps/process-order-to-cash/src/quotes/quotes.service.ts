import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { v5 as uuidv5, validate as isUuid } from 'uuid';
import { fromPublicId, toPublicId, type Answer, type CallContext, type Order, type Quote } from '#canonical';
import { ErpApi, type CustomerQuote, type OrderRequest, type QuoteConversion, type QuotesApi } from '#contracts';
import { RequestLog } from '#read-models';
import { completeDraft, type OpenDraft } from '../order/order.draft.js';
import { OrderDoor } from '../placement/order-door.js';
import { Switches } from '../switches/switches.js';
import { quoteAbsent, quotesBusy, quoteUnknown } from './quote.refusals.js';
import { QuoteConversions } from './quote-conversions.js';

/** Namespace of the references of quotes (RFC 9562, version 5): a UUID of our own, and never to be changed. */
const quoteReferences = '7a1f2f0e-52c4-4b6e-9f0b-6d0f7d7f7b11';

/** Each quote that is being written keeps a connection of the database: a slow ERP must not take them all from orders. */
const writtenAtOnce = 4;

/** Quotes live in their ERP; we know how each was asked for, and what it becomes. */
@Injectable()
export class QuotesService implements QuotesApi {
  private beingWritten = 0;

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly requests: RequestLog,
    private readonly door: OrderDoor,
    private readonly erp: ErpApi,
    private readonly conversions: QuoteConversions,
    private readonly switches: Switches,
  ) {}

  async quoteOrder(ctx: CallContext, { idempotencyKey, request }: { idempotencyKey: string; request: OrderRequest }): Promise<Answer<CustomerQuote>> {
    const { systemId, draft, capabilities } = await this.door.admit(ctx, request);
    if (capabilities['createQuote']?.mode !== 'command') throw quoteAbsent(systemId);
    const client = ctx.principal.id;
    await this.requests.admit({ client, idempotencyKey, operation: 'quote', body: request });
    const reference = uuidv5(JSON.stringify([client, idempotencyKey]), quoteReferences);
    if (this.beingWritten >= writtenAtOnce) throw quotesBusy();
    this.beingWritten += 1;
    try {
      return await this.write(ctx, systemId, { ...draft, reference });
    } finally {
      this.beingWritten -= 1;
    }
  }

  /** Repeats at the same time go one after the other: each must see what the one before has written. */
  private write(ctx: CallContext, systemId: string, draft: OpenDraft): Promise<Answer<CustomerQuote>> {
    const { reference } = draft;
    return this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [reference]);
      const found = await this.erp.findQuotes(ctx, { systemId, reference });
      const [quote] = found.value;
      if (quote) return { ...found, value: customerQuote(quote) };
      this.switches.requireOn(systemId, 'createQuote');
      const made = await this.erp.createQuote(ctx, { systemId, draft: await completeDraft(this.erp, ctx, systemId, draft) });
      return { ...made, value: customerQuote(made.value) };
    });
  }

  async readOrderQuote(ctx: CallContext, { quoteId }: { quoteId: string }): Promise<Answer<CustomerQuote>> {
    const native = fromPublicId(quoteId);
    if (!native) throw quoteUnknown();
    const answer = await this.erp.readQuote(ctx, { systemId: native.systemId, quoteId: native.key });
    return { ...answer, value: customerQuote(answer.value) };
  }

  convertOrderQuote(ctx: CallContext, { quoteId, idempotencyKey, request }: { quoteId: string; idempotencyKey: string; request: QuoteConversion }): Promise<Answer<Order>> {
    return this.conversions.convert(ctx, quoteId, idempotencyKey, request);
  }
}

function customerQuote({ id, systemId, reference, customerId, status, validUntil, net, tax, total, lines }: Quote): CustomerQuote {
  return {
    quoteId: toPublicId(systemId, id),
    ...(reference !== undefined && isUuid(reference) && { orderId: reference }),
    customerId: toPublicId(systemId, customerId),
    status,
    validUntil,
    net,
    tax,
    total,
    lines: lines.map(({ position, itemId, description, quantity: { value, unit }, unitPrice, net: lineNet, tax: lineTax }) => ({ position, itemId: toPublicId(systemId, itemId), description, quantity: value, unit, unitPrice, net: lineNet, tax: lineTax })),
  };
}
