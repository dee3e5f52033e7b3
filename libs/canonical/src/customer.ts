import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Address } from './address.js';
import { Block } from './block.js';
import type { Extensions } from './extensions.js';

/** Where a customer buys: in S/4 sales organisation, distribution channel and division. */
export class SalesArea {
  @ApiProperty({ example: '1010-10-00' })
  id!: string;

  @ApiPropertyOptional({ example: 'Germany, direct sales' })
  name?: string;

  @ApiProperty({ example: 'EUR', description: 'ISO 4217: orders in this area are in this currency' })
  currency!: string;
}

/** A place goods may be shipped to. */
export class ShipTo {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: Address })
  address!: Address;
}

/** A party that buys, as its ERP knows it. Ids are the system's own keys, without padding. */
export class Customer {
  @ApiProperty({ example: '1000001' })
  id!: string;

  @ApiProperty({ example: 'sandbox' })
  systemId!: string;

  @ApiProperty({ example: 'Harbour Supplies' })
  name!: string;

  @ApiPropertyOptional({ type: Address })
  address?: Address;

  @ApiProperty({ type: [ShipTo] })
  shipTos!: ShipTo[];

  @ApiProperty({ type: [SalesArea] })
  salesAreas!: SalesArea[];

  @ApiPropertyOptional({ example: 'buyer@example.com' })
  email?: string;

  @ApiPropertyOptional({ example: 'NET30', description: "The system's own code" })
  paymentTerms?: string;

  @ApiPropertyOptional({ type: [String], description: 'Tax registration numbers' })
  taxNumbers?: string[];

  @ApiProperty({ type: [Block], description: 'What the system forbids for this customer' })
  blocks!: Block[];

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}
