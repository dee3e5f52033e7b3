import { Injectable } from '@nestjs/common';
import { ownPart, sourceOf, type Answer, type Availability, type CallContext, type PageQuery, type PartSource, type Price } from '#canonical';
import { ErpApi } from '#contracts';
import { buyerOf, pageOverSystems, screenPart, type Buyer } from '#edge';
import type { CatalogueQuery } from './catalogue.query.js';
import { catalogueItem, type CataloguePage } from './catalogue.view.js';

/** The catalogue, with a customer's prices and what can be promised. */
@Injectable()
export class CatalogueService {
  constructor(private readonly erp: ErpApi) {}

  async find(ctx: CallContext, { query, customerId, salesAreaId, ...page }: CatalogueQuery): Promise<CataloguePage> {
    const buyer = customerId === undefined ? undefined : await buyerOf(this.erp, ctx, customerId, salesAreaId);
    const systemIds = buyer ? [buyer.systemId] : (await this.erp.systems(ctx, {})).value.map(({ id }) => id);
    const found = await pageOverSystems(systemIds, page, (systemId, of) => this.pageOf(ctx, systemId, { query, ...of }, buyer));
    return { ...ownPart(), availability: ownPart(), ...found };
  }

  private async pageOf(ctx: CallContext, systemId: string, query: PageQuery & { query?: string }, buyer: Buyer | undefined): Promise<CataloguePage> {
    const answer = await this.erp.findItems(ctx, { systemId, ...query });
    const { items, next } = answer.value;
    const itemIds = items.map(({ id }) => id);
    const [prices, availability] = await Promise.all([
      buyer && this.part<Price>(answer, itemIds, () => this.erp.priceItems(ctx, { ...buyer, itemIds })),
      this.part<Availability>(answer, itemIds, () => this.erp.checkAvailability(ctx, { systemId, itemIds })),
    ]);
    return {
      items: items.map((item) => catalogueItem(item, prices?.of.get(item.id), availability.of.get(item.id))),
      next,
      ...sourceOf(answer),
      ...(prices && { prices: prices.source }),
      availability: availability.source,
    };
  }

  /** What the ERP says of the items of a page; of none it need not be asked. */
  private async part<T extends { itemId: string }>(page: Answer<unknown>, itemIds: string[], read: () => Promise<Answer<T[]>>): Promise<{ source: PartSource; of: Map<string, T> }> {
    const { source, value = [] } = itemIds.length === 0 ? { source: sourceOf(page) } : await screenPart(page.source, read);
    return { source, of: new Map(value.map((each) => [each.itemId, each])) };
  }
}
