import { Injectable } from '@nestjs/common';
import { isStrataError, nativeKeyOf, toPublicId, type Answer, type Availability, type CallContext, type CreditStatus, type DunningStatus } from '#canonical';
import { ErpApi, type CustomerDeskApi, type CustomerDunning, type OfCustomer, type OfSystem, type Reason } from '#contracts';
import { DisputeList } from '#read-models';
import { Switches } from '../switches/switches.js';
import { notOffered, severalSystems, type DeskOperation } from './customer-desk.refusals.js';

/** Asks the system that an id names, and answers in public ids. */
@Injectable()
export class CustomerDeskService implements CustomerDeskApi {
  constructor(
    private readonly erp: ErpApi,
    private readonly switches: Switches,
    private readonly disputes: DisputeList,
  ) {}

  readCustomerCredit(ctx: CallContext, { customerId }: OfCustomer): Promise<Answer<CreditStatus>> {
    return ofCustomer(customerId, 'readCredit', (customer) => this.erp.readCredit(ctx, customer));
  }

  async readCustomerDunning(ctx: CallContext, { customerId }: OfCustomer): Promise<Answer<CustomerDunning>> {
    const answer = await ofCustomer(customerId, 'readDunning', (customer) => this.erp.readDunning(ctx, customer));
    const disputed = await this.disputes.openOf(customerId);
    return disputed.invoices === 0 ? answer : { ...answer, value: { ...answer.value, disputed } };
  }

  async pauseCustomerDunning(ctx: CallContext, { customerId }: OfCustomer & { request: Reason }): Promise<Answer<DunningStatus>> {
    // An ERP keeps a code for a pause, and no words: who did it, and why, stands in the audit trail.
    return ofCustomer(customerId, 'pauseDunning', (customer) => this.write(customer, 'pauseDunning', () => this.erp.pauseDunning(ctx, customer)));
  }

  async resumeCustomerDunning(ctx: CallContext, { customerId }: OfCustomer): Promise<Answer<DunningStatus>> {
    return ofCustomer(customerId, 'resumeDunning', (customer) => this.write(customer, 'resumeDunning', () => this.erp.resumeDunning(ctx, customer)));
  }

  async checkItemAvailability(ctx: CallContext, { itemIds }: { itemIds: string[] }): Promise<Answer<{ items: Availability[] }>> {
    const keys = itemIds.map((itemId) => nativeKeyOf(itemId, 'item'));
    const systemId = keys[0]?.systemId ?? '';
    const other = keys.findIndex((key) => key.systemId !== systemId);
    if (other >= 0) throw severalSystems(systemId, other);
    const answer = await offered(systemId, 'checkAvailability', this.erp.checkAvailability(ctx, { systemId, itemIds: [...new Set(keys.map(({ key }) => key))] }));
    return { ...answer, value: { items: answer.value.map((each) => ({ ...each, itemId: toPublicId(systemId, each.itemId) })) } };
  }

  /** What a person has switched off is not written by this way either. */
  private async write<T>({ systemId }: OfSystem, operation: DeskOperation, call: () => Promise<T>): Promise<T> {
    this.switches.requireOn(systemId, operation);
    return call();
  }
}

async function ofCustomer<T extends CreditStatus | DunningStatus>(customerId: string, operation: DeskOperation, ask: (customer: OfSystem & OfCustomer) => Promise<Answer<T>>): Promise<Answer<T>> {
  const { systemId, key } = nativeKeyOf(customerId, 'customer');
  const answer = await offered(systemId, operation, ask({ systemId, customerId: key }));
  return { ...answer, value: { ...answer.value, customerId } };
}

/** The answer of a system or, where it does not offer the operation, a refusal that says where it is to be had. */
async function offered<T>(systemId: string, operation: DeskOperation, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw isStrataError(error) && error.details.reason === 'operation-absent' ? notOffered(systemId, operation, error) : error;
  }
}
