import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { orderStatuses, type OrderStatus } from './order.js';
import { PageQuery } from './page.js';
import { Printable } from './printable.js';

/** `-` says newest first. */
export const orderSorts = ['-placedAt', 'placedAt', '-changedAt'] as const;
export type OrderSort = (typeof orderSorts)[number];

const key = { minLength: 1, maxLength: 400 };

/** By what orders are found; all that is given must hold. */
export class OrderQuery extends PageQuery {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 80,
    example: 'harbour',
    description: 'Beginnings of words of the purchase order number, or of the name or number of the customer; or the number of a document, or the order id, in full',
  })
  @IsOptional()
  @IsString()
  @Length(1, 80)
  @Printable()
  @Matches(/[\p{L}\p{N}]/u, { message: 'query must hold a letter or a digit' })
  query?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ example: 'PO-4711', description: "The customer's own number, in full" })
  @IsOptional()
  @IsString()
  @Length(1, 35)
  @Printable()
  purchaseOrderNumber?: string;

  @ApiPropertyOptional({ ...key, example: '4711', description: 'Number of the sales order in its ERP, or its public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Printable()
  salesOrderId?: string;

  @ApiPropertyOptional({ ...key, example: '80000001', description: 'Number of a delivery in its ERP, or its public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Printable()
  deliveryId?: string;

  @ApiPropertyOptional({ ...key, description: "Public id of an invoice, or its ERP's own key" })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Printable()
  invoiceId?: string;

  @ApiPropertyOptional({ ...key, description: 'Public id of the customer' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  @Printable()
  customerId?: string;

  @ApiPropertyOptional({ enum: orderStatuses })
  @IsOptional()
  @IsIn(orderStatuses, { message: `status must be one of ${orderStatuses.join(', ')}` })
  status?: OrderStatus;

  @ApiPropertyOptional({ enum: orderSorts, default: '-placedAt', description: 'A leading - is newest first. By -changedAt, what changes meanwhile comes again on a new first page' })
  @IsOptional()
  @IsIn(orderSorts, { message: `sort must be one of ${orderSorts.join(', ')}` })
  sort?: OrderSort;
}
