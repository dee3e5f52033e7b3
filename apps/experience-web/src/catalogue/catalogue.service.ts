import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, nativeKeyOf, StrataError, type Answer, type CallContext, type Page } from '#canonical';
import { ErpApi } from '#contracts';
import { pageOverSystems } from '#edge';
import type { CatalogueQuery } from './catalogue.query.js';
import { catalogueItem, type CatalogueItem } from './catalogue.view.js';

interface Buyer {
  systemId: string;
  customerId: string;
  salesAreaId: string;
}

/** The catalogue, with a customer's prices and what can be promised. */
@Injectable()
export class CatalogueService {
  private readonly log = new Logger('Catalogue');

  constructor(private readonly erp: ErpApi) {}

  async find(ctx: CallContext, { query, customerId, salesAreaId, ...page }: CatalogueQuery): Promise<Page<CatalogueItem>> {
    const buyer = customerId === undefined ? undefined : await this.buyer(ctx, customerId, salesAreaId);
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

  private async buyer(ctx: CallContext, publicId: string, wanted: string | undefined): Promise<Buyer> {
    const { systemId, key } = nativeKeyOf(publicId, 'customer');
    const { value: customer } = await this.erp.readCustomer(ctx, { systemId, customerId: key });
    const areas = customer.salesAreas.map(({ id }) => id);
    const salesAreaId = wanted ?? (areas.length === 1 ? areas[0] : undefined);
    if (salesAreaId === undefined || !areas.includes(salesAreaId)) throw salesAreaFault(areas);
    return { systemId, customerId: key, salesAreaId };
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

/** Prices are those of one of the customer's sales areas. */
export function salesAreaFault(areas: string[]): StrataError {
  const detail = `expected salesAreaId to be one of ${areas.join(', ')}`;
  return new StrataError('invalid', detail, { fields: [{ pointer: '/salesAreaId', detail }] });
}
