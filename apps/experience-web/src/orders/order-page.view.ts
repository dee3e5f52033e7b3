import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { Dispute, DocumentReference, Order, OrderDelivery, OrderInvoice, OrderReturn, PartSource, Payment, TimelineEntry } from '#canonical';

/** What is said of an order's documents stands in their part. */
export const ofDocuments = ['deliveries', 'invoices', 'returns', 'disputes', 'references', 'allowed'] as const;

export class OrderHead extends OmitType(Order, ofDocuments) {}
export class OrderHeadPart extends IntersectionType(OrderHead, PartSource) {}

export class TimelinePart extends PartSource {
  @ApiProperty({ type: [TimelineEntry], description: 'In the order in which it happened' })
  items!: TimelineEntry[];
}

export class PageInvoice extends OmitType(OrderInvoice, ['payments']) {
  @ApiPropertyOptional({ example: '/web/v1/orders/01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22/invoices/c2FuZGJveAA5MDAwMDAwMQ/pdf', description: 'Path of its printed form, where the ERP has one' })
  pdf?: string;
}

export class PagePayment extends Payment {
  @ApiProperty({ description: 'Public id of the invoice it was received for' })
  invoiceId!: string;
}

export class DocumentsPart extends PartSource {
  @ApiProperty({ type: [OrderDelivery] })
  deliveries!: OrderDelivery[];

  @ApiProperty({ type: [PageInvoice], description: 'Invoices and credit notes' })
  invoices!: PageInvoice[];

  @ApiProperty({ type: [PagePayment] })
  payments!: PagePayment[];

  @ApiProperty({ type: [OrderReturn] })
  returns!: OrderReturn[];

  @ApiProperty({ type: [Dispute] })
  disputes!: Dispute[];

  @ApiProperty({ type: [DocumentReference], description: 'All documents by their keys in their systems' })
  references!: DocumentReference[];
}

export class ActionsPart extends PartSource {
  @ApiProperty({ type: [String], example: ['cancellation', 'changes', 'deliveries'], description: 'What may be done now, by the name of its path at the process API' })
  allowed!: string[];
}

export class CustomerPart extends PartSource {
  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiPropertyOptional()
  name?: string;
}

/** One screen of an order. Each part says where it comes from and how fresh it is. */
export class OrderPage {
  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({ type: OrderHeadPart })
  order!: OrderHeadPart;

  @ApiProperty({ type: TimelinePart })
  timeline!: TimelinePart;

  @ApiProperty({ type: DocumentsPart })
  documents!: DocumentsPart;

  @ApiProperty({ type: ActionsPart })
  actions!: ActionsPart;

  @ApiProperty({ type: CustomerPart })
  customer!: CustomerPart;
}
