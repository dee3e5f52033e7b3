import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath, IntersectionType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsISO8601, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { Printable } from '#canonical';
import { OrderRequest, Reason } from '#contracts';

const maxWrites = 50;
export const writeTypes = ['place-order', 'cancel-order'] as const;
export type WriteType = (typeof writeTypes)[number];

/** What every write says of itself. */
export class OfflineWrite {
  @ApiProperty({ example: 'w1', description: "The client's own name of the write; each its own" })
  @IsString()
  @Length(1, 64)
  @Printable()
  id!: string;

  @ApiProperty({ example: '0f6f1c1e-1f5e-4c7b-9a55-6f0e6c3f3a10', description: 'Chosen when the write was made; sent again with it, the write is answered the same and done once' })
  @IsString()
  @Length(1, 255)
  @Printable()
  idempotencyKey!: string;

  @ApiProperty({ example: '2026-11-25T08:12:00Z', description: "ISO 8601, by the client's clock" })
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  madeAt!: string;

  @ApiProperty({ enum: writeTypes })
  @IsIn(writeTypes, { message: `type must be one of ${writeTypes.join(', ')}` })
  type!: WriteType;
}

export class PlaceOrderWrite extends IntersectionType(OfflineWrite, OrderRequest) {}

export class CancelOrderWrite extends IntersectionType(OfflineWrite, Reason) {
  @ApiPropertyOptional({ format: 'uuid', description: 'The order, or placedBy' })
  @IsOptional()
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ example: 'w1', description: 'The write of this upload that placed it' })
  @IsOptional()
  @IsString()
  @Length(1, 64)
  placedBy?: string;
}

@ApiExtraModels(PlaceOrderWrite, CancelOrderWrite)
export class WritesRequest {
  @ApiProperty({ type: 'array', items: { anyOf: [PlaceOrderWrite, CancelOrderWrite].map((write) => ({ $ref: getSchemaPath(write) })) }, minItems: 1, maxItems: maxWrites })
  @IsArray()
  @ArrayMinSize(1, { message: 'writes must hold at least one write' })
  @ArrayMaxSize(maxWrites, { message: `writes must hold at most ${maxWrites} writes` })
  writes!: unknown[];
}
