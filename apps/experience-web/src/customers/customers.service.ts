import { Injectable } from '@nestjs/common';
import { money, nativeKeyOf, ownPart, sourceOf, within, type AccountOverview, type CallContext, type Customer, type CustomerPosition, type FreshPage } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { pageOverSystems, screenPart, ViewsOfAnswers, type ScreenPart } from '#edge';
import { customerView, openOrderView, type BusinessPart, type CrmPart, type CustomerOverview, type CustomerView, type ErpPart } from './customers.view.js';
import type { CustomersQuery } from './customers.query.js';

/** A screen waits so long for its slowest part, in ms; a part that takes longer is marked missing. */
const screenTimeoutMs = 5_000;

@Injectable()
export class CustomersService {
  private readonly views = new ViewsOfAnswers<CustomerOverview>();

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
    const parts = await Promise.all([
      screenPart(systemId, () => this.erp.readCustomer(soon, { systemId, customerId: key }), 'fails'),
      screenPart(systemId, () => this.erp.readCustomerPosition(soon, { systemId, customerId: key })),
      this.crmPart(soon, key),
    ]);
    return this.views.of(parts, () => overviewOf(customerId, ...parts));
  }

  private crmPart(ctx: CallContext, erpCustomerId: string): Promise<ScreenPart<AccountOverview>> {
    return screenPart('crm', async () => {
      const [system] = (await this.crm.systems(ctx, {})).value;
      return system && (await this.crm.readAccountOverview(ctx, { systemId: system.id, erpCustomerId }));
    });
  }
}

function overviewOf(customerId: string, master: ScreenPart<Customer>, business: ScreenPart<CustomerPosition>, crm: ScreenPart<AccountOverview>): CustomerOverview {
  const openOrders = business.value?.openOrders ?? [];
  return {
    customerId,
    master: { ...master.source, customer: master.value && customerView(master.value) } satisfies ErpPart,
    business: { ...business.source, credit: business.value?.credit, openOrders: openOrders.map(openOrderView), openTotals: money.totals(openOrders.map(({ total }) => total)) } satisfies BusinessPart,
    crm: { ...crm.source, account: crm.value?.account, contacts: crm.value?.contacts ?? [], opportunities: crm.value?.opportunities ?? [] } satisfies CrmPart,
  };
}
