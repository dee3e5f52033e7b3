import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, type Answer, type CallContext, type Page } from '#canonical';
import { ErpApi } from '#contracts';
import { buyerOf, pageOverSystems } from '#edge';
import type { CatalogueQuery } from './catalogue.query.js';
import { catalogueItem, type CatalogueItem } from './catalogue.view.js';

/** The catalogue, with a customer's prices and what can be promised. */
@Injectable()
export class CatalogueService {
  private readonly log = new Logger('Catalogue');

  constructor(private readonly erp: ErpApi) {}

  async find(ctx: CallContext, { query, customerId, salesAreaId, ...page }: CatalogueQuery): Promise<Page<CatalogueItem>> {
    const buyer = customerId === undefined ? undefined : await buyerOf(this.erp, ctx, customerId, salesAreaId);
    const systemIds = buyer ? [buyer.systemId] : (await this.erp.systems(ctx, {})).value.map(({ id }) => id);
    return pageOverSystems(systemIds, page, async (systemId, of) => {
      const { value } = await this.erp.findItems(ctx, { systemId, query, ...of });
      const itemIds = value.items.map(({ id }) => id);
      if (itemIds.length === 0) return { ...value, items: [] };
      const [prices, availability] = await Promise.all([
        buyer ? this.known(() => this.erp.priceItems(ctx, { ...buyer, itemIds })) : [],
        this.known(() => this.erp.checkAvailability(ctx, { systemId, itemIds })),
      ]);
      const of_ = <T extends { itemId: string }>(list: T[], id: string) => list.find(({ itemId }) => itemId === id);
      return { ...value, items: value.items.map((item) => catalogueItem(item, of_(prices, item.id), of_(availability, item.id))) };
    });
  }

  /** Items are shown without a price or promise that the ERP cannot say now. */
  private async known<T>(read: () => Promise<Answer<T[]>>): Promise<T[]> {
    try {
      return (await read()).value;
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`a part of the catalogue is missing: ${error.kind} ${error.message}`);
      return [];
    }
  }
}
