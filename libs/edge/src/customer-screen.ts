import { nativeKeyOf, ownPart, sourceOf, within, type AccountOverview, type CallContext, type Customer, type CustomerPosition, type FreshPage, type PageQuery } from '#canonical';
import type { CrmApi, ErpApi } from '#contracts';
import { ownCustomers } from './data-scope.js';
import { screenPart, type ScreenPart } from './screen-part.js';
import { pageOverSystems } from './system-pages.js';

/** A screen waits so long for its slowest part, in ms; a part that takes longer is marked missing. */
const screenTimeoutMs = 5_000;

/** What the ERP knows of a customer, how it stands with them now, and what the CRM says. */
export type CustomerParts = [master: ScreenPart<Customer>, position: ScreenPart<CustomerPosition>, account: ScreenPart<AccountOverview>];

/**
 * Three calls upstream, side by side. Throws `not-found` when the ERP says that there is no such customer.
 * @param publicId of the customer
 */
export async function customerParts(erp: ErpApi, crm: CrmApi, ctx: CallContext, publicId: string): Promise<CustomerParts> {
  const { systemId, key: customerId } = nativeKeyOf(publicId, 'customer');
  const soon = within(ctx, screenTimeoutMs);
  return Promise.all([
    screenPart(systemId, () => erp.readCustomer(soon, { systemId, customerId }), 'fails'),
    screenPart(systemId, () => erp.readCustomerPosition(soon, { systemId, customerId })),
    screenPart('crm', async () => {
      const [system] = (await crm.systems(soon, {})).value;
      return system && crm.readAccountOverview(soon, { systemId: system.id, erpCustomerId: customerId });
    }),
  ]);
}

/** Customers of all ERPs by name or number, each as `view` shows it. */
export async function customersOf<V>(erp: ErpApi, ctx: CallContext, { query, ...page }: PageQuery & { query?: string }, view: (customer: Customer) => V): Promise<FreshPage<V>> {
  const { value: systems } = await erp.systems(ctx, {});
  // Who is kept to certain customers is not led over systems that have none of them.
  const systemIds = systems.map(({ id }) => id).filter((systemId) => ownCustomers(ctx.principal, systemId)?.length !== 0);
  const found = await pageOverSystems(systemIds, page, async (systemId, of) => {
    const answer = await erp.findCustomers(ctx, { systemId, query, ...of });
    return { ...answer.value, items: answer.value.items.map((each) => view(each)), ...sourceOf(answer) };
  });
  return { ...ownPart(), ...found };
}
