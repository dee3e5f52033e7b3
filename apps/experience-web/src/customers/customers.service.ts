import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, missingPart, money, nativeKeyOf, sourceOf, within, type Answer, type CallContext, type Money, type Page, type PartSource, type SalesOrder } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { pageOverSystems } from '#edge';
import { customerView, openOrderView, type BusinessPart, type CrmPart, type CustomerOverview, type CustomerView, type ErpPart } from './customers.view.js';
import type { CustomersQuery } from './customers.query.js';

/** A screen waits so long for its slowest part, in ms; a part that takes longer is marked missing. */
const screenTimeoutMs = 5_000;

@Injectable()
export class CustomersService {
  private readonly log = new Logger('Customers');

  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  async find(ctx: CallContext, { query, ...page }: CustomersQuery): Promise<Page<CustomerView>> {
    const { value: systems } = await this.erp.systems(ctx, {});
    return pageOverSystems(
      systems.map(({ id }) => id),
      page,
      async (systemId, of) => {
        const { value } = await this.erp.findCustomers(ctx, { systemId, query, ...of });
        return { ...value, items: value.items.map(customerView) };
      },
    );
  }

  /** Three calls upstream, side by side. Throws `not-found` when the ERP says that there is no such customer. */
  async overview(ctx: CallContext, customerId: string): Promise<CustomerOverview> {
    const { systemId, key } = nativeKeyOf(customerId, 'customer');
    const soon = within(ctx, screenTimeoutMs);
    const [master, business, crm] = await Promise.all([
      this.part(systemId, () => this.erp.readCustomer(soon, { systemId, customerId: key }), 'fails'),
      this.part(systemId, () => this.erp.readCustomerPosition(soon, { systemId, customerId: key }), 'missing'),
      this.crmPart(soon, key),
    ]);
    return {
      customerId,
      master: { ...master.source, customer: master.value && customerView(master.value) } satisfies ErpPart,
      business: {
        ...business.source,
        credit: business.value?.credit,
        openOrders: (business.value?.openOrders ?? []).map(openOrderView),
        openTotals: totalsOf(business.value?.openOrders ?? []),
      } satisfies BusinessPart,
      crm,
    };
  }

  private async crmPart(ctx: CallContext, erpCustomerId: string): Promise<CrmPart> {
    const part = await this.part(
      'crm',
      async () => {
        const [system] = (await this.crm.systems(ctx, {})).value;
        return system && (await this.crm.readAccountOverview(ctx, { systemId: system.id, erpCustomerId }));
      },
      'missing',
    );
    return { ...part.source, account: part.value?.account, contacts: part.value?.contacts ?? [], opportunities: part.value?.opportunities ?? [] };
  }

  /** A part whose system cannot answer is marked missing; the screen comes all the same. */
  private async part<T>(name: string, read: () => Promise<Answer<T> | undefined>, unknown: 'fails' | 'missing'): Promise<{ source: PartSource; value?: T }> {
    const missing = (reason: string) => ({ source: missingPart(name, reason) });
    try {
      const answer = await read();
      return answer ? { source: sourceOf(answer), value: answer.value } : missing('not configured');
    } catch (error) {
      if (!isStrataError(error) || (error.kind === 'not-found' && unknown === 'fails')) throw error;
      if (error.kind !== 'not-found') this.log.warn(`${name} is missing on a screen: ${error.kind} ${error.message}`);
      return missing(error.kind);
    }
  }
}

function totalsOf(orders: SalesOrder[]): Money[] {
  const totals = new Map<string, Money>();
  for (const { total } of orders) {
    const known = totals.get(total.currency);
    totals.set(total.currency, known ? money.add(known, total) : total);
  }
  return [...totals.values()].map(money.round);
}
