import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

export class CustomersQuery {
  @ApiPropertyOptional({ description: 'Part of the name or the key' }) @IsOptional() @IsString() @MaxLength(80)
  query?: string;

  @ApiPropertyOptional({ description: 'The next of an earlier page' }) @IsOptional() @IsString() @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit: number = 50;
}

export class CustomerPath {
  @ApiProperty({ maxLength: 400 }) @IsString() @Length(1, 400)
  customerId!: string;
}
