import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class BatchedResponse {
  @ApiProperty({ example: '1' })
  id!: string;

  @ApiProperty({ example: 200 })
  status!: number;

  @ApiProperty({ type: Object, additionalProperties: { type: 'string' }, description: 'content-type, etag, location, retry-after, and those of limits' })
  headers!: Record<string, string>;

  @ApiPropertyOptional({ type: Object, additionalProperties: true, description: 'As the operation answers it alone; of a refusal the problem; absent when there is none, as with 304' })
  body?: unknown;
}

export class BatchView {
  @ApiProperty({ type: [BatchedResponse], description: 'In the order of the requests' })
  responses!: BatchedResponse[];
}
