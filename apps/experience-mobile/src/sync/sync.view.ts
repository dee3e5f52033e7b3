import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Money, orderStatuses, PartSource } from '#canonical';
import { syncTypes, type SyncChange, type SyncedCustomer, type SyncedItem, type SyncedOrder, type SyncType } from '#read-models';
import { fitted } from '../budget/byte-budget.js';

/** Bytes of one change, of an order, a customer or an item. */
export const changeBudget = 512;
/** Bytes of a page of changes: a hundred of them, and the token. */
export const syncPageBudget = 65_536;
/** Bytes of the value within a change. */
const valueBudget = 300;

const seconds = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z');

export class OrderChange {
  @ApiProperty({ enum: orderStatuses })
  status!: string;

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ example: 'PO-4711', description: "The customer's own number" })
  po!: string;

  @ApiPropertyOptional({ type: Money, description: 'Gross; absent until the ERP said so' })
  total?: Money;

  @ApiProperty({ example: 3, description: 'So many lines' })
  lines!: number;

  @ApiPropertyOptional({ example: '2026-12-01' })
  wishedFor?: string;

  @ApiProperty({ example: '2026-11-25T09:00:00Z' })
  placedAt!: string;

  @ApiProperty({ example: '2026-11-25T09:00:04Z' })
  changedAt!: string;
}

export class CustomerChange {
  @ApiProperty({ example: 'Harbour Supplies' })
  name!: string;

  @ApiPropertyOptional({ example: 'Rotterdam' })
  city?: string;

  @ApiPropertyOptional({ description: 'True when the system takes no orders of this customer; absent otherwise' })
  blocked?: true;
}

export class ItemChange {
  @ApiProperty({ example: 'Hex bolt M8' })
  name!: string;

  @ApiProperty({ example: 'TG0001' })
  number!: string;

  @ApiProperty({ example: 'C62' })
  unit!: string;

  @ApiPropertyOptional({ description: 'False when the system does not sell it; absent otherwise' })
  sellable?: false;
}

/** What takes the place of what the client has of it. */
@ApiExtraModels(OrderChange, CustomerChange, ItemChange)
export class Change {
  @ApiProperty({ enum: syncTypes })
  type!: SyncType;

  @ApiProperty({ description: 'Public id; of an order its id' })
  id!: string;

  @ApiProperty({ anyOf: [OrderChange, CustomerChange, ItemChange].map((value) => ({ $ref: getSchemaPath(value) })) })
  value!: OrderChange | CustomerChange | ItemChange;
}

/** What the client forgets. */
export class Tombstone {
  @ApiProperty({ enum: syncTypes })
  type!: SyncType;

  @ApiProperty()
  id!: string;
}

export class SyncView extends PartSource {
  @ApiProperty({ type: [Change], description: 'In the order in which they were committed' })
  changes!: Change[];

  @ApiProperty({ type: [Tombstone] })
  tombstones!: Tombstone[];

  @ApiProperty({ description: 'Token to go on with: this client has everything before it' })
  next!: string;

  @ApiProperty({ description: 'True when more is there already: ask again at once' })
  more!: boolean;
}

export function changeView(change: SyncChange): Change {
  const { type, id } = change;
  if (change.type === 'order') return { type, id, value: orderChange(change.row) };
  if (change.type === 'customer') return { type, id, value: customerChange(change.row) };
  return { type, id, value: itemChange(change.row) };
}

function orderChange({ status, customerId, purchaseOrderNumber, total, lineCount, requestedDeliveryDate, placedAt, changedAt }: SyncedOrder): OrderChange {
  const value: OrderChange = {
    status,
    customerId,
    po: purchaseOrderNumber,
    ...(total && { total }),
    lines: lineCount,
    ...(requestedDeliveryDate && { wishedFor: requestedDeliveryDate }),
    placedAt: seconds(placedAt),
    changedAt: seconds(changedAt),
  };
  // An order's own id is short, and its customer's is within.
  return fitted(value, changeBudget - 80, 'po');
}

function customerChange({ name, city, blocked }: SyncedCustomer): CustomerChange {
  return fitted<CustomerChange>({ name, ...(city && { city }), ...(blocked && { blocked }) }, valueBudget, 'name', 'city');
}

function itemChange({ name, number, unit, sellable }: SyncedItem): ItemChange {
  return fitted<ItemChange>({ name, number, unit, ...(!sellable && { sellable }) }, valueBudget, 'name');
}
