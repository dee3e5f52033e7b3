import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { exact, fromPublicId, unprocessable, type CustomerPayment, type DataScope } from '#canonical';
import type { AllocationWish } from '#contracts';
import { ownsCustomer } from '#edge';
import { invoicesByKey, invoicesOfCustomer, Payments, WorkList, type NewAllocation, type NewPayment } from '#read-models';
import { exceptionKeysOf, exceptionsOf } from './payment.exceptions.js';
import { alreadyReversed } from './payment.refusals.js';
import { planByReference, planByRule, planWishes, type Allocatable, type Planned } from './payment.rules.js';

/** Who allocates, and whether the ERP is to be told. */
export interface Allocator {
  by: string;
  /** The ERP posts payments for us; else what we record stands beside its own clearing. */
  commanded: boolean;
  /** Whose invoices the allocator may see; all when left out. */
  scope?: DataScope;
}

/** Name of whoever allocates by rule. */
export const ruleActor = 'strata:payments';

/** Writes payments down, each with its exceptions, in the transaction that it is given. */
@Injectable()
export class PaymentBook {
  constructor(
    private readonly payments: Payments,
    private readonly workList: WorkList,
  ) {}

  /**
   * Throws `invalid` (422) by pointer.
   * @param wishes what a person wants; by rule when left out
   */
  async record(payment: Omit<NewPayment, 'paymentId' | 'byRule'>, wishes: AllocationWish[] | undefined, allocator: Allocator, tx: EntityManager): Promise<CustomerPayment> {
    const paymentId = uuidv7();
    await this.payments.lockCustomer(payment.systemId, payment.customerId, tx);
    await this.payments.insert({ ...payment, paymentId, byRule: wishes === undefined }, tx);
    const recorded = await this.payments.read(paymentId, tx);
    return wishes === undefined ? this.allocateByRule(recorded, allocator.commanded, planByRule, tx) : this.allocateTo(recorded, wishes, allocator, tx);
  }

  /** Throws `not-found`, `conflict` for one that is reversed, `invalid` (422) by pointer. */
  async allocate(paymentId: string, wishes: AllocationWish[], allocator: Allocator, tx: EntityManager): Promise<CustomerPayment> {
    return this.allocateTo(await this.locked(paymentId, tx), wishes, allocator, tx);
  }

  /** Throws `not-found`, `conflict` for one that is reversed. */
  async reverse(paymentId: string, reason: string, by: string, tx: EntityManager): Promise<CustomerPayment> {
    const payment = await this.locked(paymentId, tx);
    await this.payments.reverse(payment.paymentId, { reason, by }, tx);
    return this.settled(paymentId, tx);
  }

  /** What came in before its invoice. The customer is locked: nothing of the payment changes until the transaction ends. */
  allocateByReference(payment: CustomerPayment, commanded: boolean, tx: EntityManager): Promise<CustomerPayment> {
    return this.allocateByRule(payment, commanded, planByReference, tx);
  }

  /** What a person must look at is what the payment says now. */
  async settled(paymentId: string, tx: EntityManager): Promise<CustomerPayment> {
    const payment = await this.payments.read(paymentId, tx);
    const due = exceptionsOf(payment);
    await this.workList.raise(due, tx);
    await this.workList.settle(exceptionKeysOf(payment).filter((key) => !due.some((each) => each.key === key)), ruleActor, tx);
    return payment;
  }

  private async allocateByRule(payment: CustomerPayment, commanded: boolean, rule: typeof planByRule, tx: EntityManager): Promise<CustomerPayment> {
    const known = await invoicesOfCustomer(tx, payment.systemId, payment.customerId, payment.reference);
    await this.write(payment, rule(allocatable(payment), known), { by: ruleActor, commanded }, tx);
    return this.settled(payment.paymentId, tx);
  }

  private async allocateTo(payment: CustomerPayment, wishes: AllocationWish[], allocator: Allocator, tx: EntityManager): Promise<CustomerPayment> {
    const keys = wishes.flatMap(({ invoiceId }) => fromPublicId(invoiceId)?.key ?? []);
    const invoices = await invoicesByKey(tx, payment.systemId, [...new Set(keys)]);
    // An invoice of others is none, for who may not see it.
    const own = invoices.filter(({ customerIds }) => customerIds.some((id) => ownsCustomer(allocator.scope, id)));
    const plan = planWishes(allocatable(payment), wishes, own);
    if ('faults' in plan) throw unprocessable(plan.faults);
    await this.write(payment, plan.planned, allocator, tx);
    return this.settled(payment.paymentId, tx);
  }

  private write(payment: CustomerPayment, planned: Planned[], { by, commanded }: Allocator, tx: EntityManager): Promise<void> {
    const state = commanded ? 'requested' : 'recorded';
    return this.payments.addAllocations(payment, planned.map((each): NewAllocation => ({ ...newAllocation(each), state, allocatedBy: by })), tx);
  }

  private async locked(paymentId: string, tx: EntityManager): Promise<CustomerPayment> {
    const { systemId, customerId } = await this.payments.read(paymentId, tx);
    await this.payments.lockCustomer(systemId, customerId, tx);
    const payment = await this.payments.read(paymentId, tx);
    if (payment.reversal) throw alreadyReversed(payment);
    return payment;
  }
}

function allocatable({ systemId, customerId, amount, unallocated, reference, allocations }: CustomerPayment): Allocatable {
  return { systemId, customerId, currency: amount.currency, left: unallocated.amount, reference, allocations: allocations.length };
}

function newAllocation({ invoice, amount, discount }: Planned): Omit<NewAllocation, 'state' | 'allocatedBy'> {
  const { key, orderIds, total, open } = invoice;
  return { allocationId: uuidv7(), invoiceKey: key, orderId: orderIds[0]!, amount, discount, settledBefore: exact.subtract(total, open) };
}
