import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class UsageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 30, default: 7, description: 'Days up to now; 1 and 2 are told by the hour' })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(30)
  days?: number;
}

export class CallsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit?: number;
}
