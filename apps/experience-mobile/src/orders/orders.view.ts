import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money, orderStatuses, ownPart, PartSource, type Order, type OrderLine, type OrderStatus, type TimelineEntry } from '#canonical';
import { cutText, fitted, wireBytes } from '../budget/byte-budget.js';

/** Bytes of an order in a list: a page of 20 has at most 4 kB. */
export const orderRowBudget = 192;
/** Bytes of one order. */
export const orderBudget = 2_048;
/** Bytes of one entry of its timeline, of which it shows the last few. */
export const entryBudget = 128;
const lastEntries = 4;
/** Bytes of one line. */
export const lineBudget = 256;

const reasonBytes = 120;
const keyBytes = 64;
/** The order's member `moreLines`, with its comma. */
const moreBytes = 15;

const seconds = (at: string) => at.replace(/\.\d+Z$/, 'Z');

export class MobileOrderRow {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: orderStatuses })
  status!: OrderStatus;

  @ApiProperty({ example: 'PO-4711', description: "The customer's own number, cut where it is too long" })
  po!: string;

  @ApiPropertyOptional({ type: Money, description: 'Gross; absent until the ERP said so' })
  total?: Money;

  @ApiProperty({ example: '2026-11-25T09:00:00Z', description: 'ISO 8601: when it was placed' })
  at!: string;
}

export function orderRow({ orderId, status, purchaseOrderNumber, total, placedAt }: Order): MobileOrderRow {
  return fitted({ id: orderId, status, po: purchaseOrderNumber, ...(total && { total }), at: seconds(placedAt) }, orderRowBudget, 'po');
}

/** The row of an order that is shown in full. */
export function rowOf({ id, status, po, total, placedAt }: MobileOrder): MobileOrderRow {
  return fitted({ id, status, po, ...(total && { total }), at: placedAt }, orderRowBudget, 'po');
}

export class MobileOrderLine {
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiPropertyOptional({ example: 'Hex bolt M8' })
  name?: string;

  @ApiProperty({ type: String, example: '3' })
  quantity!: string;

  @ApiPropertyOptional({ example: 'C62' })
  unit?: string;

  @ApiPropertyOptional({ type: String, example: '2', description: 'Absent while nothing of it is shipped' })
  shipped?: string;

  @ApiPropertyOptional({ type: Money, description: 'Before tax' })
  net?: Money;
}

export class MobileTimelineEntry {
  @ApiProperty({ example: '2026-11-25T09:00:00Z' })
  at!: string;

  @ApiProperty({ example: 'create-sales-order' })
  type!: string;

  @ApiProperty({ example: 'ok' })
  outcome!: string;
}

/** An order on a small screen. */
export class MobileOrder extends PartSource {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: orderStatuses })
  status!: OrderStatus;

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ example: 'PO-4711', description: "The customer's own number" })
  po!: string;

  @ApiPropertyOptional({ type: Money, description: 'Gross; absent until the ERP said so' })
  total?: Money;

  @ApiPropertyOptional({ example: '2026-12-01' })
  wishedFor?: string;

  @ApiPropertyOptional({ description: 'Why it was rejected, or what it waits for' })
  reason?: string;

  @ApiProperty({ description: 'ISO 8601' })
  placedAt!: string;

  @ApiProperty({ description: 'ISO 8601' })
  changedAt!: string;

  @ApiProperty({ type: [MobileTimelineEntry], description: 'The last few things that happened, in their order' })
  timeline!: MobileTimelineEntry[];

  @ApiProperty({ type: [MobileOrderLine], description: 'The first lines, as many as there is room for' })
  lines!: MobileOrderLine[];

  @ApiPropertyOptional({ example: 12, description: 'So many lines are not shown; absent when all are' })
  moreLines?: number;
}

/** @param timeline all of it, or none of an order that was just placed */
export function mobileOrder(order: Order, timeline: TimelineEntry[]): MobileOrder {
  const head = {
    id: order.orderId,
    status: order.status,
    customerId: order.customerId,
    po: cutText(order.purchaseOrderNumber, 2 * keyBytes),
    ...(order.total && { total: order.total }),
    ...(order.requestedDeliveryDate && { wishedFor: order.requestedDeliveryDate }),
    ...(order.reason && { reason: cutText(order.reason, reasonBytes) }),
    placedAt: seconds(order.placedAt),
    changedAt: seconds(order.changedAt),
    timeline: timeline.slice(-lastEntries).map(entryView),
    ...ownPart(),
  };
  const lines = linesWithin(order.lines, orderBudget - wireBytes({ ...head, lines: [] }) - moreBytes);
  const left = order.lines.length - lines.length;
  return { ...head, lines, ...(left > 0 && { moreLines: left }) };
}

function linesWithin(lines: OrderLine[], room: number): MobileOrderLine[] {
  const shown: MobileOrderLine[] = [];
  let left = room;
  for (const line of lines) {
    const view = lineView(line);
    left -= wireBytes(view) + 1;
    if (left < 0) break;
    shown.push(view);
  }
  return shown;
}

function lineView({ position, description, quantity, unit, net, ledger }: OrderLine): MobileOrderLine {
  const line: MobileOrderLine = {
    position,
    ...(description && { name: description }),
    quantity,
    ...(unit && { unit }),
    ...(Number(ledger.shipped) > 0 && { shipped: ledger.shipped }),
    ...(net && { net }),
  };
  return fitted(line, lineBudget, 'name');
}

function entryView({ at, type, outcome }: TimelineEntry): MobileTimelineEntry {
  return fitted({ at: seconds(at), type, outcome }, entryBudget, 'type', 'outcome');
}
