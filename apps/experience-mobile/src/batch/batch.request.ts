import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { Printable } from '#canonical';

const maxRequests = 20;
const methods = ['GET', 'POST'] as const;

/** Characters of a header's value (RFC 9110, 5.5). */
const headerPattern = String.raw`^[\t\x20-\x7e\x80-\xff]*$`;

export class BatchedRequest {
  @ApiProperty({ example: '1', description: 'Names the request in the answer; each its own' })
  @IsString()
  @Length(1, 64)
  @Printable()
  id!: string;

  @ApiProperty({ enum: methods })
  @IsIn(methods, { message: `method must be one of ${methods.join(', ')}` })
  method!: (typeof methods)[number];

  @ApiProperty({ example: '/mobile/v1/orders?limit=5', description: 'Below /mobile/v1, with its query; none of a batch' })
  @IsString()
  @Length(1, 8_000)
  path!: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: { type: 'string', maxLength: 400, pattern: headerPattern }, example: { 'idempotency-key': 'order-1' }, description: 'idempotency-key and if-none-match' })
  @IsOptional()
  @IsObject()
  headers?: Record<string, unknown>;

  @ApiPropertyOptional({ type: Object, additionalProperties: true, description: 'Of a POST' })
  @IsOptional()
  body?: unknown;
}

export class BatchRequest {
  @ApiProperty({ type: [BatchedRequest], minItems: 1, maxItems: maxRequests })
  @IsArray()
  @ArrayMinSize(1, { message: 'requests must hold at least one request' })
  @ArrayMaxSize(maxRequests, { message: `requests must hold at most ${maxRequests} requests` })
  @ValidateNested({ each: true })
  @Type(() => BatchedRequest)
  requests!: BatchedRequest[];
}
