import { ApiPropertyOptional } from '@nestjs/swagger';

/** Lines of a document that a system is asked to write; orders of ours have far fewer, adopted ones may have more. */
export const mostSalesOrderLines = 1_000;

/**
 * When a line may be billed. `by-order`: from the order on, whatever was shipped; `by-delivery`: what was shipped;
 * `in-advance`: before shipping, and paid before it.
 */
export const billingPolicies = ['by-order', 'by-delivery', 'in-advance'] as const;
export type BillingPolicy = (typeof billingPolicies)[number];

/**
 * By how much a delivery of a line may miss the ordered quantity, in percent of it. What is not said is none.
 * SAP: https://www.sapdatasheet.org/abap/dtel/uebto.html and untto.html; Tryton: module sale_shipment_tolerance.
 */
export class DeliveryTolerance {
  @ApiPropertyOptional({ type: String, example: '5', description: 'So much less, in percent of the ordered quantity, is a complete delivery' })
  under?: string;

  @ApiPropertyOptional({ type: String, example: '10', description: 'So much more, in percent of the ordered quantity, may be delivered' })
  over?: string;

  @ApiPropertyOptional({ description: 'More than ordered may be delivered without a limit' })
  unlimitedOver?: boolean;
}
