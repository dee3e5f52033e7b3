import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length } from 'class-validator';
import { Availability } from '#canonical';

/** One value in a query is a list of one. */
const list = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? [value] : value);

export class CustomerPath {
  @ApiProperty({ maxLength: 400, example: 'c2FuZGJveAAxMDAwMDAx', description: 'Public id of the customer' })
  @IsString()
  @Length(1, 400)
  customerId!: string;
}

export class AvailabilityQuery {
  @ApiProperty({ type: [String], minItems: 1, maxItems: 200, example: ['c2FuZGJveABURzAwMDE'], description: 'Public ids of items of one system; the parameter is repeated for each' })
  @Transform(list)
  @IsArray({ message: 'itemIds must name at least one item' })
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @Length(1, 400, { each: true })
  itemIds!: string[];
}

export class AvailabilityList {
  @ApiProperty({ type: [Availability] })
  items!: Availability[];
}
