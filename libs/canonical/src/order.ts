import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Dispute } from './dispute.js';
import { billingPolicies, DeliveryTolerance, type BillingPolicy } from './line-terms.js';
import { Money } from './money.js';
import { OrderDelivery, OrderInvoice, OrderReturn } from './order-documents.js';
import { MoneyLedger, QuantityLedger } from './order-ledgers.js';
import { Confirmation, creditResults, type CreditResult } from './sales-order.js';

export const orderStatuses = ['received', 'confirmed', 'on-hold', 'shipped', 'invoiced', 'paid', 'closed', 'cancelled', 'rejected'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const captureStates = ['received', 'unknown', 'captured', 'rejected', 'cancelled'] as const;
export const creditStates = creditResults;
export const fulfilmentStates = ['open', 'partial', 'shipped'] as const;
export const billingStates = ['open', 'partial', 'invoiced'] as const;
export const paymentStates = ['open', 'partial', 'paid'] as const;

/** Orthogonal states of an order: the label a person reads is derived from them. */
export class OrderAxes {
  @ApiProperty({ enum: captureStates, description: 'unknown: the write may have landed, the system is being asked' })
  capture!: (typeof captureStates)[number];

  @ApiProperty({ enum: creditStates })
  credit!: CreditResult;

  @ApiProperty({ enum: fulfilmentStates })
  fulfilment!: (typeof fulfilmentStates)[number];

  @ApiProperty({ enum: billingStates })
  billing!: (typeof billingStates)[number];

  @ApiProperty({ enum: paymentStates })
  payment!: (typeof paymentStates)[number];
}

/** What a person should look at and what does not stop the order. */
export class OrderFlag {
  @ApiProperty({ example: 'backorder' })
  type!: string;

  @ApiProperty()
  reason!: string;
}

/** Something that somebody asked for and that is still to be done in the ERP. */
export class PendingAct {
  @ApiProperty({ description: 'Of the wish, or of the allocation' })
  id!: string;

  @ApiProperty({ example: 'create-return' })
  effect!: string;

  @ApiProperty({ example: 'anna' })
  actor!: string;
}

export class OrderLine {
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiProperty()
  itemId!: string;

  @ApiPropertyOptional()
  description?: string;

  @ApiProperty({ type: String, example: '3' })
  quantity!: string;

  @ApiPropertyOptional({ example: 'C62' })
  unit?: string;

  @ApiPropertyOptional({ type: Money })
  unitPrice?: Money;

  @ApiPropertyOptional({ type: Money })
  net?: Money;

  @ApiPropertyOptional({ type: Money })
  tax?: Money;

  @ApiProperty({ type: [Confirmation], description: "The system's promises" })
  confirmations!: Confirmation[];

  @ApiPropertyOptional({ enum: billingPolicies, description: 'by-delivery where the system does not say it' })
  billingPolicy?: BillingPolicy;

  @ApiPropertyOptional({ type: DeliveryTolerance, description: 'None where the system does not say it' })
  deliveryTolerance?: DeliveryTolerance;

  @ApiProperty({ type: QuantityLedger })
  ledger!: QuantityLedger;
}

export const documentTypes = ['sales-order', 'delivery', 'invoice', 'payment', 'return', 'crm-order'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** A document of a system that belongs to the order. */
export class DocumentReference {
  @ApiProperty({ example: 'sandbox' })
  system!: string;

  @ApiProperty({ enum: documentTypes })
  type!: DocumentType;

  @ApiProperty({ example: '4711' })
  id!: string;
}

/** Why the order waits. */
export class Hold {
  @ApiProperty({ example: 'credit' })
  type!: string;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ description: 'ISO 8601' })
  since!: string;
}

/** One page of an order: what it is, how far it is, where it is. */
export class Order {
  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({ enum: orderStatuses })
  status!: OrderStatus;

  @ApiProperty({ type: OrderAxes })
  axes!: OrderAxes;

  @ApiProperty()
  customerId!: string;

  @ApiProperty()
  purchaseOrderNumber!: string;

  @ApiPropertyOptional()
  salesAreaId?: string;

  @ApiPropertyOptional()
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ description: 'Opportunity in the CRM that the order came from' })
  opportunityId?: string;

  @ApiPropertyOptional({ type: Money, description: 'Before tax, as the ERP says it' })
  net?: Money;

  @ApiPropertyOptional({ type: Money })
  tax?: Money;

  @ApiPropertyOptional({ type: Money, description: 'Gross, as the ERP says it; absent until it said so' })
  total?: Money;

  @ApiPropertyOptional({ type: MoneyLedger, description: 'Absent until the ERP said what the order costs' })
  money?: MoneyLedger;

  @ApiProperty({ type: [OrderLine] })
  lines!: OrderLine[];

  @ApiProperty({ type: [OrderDelivery] })
  deliveries!: OrderDelivery[];

  @ApiProperty({ type: [OrderInvoice], description: 'Invoices and credit notes' })
  invoices!: OrderInvoice[];

  @ApiProperty({ type: [OrderReturn] })
  returns!: OrderReturn[];

  @ApiPropertyOptional({ type: [Dispute], description: 'Objections of the customer to invoices, oldest first' })
  disputes?: Dispute[];

  @ApiProperty({ type: [DocumentReference] })
  references!: DocumentReference[];

  @ApiProperty({ type: [Hold] })
  holds!: Hold[];

  @ApiPropertyOptional({ type: [PendingAct], description: 'What people asked for and is still to be done, in this order; absent when there is nothing' })
  pending?: PendingAct[];

  @ApiProperty({ type: [OrderFlag], description: 'Exceptions that do not stop the order, and ledgers that contradict each other' })
  flags!: OrderFlag[];

  @ApiPropertyOptional({ type: [String], example: ['cancellation', 'changes', 'deliveries'], description: 'What may be done with it now, by the name of its path at the process API; absent until the flow has begun' })
  allowed?: string[];

  @ApiPropertyOptional({ description: 'ISO 8601: since when the system of the order could not be asked' })
  waitingSince?: string;

  @ApiPropertyOptional({ description: 'Why the order was rejected, or what it waits for' })
  reason?: string;

  @ApiProperty({ description: 'ISO 8601' })
  placedAt!: string;

  @ApiProperty({ description: 'ISO 8601' })
  changedAt!: string;

  @ApiProperty({ description: 'Grows with every change' })
  sequence!: number;
}

/** One thing that happened to an order. */
export class TimelineEntry {
  @ApiProperty({ description: 'Grows along the timeline; the id of the server-sent event' })
  id!: string;

  @ApiProperty({ description: 'ISO 8601' })
  at!: string;

  @ApiProperty({ example: 'create-sales-order', description: 'A step, a document or an event, in kebab-case' })
  type!: string;

  @ApiProperty({ example: 'ok', description: 'ok, failed, unknown, or what happened' })
  outcome!: string;

  @ApiPropertyOptional({ example: 'sandbox' })
  system?: string;

  @ApiPropertyOptional({ example: '4711', description: 'Key of the document' })
  reference?: string;

  @ApiPropertyOptional({ example: 'strata:order-to-cash', description: 'Who did it' })
  actor?: string;

  @ApiPropertyOptional({ example: 1 })
  attempt?: number;

  @ApiPropertyOptional({ example: 48 })
  durationMs?: number;

  @ApiPropertyOptional({ description: 'For people' })
  detail?: string;
}

/** What an order would be. Nothing is written. */
export class OrderSimulation {
  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money })
  total!: Money;

  @ApiProperty({ enum: creditResults })
  credit!: CreditResult;

  @ApiProperty({ type: [OrderLine] })
  lines!: OrderLine[];
}
