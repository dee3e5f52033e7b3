import { Injectable } from '@nestjs/common';
import { money, type CallContext, type FreshPage } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { customerParts, customersOf, ViewsOfAnswers, type CustomerParts } from '#edge';
import { customerView, openOrderView, type BusinessPart, type CrmPart, type CustomerOverview, type CustomerView, type ErpPart } from './customers.view.js';
import type { CustomersQuery } from './customers.query.js';

@Injectable()
export class CustomersService {
  private readonly views = new ViewsOfAnswers<CustomerOverview>();

  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  find(ctx: CallContext, query: CustomersQuery): Promise<FreshPage<CustomerView>> {
    return customersOf(this.erp, ctx, query, customerView);
  }

  /** Throws `not-found` when the ERP says that there is no such customer. */
  async overview(ctx: CallContext, customerId: string): Promise<CustomerOverview> {
    const parts = await customerParts(this.erp, this.crm, ctx, customerId);
    return this.views.of(parts, () => overviewOf(customerId, ...parts));
  }
}

function overviewOf(customerId: string, ...[master, business, crm]: CustomerParts): CustomerOverview {
  const openOrders = business.value?.openOrders ?? [];
  return {
    customerId,
    master: { ...master.source, customer: master.value && customerView(master.value) } satisfies ErpPart,
    business: { ...business.source, credit: business.value?.credit, openOrders: openOrders.map(openOrderView), openTotals: money.totals(openOrders.map(({ total }) => total)) } satisfies BusinessPart,
    crm: { ...crm.source, account: crm.value?.account, contacts: crm.value?.contacts ?? [], opportunities: crm.value?.opportunities ?? [] } satisfies CrmPart,
  };
}
