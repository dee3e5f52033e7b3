import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { OrderPath } from '../order-to-cash.controller.js';

export class HoldPath extends OrderPath {
  @ApiProperty({ example: 'price', maxLength: 61, description: 'Type of the hold, as the order names it' })
  @Matches(/^[a-z][a-z0-9-]{0,60}$/, { message: 'hold must be the type of a hold of the order, such as price' })
  hold!: string;
}

export class ReturnPath extends OrderPath {
  @ApiProperty({ example: '17', description: 'As the order names it' })
  @IsString()
  @Length(1, 80)
  returnId!: string;
}

export class InvoicePath extends OrderPath {
  @ApiProperty({ description: 'Public id of the invoice, as the order names it' })
  @IsString()
  @Length(1, 400)
  invoiceId!: string;
}
