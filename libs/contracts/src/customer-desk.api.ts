import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DunningStatus, Money, type Answer, type Availability, type CallContext, type CreditStatus } from '#canonical';
import { Operation } from './operation.js';
import type { Reason } from './order-commands.js';

/** The customer's public id, which names its system too. */
export interface OfCustomer {
  customerId: string;
}

/** What a customer disputes now, over all orders of ours. */
export class DisputedInvoices {
  @ApiProperty({ example: 1 })
  invoices!: number;

  @ApiProperty({ type: [Money], description: 'How much of them, by currency' })
  amounts!: Money[];
}

/** Reminders as the ERP has them, beside what is disputed here: the one does not know of the other. */
export class CustomerDunning extends DunningStatus {
  @ApiPropertyOptional({ type: DisputedInvoices, description: 'Absent when nothing is in dispute. Reminders go on all the same, unless they are paused' })
  disputed?: DisputedInvoices;
}

const read = { scope: 'customers:read', safe: true } as const;
const write = { scope: 'customers:write', safe: false, timeoutMs: 60_000 } as const;

/**
 * Process API: what an order desk asks about customers and items before and between orders. Ids are public ones, in and out;
 * the system that an id names answers, and `stale` says that it is what it said last. Errors: `not-found` for an id that
 * names nothing; `rejected` with reason `operation-absent` (409) where the system does not offer it; `unavailable` with reason
 * `paused` for a write that somebody has switched off; those of the system.
 */
export abstract class CustomerDeskApi {
  @Operation({ ...read, data: 'customer' })
  readonly readCustomerCredit!: (ctx: CallContext, args: OfCustomer) => Promise<Answer<CreditStatus>>;
  @Operation({ ...read, data: 'customer' })
  readonly readCustomerDunning!: (ctx: CallContext, args: OfCustomer) => Promise<Answer<CustomerDunning>>;
  /**
   * The ERP sends no reminders until they are resumed; again changes nothing, so that it may be repeated after `unknown-outcome`.
   * The ERP keeps no words: the reason goes to our log, with who gave it. `rejected` where no reminders are set up.
   */
  @Operation({ ...write, data: 'customer' })
  readonly pauseCustomerDunning!: (ctx: CallContext, args: OfCustomer & { request: Reason }) => Promise<Answer<DunningStatus>>;
  /** Takes our pause away. One that an accountant has set in the ERP stays, and so does `paused`. */
  @Operation({ ...write, data: 'customer' })
  readonly resumeCustomerDunning!: (ctx: CallContext, args: OfCustomer) => Promise<Answer<DunningStatus>>;
  /**
   * What can be promised of up to 200 items, all of one system: `invalid` (422) at `/itemIds/1` when the second is another
   * system's. Items that the system does not stock are left out.
   */
  @Operation({ scope: 'items:read', safe: true, data: 'public' })
  readonly checkItemAvailability!: (ctx: CallContext, args: { itemIds: string[] }) => Promise<Answer<{ items: Availability[] }>>;
}
