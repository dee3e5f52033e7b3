import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { CustomersQuery } from '../customers/customers.query.js';

export class CatalogueQuery extends CustomersQuery {
  @ApiPropertyOptional({ description: 'Public id of the customer whose prices are shown' }) @IsOptional() @IsString() @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ description: 'Needed for prices when the customer has several' }) @IsOptional() @IsString() @MaxLength(40)
  salesAreaId?: string;
}
