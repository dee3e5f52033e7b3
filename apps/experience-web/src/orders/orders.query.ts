import { ApiProperty } from '@nestjs/swagger';
import { IsString, IsUUID, Length } from 'class-validator';

export class OrderPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId!: string;
}

export class InvoicePath extends OrderPath {
  @ApiProperty({ maxLength: 400, description: 'Public id' })
  @IsString()
  @Length(1, 400)
  invoiceId!: string;
}
