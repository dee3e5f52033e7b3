import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { exact, money, Money, PartSource, toPublicId, type AccountOverview, type CreditStatus, type Customer, type CustomerPosition, type Opportunity, type SalesOrder } from '#canonical';
import type { ScreenPart } from '#edge';
import { fitted, wireBytes } from '../budget/byte-budget.js';

/** Bytes of one customer in a list; a public id has at most 150 of them (a system's id of 31 and a key of 80). */
export const customerRowBudget = 192;
/** Bytes of a customer's screen. */
export const customerBudget = 1_536;

/** A name or a city within it. */
const textBudget = 160;
/** Totals of open orders are said in so many currencies. */
const maxCurrencies = 3;

export class CustomerRow {
  @ApiProperty({ description: 'Public id' })
  id!: string;

  @ApiProperty({ example: 'Harbour Supplies', description: 'Cut with an ellipsis where it is too long' })
  name!: string;

  @ApiPropertyOptional({ example: 'Rotterdam' })
  city?: string;

  @ApiPropertyOptional({ description: 'True when the system takes no orders of this customer; absent otherwise' })
  blocked?: true;
}

export function customerRow({ id, systemId, name, address, blocks }: Customer): CustomerRow {
  const row: CustomerRow = { id: toPublicId(systemId, id), name, ...(address?.city && { city: address.city }), ...(blocks.length > 0 && { blocked: true }) };
  const { city: _, ...cityless } = row;
  // A city of which nothing can be read is none.
  const shown: CustomerRow = wireBytes({ ...row, name: '…', city: '…' }) <= customerRowBudget ? row : cityless;
  return fitted(shown, customerRowBudget, 'name', 'city');
}

export class CompactMaster extends PartSource {
  @ApiPropertyOptional({ example: 'Harbour Supplies' })
  name?: string;

  @ApiPropertyOptional({ example: 'Rotterdam' })
  city?: string;
}

export class CompactCredit extends PartSource {
  @ApiPropertyOptional({ type: Money, description: 'What the customer may still order for; below zero when it is beyond its limit, absent when there is none' })
  left?: Money;

  @ApiPropertyOptional({ description: 'True when the system gives no credit; absent otherwise' })
  blocked?: true;
}

export class CompactOpenOrders extends PartSource {
  @ApiPropertyOptional({ example: 2, description: 'Orders that are not completed, of at most 50' })
  count?: number;

  @ApiPropertyOptional({ type: [Money], maxItems: maxCurrencies, description: 'What they are worth, gross, by currency' })
  totals?: Money[];
}

export class CompactOpportunity extends PartSource {
  @ApiPropertyOptional({ example: 'Spring order', description: 'The open one that closes first; absent when there is none' })
  name?: string;

  @ApiPropertyOptional({ type: Money })
  amount?: Money;

  @ApiPropertyOptional({ example: '2026-12-31' })
  closeOn?: string;
}

/** A customer on a small screen. Each part says where it comes from; one whose system is away is marked missing. */
export class CompactCustomer {
  @ApiProperty({ description: 'Public id' })
  id!: string;

  @ApiProperty({ type: CompactMaster })
  master!: CompactMaster;

  @ApiProperty({ type: CompactCredit })
  credit!: CompactCredit;

  @ApiProperty({ type: CompactOpenOrders })
  openOrders!: CompactOpenOrders;

  @ApiProperty({ type: CompactOpportunity })
  opportunity!: CompactOpportunity;
}

export function compactCustomer(id: string, master: ScreenPart<Customer>, position: ScreenPart<CustomerPosition>, account: ScreenPart<AccountOverview>): CompactCustomer {
  return {
    id,
    master: fitted({ ...master.source, ...(master.value && { name: master.value.name, ...(master.value.address?.city && { city: master.value.address.city }) }) }, 2 * textBudget, 'name', 'city'),
    credit: { ...position.source, ...(position.value && creditOf(position.value.credit)) },
    openOrders: { ...position.source, ...(position.value && { count: position.value.openOrders.length, totals: totalsOf(position.value.openOrders).slice(0, maxCurrencies) }) },
    opportunity: fitted({ ...account.source, ...(account.value && opportunityOf(account.value.opportunities)) }, 2 * textBudget, 'name'),
  };
}

function creditOf({ limit, exposure, blocked }: CreditStatus): Omit<CompactCredit, keyof PartSource> {
  const left = limit && (exposure?.currency === limit.currency ? money.subtract(limit, exposure) : exposure === undefined ? limit : undefined);
  return { ...(left && { left: money.round(left) }), ...(blocked && { blocked: true as const }) };
}

function opportunityOf(open: Opportunity[]): Omit<CompactOpportunity, keyof PartSource> {
  const [next] = open.filter(({ closed }) => !closed).toSorted((a, b) => ((a.closeOn ?? '9') < (b.closeOn ?? '9') ? -1 : 1));
  return next ? { name: next.name, ...(next.amount && { amount: next.amount }), ...(next.closeOn && { closeOn: next.closeOn }) } : {};
}

/** The most valuable currency first; there is no rate to compare by, so by the number alone. */
function totalsOf(orders: SalesOrder[]): Money[] {
  return money.totals(orders.map(({ total }) => total)).toSorted((a, b) => exact.compare(b.amount, a.amount));
}
