import { Injectable } from '@nestjs/common';
import { money, nativeKeyOf, ownPart, sourceOf, within, type CallContext, type FreshPage, type Money, type SalesOrder } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { pageOverSystems, screenPart } from '#edge';
import { customerView, openOrderView, type BusinessPart, type CrmPart, type CustomerOverview, type CustomerView, type ErpPart } from './customers.view.js';
import type { CustomersQuery } from './customers.query.js';

/** A screen waits so long for its slowest part, in ms; a part that takes longer is marked missing. */
const screenTimeoutMs = 5_000;

@Injectable()
export class CustomersService {
  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  async find(ctx: CallContext, { query, ...page }: CustomersQuery): Promise<FreshPage<CustomerView>> {
    const { value: systems } = await this.erp.systems(ctx, {});
    const found = await pageOverSystems(
      systems.map(({ id }) => id),
      page,
      async (systemId, of) => {
        const answer = await this.erp.findCustomers(ctx, { systemId, query, ...of });
        return { ...answer.value, items: answer.value.items.map(customerView), ...sourceOf(answer) };
      },
    );
    return { ...ownPart(), ...found };
  }

  /** Three calls upstream, side by side. Throws `not-found` when the ERP says that there is no such customer. */
  async overview(ctx: CallContext, customerId: string): Promise<CustomerOverview> {
    const { systemId, key } = nativeKeyOf(customerId, 'customer');
    const soon = within(ctx, screenTimeoutMs);
    const [master, business, crm] = await Promise.all([
      screenPart(systemId, () => this.erp.readCustomer(soon, { systemId, customerId: key }), 'fails'),
      screenPart(systemId, () => this.erp.readCustomerPosition(soon, { systemId, customerId: key })),
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
    const part = await screenPart('crm', async () => {
      const [system] = (await this.crm.systems(ctx, {})).value;
      return system && (await this.crm.readAccountOverview(ctx, { systemId: system.id, erpCustomerId }));
    });
    return { ...part.source, account: part.value?.account, contacts: part.value?.contacts ?? [], opportunities: part.value?.opportunities ?? [] };
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
