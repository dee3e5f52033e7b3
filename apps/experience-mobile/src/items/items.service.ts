import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, ownPart, sourceOf, type Answer, type CallContext, type FreshPage } from '#canonical';
import { ErpApi } from '#contracts';
import { buyerOf, pageOverSystems } from '#edge';
import type { ItemsQuery } from './items.query.js';
import { itemRow, type ItemRow } from './items.view.js';

/** Items, with a customer's prices and what can be promised. */
@Injectable()
export class ItemsService {
  private readonly log = new Logger('Items');

  constructor(private readonly erp: ErpApi) {}

  async find(ctx: CallContext, { query, customerId, salesAreaId, ...page }: ItemsQuery): Promise<FreshPage<ItemRow>> {
    const buyer = customerId === undefined ? undefined : await buyerOf(this.erp, ctx, customerId, salesAreaId);
    const systemIds = buyer ? [buyer.systemId] : (await this.erp.systems(ctx, {})).value.map(({ id }) => id);
    const found = await pageOverSystems(systemIds, page, async (systemId, of) => {
      const answer = await this.erp.findItems(ctx, { systemId, query, ...of });
      const itemIds = answer.value.items.map(({ id }) => id);
      const [prices, availability] = itemIds.length === 0 ? [] : await Promise.all([
        buyer && this.known(() => this.erp.priceItems(ctx, { ...buyer, itemIds })),
        this.known(() => this.erp.checkAvailability(ctx, { systemId, itemIds })),
      ]);
      const parts = [answer, prices, availability].filter((part) => part !== undefined);
      // A row says prices and promises: it is as fresh as the oldest of them.
      const source = { ...sourceOf(answer), asOf: parts.map(({ asOf }) => asOf).toSorted()[0]!, stale: parts.some(({ stale }) => stale) };
      return { ...answer.value, ...source, items: answer.value.items.map((item) => itemRow(item, ofItem(prices, item.id), ofItem(availability, item.id))) };
    });
    return { ...ownPart(), ...found };
  }

  /** Items are shown without a price or promise that the system cannot say now. */
  private async known<T>(read: () => Promise<Answer<T[]>>): Promise<Answer<T[]> | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`a part of the items is missing: ${error.kind} ${error.message}`);
      return undefined;
    }
  }
}

function ofItem<T extends { itemId: string }>(answer: Answer<T[]> | undefined, id: string): T | undefined {
  return answer?.value.find(({ itemId }) => itemId === id);
}
