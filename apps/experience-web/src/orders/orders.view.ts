import { ApiProperty, PickType } from '@nestjs/swagger';
import { Order, TimelineEntry } from '#canonical';

const rowFields = ['orderId', 'status', 'axes', 'customerId', 'purchaseOrderNumber', 'requestedDeliveryDate', 'total', 'reason', 'placedAt', 'changedAt'] as const;

/** An order as a row of a list. */
export class OrderRow extends PickType(Order, rowFields) {}

export function orderRow(order: Order): OrderRow {
  return Object.fromEntries(rowFields.map((name) => [name, order[name]])) as unknown as OrderRow;
}

export class TimelineView {
  @ApiProperty({ type: [TimelineEntry], description: 'In the order in which it happened' })
  items!: TimelineEntry[];
}
