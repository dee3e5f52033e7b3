import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class SyncQuery {
  @ApiPropertyOptional({ description: 'Token of the answer before; left out, everything from the start', maxLength: 4_000 })
  @IsOptional()
  @IsString()
  @Length(1, 4_000)
  since?: string;

  @ApiPropertyOptional({ description: 'Public id of a customer: only its orders, itself, and what its system sells. Said at the start; the token carries it on', maxLength: 400 })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 100;
}
