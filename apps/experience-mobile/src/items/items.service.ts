import { Injectable } from '@nestjs/common';
import { ownPart, sourceOf, type CallContext } from '#canonical';
import { ErpApi } from '#contracts';
import { buyerOf, pageOverSystems, screenPart, type ScreenPart } from '#edge';
import type { ItemsQuery } from './items.query.js';
import { itemRow, type ItemPage } from './items.view.js';

/** Items, with a customer's prices and what can be promised. */
@Injectable()
export class ItemsService {
  constructor(private readonly erp: ErpApi) {}

  /** Items are shown without a price or promise that the system cannot say now, and the page says why. */
  async find(ctx: CallContext, { query, customerId, salesAreaId, ...page }: ItemsQuery): Promise<ItemPage> {
    const buyer = customerId === undefined ? undefined : await buyerOf(this.erp, ctx, customerId, salesAreaId);
    const systemIds = buyer ? [buyer.systemId] : (await this.erp.systems(ctx, {})).value.map(({ id }) => id);
    const found = await pageOverSystems(systemIds, page, async (systemId, of): Promise<ItemPage> => {
      const answer = await this.erp.findItems(ctx, { systemId, query, ...of });
      const itemIds = answer.value.items.map(({ id }) => id);
      const [prices, availability] = itemIds.length === 0 ? [] : await Promise.all([
        buyer && screenPart(systemId, () => this.erp.priceItems(ctx, { ...buyer, itemIds })),
        screenPart(systemId, () => this.erp.checkAvailability(ctx, { systemId, itemIds })),
      ]);
      const parts = [sourceOf(answer), ...[prices, availability].flatMap((part) => (part?.answer ? [part.source] : []))];
      return {
        ...answer.value,
        // A row says prices and promises: it is as fresh as the oldest of them.
        ...sourceOf(answer),
        asOf: parts.map(({ asOf }) => asOf).toSorted()[0]!,
        stale: parts.some(({ stale }) => stale),
        ...(prices?.source.missing && { pricesMissing: prices.source.missing }),
        ...(availability?.source.missing && { availabilityMissing: availability.source.missing }),
        items: answer.value.items.map((item) => itemRow(item, ofItem(prices, item.id), ofItem(availability, item.id))),
      };
    });
    return { ...ownPart(), ...found };
  }
}

function ofItem<T extends { itemId: string }>(part: ScreenPart<T[]> | undefined, id: string): T | undefined {
  return part?.value?.find(({ itemId }) => itemId === id);
}
