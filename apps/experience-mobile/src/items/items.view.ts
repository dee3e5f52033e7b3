import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money, toPublicId, type Availability, type Item, type Price } from '#canonical';
import { freshPageOf } from '#edge';
import { fitted, wireBytes } from '../budget/byte-budget.js';

/** Bytes of one item in a list, with its price and what can be promised. */
export const itemRowBudget = 320;

export class ItemRow {
  @ApiProperty({ description: 'Public id: names the item in an order' })
  id!: string;

  @ApiProperty({ example: 'Hex bolt M8', description: 'Cut with an ellipsis where it is too long' })
  name!: string;

  @ApiPropertyOptional({ example: 'TG0001', description: "The system's own number; left out where it is too long" })
  number?: string;

  @ApiProperty({ example: 'C62', description: 'UN/ECE Rec 20' })
  unit!: string;

  @ApiPropertyOptional({ description: 'False when the system does not sell it; absent otherwise' })
  sellable?: false;

  @ApiPropertyOptional({ type: Money, description: "The customer's price for one unit, before tax; absent when no customer is named or the system does not say it" })
  price?: Money;

  @ApiPropertyOptional({ type: String, example: '120', description: 'What can be promised, in the unit; absent when the system does not say it' })
  available?: string;

  @ApiPropertyOptional({ example: '2026-12-01', description: 'Date it is available on' })
  on?: string;
}

export class ItemPage extends freshPageOf(ItemRow) {
  @ApiPropertyOptional({ example: 'unavailable', description: 'Why no row says a price, though a customer is named: the kind of the error' })
  pricesMissing?: string;

  @ApiPropertyOptional({ example: 'unavailable', description: 'Why no row says what can be promised: the kind of the error' })
  availabilityMissing?: string;
}

export function itemRow({ id, systemId, name, unit, sellable }: Item, price: Price | undefined, availability: Availability | undefined): ItemRow {
  const row: ItemRow = {
    id: toPublicId(systemId, id),
    name,
    unit,
    ...(!sellable && { sellable: false }),
    ...(price && { price: price.unitPrice }),
    ...(availability && { available: availability.available.value, ...(availability.on && { on: availability.on }) }),
  };
  const numbered = { ...row, number: id };
  // A number that is cut names another item.
  return fitted(wireBytes({ ...numbered, name: '…' }) <= itemRowBudget ? numbered : row, itemRowBudget, 'name');
}
