import { Injectable } from '@nestjs/common';
import { nativeKeyOf, ownPart, sourceOf, within, type CallContext, type FreshPage } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { pageOverSystems, screenPart } from '#edge';
import type { CustomersQuery } from './customers.query.js';
import { compactCustomer, customerRow, type CompactCustomer, type CustomerRow } from './customers.view.js';

/** A screen waits so long for its slowest part, in ms; a part that takes longer is marked missing. */
const screenTimeoutMs = 5_000;

@Injectable()
export class CustomersService {
  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  async find(ctx: CallContext, { query, ...page }: CustomersQuery): Promise<FreshPage<CustomerRow>> {
    const { value: systems } = await this.erp.systems(ctx, {});
    const found = await pageOverSystems(
      systems.map(({ id }) => id),
      page,
      async (systemId, of) => {
        const answer = await this.erp.findCustomers(ctx, { systemId, query, ...of });
        return { ...answer.value, ...sourceOf(answer), items: answer.value.items.map(customerRow) };
      },
    );
    return { ...ownPart(), ...found };
  }

  /** Three calls upstream, side by side. Throws `not-found` when the ERP says that there is no such customer. */
  async read(ctx: CallContext, id: string): Promise<CompactCustomer> {
    const { systemId, key: customerId } = nativeKeyOf(id, 'customer');
    const soon = within(ctx, screenTimeoutMs);
    const [master, position, account] = await Promise.all([
      screenPart(systemId, () => this.erp.readCustomer(soon, { systemId, customerId }), 'fails'),
      screenPart(systemId, () => this.erp.readCustomerPosition(soon, { systemId, customerId })),
      screenPart('crm', () => this.accountOf(soon, customerId)),
    ]);
    return compactCustomer(id, master, position, account);
  }

  private async accountOf(ctx: CallContext, erpCustomerId: string) {
    const [system] = (await this.crm.systems(ctx, {})).value;
    return system && this.crm.readAccountOverview(ctx, { systemId: system.id, erpCustomerId });
  }
}
