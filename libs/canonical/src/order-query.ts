import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { orderStatuses, type OrderStatus } from './order.js';
import type { PageQuery } from './page.js';

/** No key of a system holds a control character, and no database stores every one of them. */
const Key = () => Matches(/^\P{Cc}*$/u, { message: '$property must not hold control characters' });
const key = { minLength: 1, maxLength: 400 };

/** By what orders are found; all that is given must hold. */
export class OrderQuery implements PageQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ example: 'PO-4711', description: "The customer's own number, in full" })
  @IsOptional()
  @IsString()
  @Length(1, 35)
  @Key()
  purchaseOrderNumber?: string;

  @ApiPropertyOptional({ ...key, example: '4711', description: 'Number of the sales order in its ERP, or its public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Key()
  salesOrderId?: string;

  @ApiPropertyOptional({ ...key, example: '80000001', description: 'Number of a delivery in its ERP, or its public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Key()
  deliveryId?: string;

  @ApiPropertyOptional({ ...key, description: "Public id of an invoice, or its ERP's own key" })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Key()
  invoiceId?: string;

  @ApiPropertyOptional({ ...key, description: 'Public id of the customer' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Key()
  customerId?: string;

  @ApiPropertyOptional({ enum: orderStatuses })
  @IsOptional()
  @IsIn(orderStatuses, { message: `status must be one of ${orderStatuses.join(', ')}` })
  status?: OrderStatus;

  @ApiPropertyOptional({ description: 'The next of an earlier page, of the same query' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
