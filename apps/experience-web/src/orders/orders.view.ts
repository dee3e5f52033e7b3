import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { Order, PartSource, TimelineEntry } from '#canonical';

const rowFields = ['orderId', 'status', 'axes', 'customerId', 'purchaseOrderNumber', 'requestedDeliveryDate', 'total', 'reason', 'placedAt', 'changedAt'] as const;

/** An order as a row of a list. */
export class OrderRow extends PickType(Order, rowFields) {}

export function orderRow(order: Order): OrderRow {
  return Object.fromEntries(rowFields.map((name) => [name, order[name]])) as unknown as OrderRow;
}

/** An order, as we know it now. */
export class FreshOrder extends IntersectionType(Order, PartSource) {}

export class TimelineView extends PartSource {
  @ApiProperty({ type: [TimelineEntry], description: 'In the order in which it happened' })
  items!: TimelineEntry[];
}
