import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { OrderQuery } from '#canonical';
import { CompactPageQuery } from '../budget/compact-page.js';

export class OrdersQuery extends IntersectionType(PickType(OrderQuery, ['customerId', 'status']), CompactPageQuery) {
  // A derived query has no initial values of its own.
  override limit: number = 20;
}

export class OrderPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId!: string;
}
