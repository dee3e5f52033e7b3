import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsISO8601, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { Money } from './money.js';

/** Money to be recorded against an invoice. */
export class InvoicePayment {
  @ApiPropertyOptional({ type: Money, description: 'What was received; all that is open when left out' })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  amount?: Money;

  @ApiPropertyOptional({ type: Money, description: 'Cash discount granted with it: settles as much more of the invoice' })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  discount?: Money;

  @ApiPropertyOptional({ example: '2026-12-01', description: 'Today when left out' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'paidOn must be a date such as 2026-12-01' })
  paidOn?: string;

  @ApiPropertyOptional({ description: 'Our id of the payment: recording the same one again changes nothing' })
  @IsOptional()
  @IsString()
  @Length(1, 36)
  reference?: string;
}
