import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { orderStatuses, type OrderStatus } from './order.js';
import { PageQuery } from './page.js';
import { Printable } from './printable.js';

const key = { minLength: 1, maxLength: 400 };

/** By what orders are found; all that is given must hold. */
export class OrderQuery extends PageQuery {
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
}
