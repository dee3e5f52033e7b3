import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';
import { Quantity } from './quantity.js';
import type { Extensions } from './extensions.js';

/** `numerator` base units are `denominator` of `unit`: one carton of twelve pieces is 12 / 1. */
export class UnitConversion {
  @ApiProperty({ example: 'CT', description: 'UN/ECE Rec 20' })
  unit!: string;

  @ApiProperty({ type: String, example: '12' })
  numerator!: string;

  @ApiProperty({ type: String, example: '1' })
  denominator!: string;

  @ApiProperty({ example: 0, description: 'Decimals that a quantity in this unit may have' })
  scale!: number;
}

/** Something that can be sold. */
export class Item {
  @ApiProperty({ example: 'TG0001' })
  id!: string;

  @ApiProperty({ example: 'sandbox' })
  systemId!: string;

  @ApiProperty({ example: 'Hex bolt M8' })
  name!: string;

  @ApiProperty({ example: 'C62', description: 'Base unit, UN/ECE Rec 20' })
  unit!: string;

  @ApiProperty({ example: 0, description: 'Decimals that a quantity in the base unit may have' })
  unitScale!: number;

  @ApiProperty({ type: [UnitConversion], description: 'Further units the item is sold in' })
  units!: UnitConversion[];

  @ApiProperty({ description: 'False when the system does not sell it (any more)' })
  sellable!: boolean;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}

/** What one unit of an item costs a customer, before tax. */
export class Price {
  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Money })
  unitPrice!: Money;

  @ApiProperty({ example: 'C62' })
  unit!: string;

  @ApiPropertyOptional({ type: String, example: '20', description: 'Per cent' })
  taxRate?: string;
}

/** What can be promised of an item, as the system says it now. */
export class Availability {
  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Quantity })
  available!: Quantity;

  @ApiPropertyOptional({ example: '2026-12-01', description: 'Date the quantity is available on' })
  on?: string;
}
