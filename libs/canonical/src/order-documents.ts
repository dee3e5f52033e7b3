import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { deliveryStatuses } from './delivery.js';
import { invoiceStatuses, invoiceTypes, Payment } from './invoice.js';
import { Money } from './money.js';
import { returnStatuses } from './return-order.js';

/** So much of a line of the order. */
export class PositionQuantity {
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiProperty({ type: String, example: '3' })
  quantity!: string;
}

/** A carrier's word that goods arrived, as it was given to us. */
export class DeliveryProof {
  @ApiProperty({ example: '2026-12-02' })
  receivedOn!: string;

  @ApiPropertyOptional({ example: 'M. Keller' })
  signedBy?: string;

  @ApiPropertyOptional()
  note?: string;

  @ApiProperty({ type: [PositionQuantity], description: 'What arrived' })
  lines!: PositionQuantity[];

  @ApiProperty({ example: 'anna', description: 'Who gave it to us' })
  by!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export class OrderDelivery {
  @ApiProperty({ example: '80000001' })
  deliveryId!: string;

  @ApiProperty({ enum: deliveryStatuses })
  status!: (typeof deliveryStatuses)[number];

  @ApiPropertyOptional({ example: '2026-12-02', description: 'Day of the arrival: as the system says it or, before it does, as the carrier did' })
  receivedOn?: string;

  @ApiPropertyOptional({ type: DeliveryProof, description: 'Proof that was given to us; what the system itself says is in receivedOn' })
  proof?: DeliveryProof;

  @ApiProperty({ type: [PositionQuantity] })
  lines!: PositionQuantity[];
}

export class OrderInvoice {
  @ApiProperty({ description: 'Public id' })
  invoiceId!: string;

  @ApiPropertyOptional({ example: '0090000001' })
  number?: string;

  @ApiProperty({ enum: invoiceTypes })
  type!: (typeof invoiceTypes)[number];

  @ApiPropertyOptional({ description: 'Of a credit note: public id of the invoice it takes back, where its documents say it' })
  creditedInvoiceId?: string;

  @ApiProperty({ enum: invoiceStatuses })
  status!: (typeof invoiceStatuses)[number];

  @ApiProperty()
  cleared!: boolean;

  @ApiProperty({ type: Money, description: 'Gross of this order; an invoice may collect several' })
  own!: Money;

  @ApiProperty({ type: Money, description: 'Gross of the invoice' })
  total!: Money;

  @ApiPropertyOptional({ type: Money, description: 'What of the invoice is still to be paid, where the system says it' })
  open?: Money;

  @ApiProperty({ type: [PositionQuantity] })
  lines!: PositionQuantity[];

  @ApiPropertyOptional({ type: Money, description: 'So much of it is in dispute now' })
  disputed?: Money;

  @ApiProperty({ type: [Payment] })
  payments!: Payment[];
}

export class OrderReturn {
  @ApiProperty()
  returnId!: string;

  @ApiProperty({ enum: returnStatuses })
  status!: (typeof returnStatuses)[number];

  @ApiProperty({ type: [PositionQuantity] })
  lines!: PositionQuantity[];
}
