import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Extensions } from './extensions.js';
import { DeliveryTolerance } from './line-terms.js';
import { Quantity } from './quantity.js';

export const deliveryStatuses = ['open', 'picked', 'shipped', 'cancelled'] as const;

export class DeliveryLine {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'Sales order that the line fulfils' })
  salesOrderId!: string;

  @ApiProperty()
  salesOrderLineId!: string;

  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Quantity })
  quantity!: Quantity;

  @ApiPropertyOptional({ type: DeliveryTolerance, description: 'Of the order line, where the system says it on the delivery' })
  deliveryTolerance?: DeliveryTolerance;
}

/** The customer's word that the goods arrived. */
export class ProofOfDelivery {
  @ApiProperty({ enum: ['open', 'confirmed'] })
  status!: 'open' | 'confirmed';

  @ApiPropertyOptional({ example: '2026-12-02' })
  receivedOn?: string;
}

/** Goods on their way out. Shipped means goods issue was posted: before it undo, after it return. */
export class Delivery {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiProperty({ enum: deliveryStatuses })
  status!: (typeof deliveryStatuses)[number];

  @ApiPropertyOptional({ example: '2026-12-01' })
  shippedOn?: string;

  @ApiProperty({ description: 'True when a warehouse system moves it and we may only watch' })
  observedOnly!: boolean;

  @ApiPropertyOptional({ type: ProofOfDelivery, description: 'Absent where the system asks for none' })
  proofOfDelivery?: ProofOfDelivery;

  @ApiProperty({ type: [DeliveryLine] })
  lines!: DeliveryLine[];

  @ApiProperty()
  version!: string;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}
