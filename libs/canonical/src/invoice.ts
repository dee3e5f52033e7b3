import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Extensions } from './extensions.js';
import { Money } from './money.js';
import { Quantity } from './quantity.js';

export const invoiceStatuses = ['draft', 'posted', 'cancelled'] as const;
export const invoiceTypes = ['invoice', 'credit-note'] as const;

export class InvoiceLine {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  salesOrderId!: string;

  @ApiProperty()
  salesOrderLineId!: string;

  @ApiPropertyOptional()
  deliveryId?: string;

  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Quantity })
  quantity!: Quantity;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;
}

/** Money received for an invoice. */
export class Payment {
  @ApiProperty({ description: "Key of the payment or clearing document in the system" })
  id!: string;

  @ApiProperty({ type: Money })
  amount!: Money;

  @ApiPropertyOptional({ type: Money, description: 'Cash discount taken' })
  discount?: Money;

  @ApiPropertyOptional({ type: Money, description: 'Difference that was given up with it' })
  writeOff?: Money;

  @ApiPropertyOptional({ example: '2026-12-01' })
  paidOn?: string;

  @ApiPropertyOptional({ description: 'What is written on it: our id of it where we had it posted' })
  reference?: string;
}

/** A legal invoice of the ERP; it may collect several orders. */
export class Invoice {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiPropertyOptional({ description: 'Number printed on it, once it is posted' })
  number?: string;

  @ApiProperty({ enum: invoiceTypes })
  type!: (typeof invoiceTypes)[number];

  @ApiProperty()
  customerId!: string;

  @ApiProperty({ enum: invoiceStatuses })
  status!: (typeof invoiceStatuses)[number];

  @ApiProperty({ description: 'Settled as the ERP says it, also when amounts differ by discount or write-off' })
  cleared!: boolean;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money })
  total!: Money;

  @ApiPropertyOptional({ type: Money, description: 'What is still to be paid, where the system says it' })
  open?: Money;

  @ApiPropertyOptional({ description: 'Of a credit note: the invoice it takes back' })
  creditedInvoiceId?: string;

  @ApiPropertyOptional({ example: '2026-12-31' })
  dueOn?: string;

  @ApiProperty({ type: [InvoiceLine] })
  lines!: InvoiceLine[];

  @ApiProperty({ type: [Payment] })
  payments!: Payment[];

  @ApiProperty({ description: 'Changes whenever the document or its clearing does' })
  version!: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}
