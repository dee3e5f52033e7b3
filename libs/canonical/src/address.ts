import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class Address {
  @ApiPropertyOptional({ example: '12 Harbour Street' })
  street?: string;

  @ApiPropertyOptional({ example: '1011 AB' })
  postalCode?: string;

  @ApiPropertyOptional({ example: 'Amsterdam' })
  city?: string;

  @ApiPropertyOptional({ example: 'NH', description: 'ISO 3166-2 subdivision, without the country' })
  region?: string;

  @ApiProperty({ example: 'NL', description: 'ISO 3166-1 alpha-2' })
  country!: string;
}
