import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Availability, Item, PartSource, Price, toPublicId } from '#canonical';
import { freshPageOf } from '#edge';

class AvailabilityView extends OmitType(Availability, ['itemId']) {}
class PriceView extends OmitType(Price, ['itemId']) {}

/** An item as a shop shows it. */
export class CatalogueItem extends OmitType(Item, ['id', 'systemId', 'extensions']) {
  @ApiProperty({ description: 'Public id: names the item in an order' })
  itemId!: string;

  @ApiProperty({ description: "The ERP's own number" })
  number!: string;

  @ApiPropertyOptional({ type: PriceView, description: "The customer's price for one unit, before tax; absent when the ERP does not say it" })
  price?: PriceView;

  @ApiPropertyOptional({ type: AvailabilityView, description: 'Absent when the ERP does not say it' })
  availability?: AvailabilityView;
}

/** A page of the catalogue. Items are shown without a price or a promise that the ERP cannot say now, and the page says so. */
export class CataloguePage extends freshPageOf(CatalogueItem) {
  @ApiPropertyOptional({ type: PartSource, description: 'Of the prices; absent where no customer was named' })
  prices?: PartSource;

  @ApiProperty({ type: PartSource, description: 'Of what can be promised' })
  availability!: PartSource;
}

export function catalogueItem({ id, systemId, extensions: _, ...item }: Item, price: Price | undefined, availability: Availability | undefined): CatalogueItem {
  return {
    ...item,
    itemId: toPublicId(systemId, id),
    number: id,
    ...(price && { price: { unitPrice: price.unitPrice, unit: price.unit, taxRate: price.taxRate } }),
    ...(availability && { availability: { available: availability.available, on: availability.on } }),
  };
}
