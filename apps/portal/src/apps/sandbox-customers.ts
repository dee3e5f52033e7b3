import type { EntityManager } from 'typeorm';
import { toPublicId } from '#canonical';
import { configurationFaults, type StrataConfig } from '#edge';

/** Customers that a new app gets. */
const perApp = 2;

/** The customers of sandboxes, dealt out to new apps in turn. */
export class SandboxCustomers {
  /** Public ids, in the order of the configuration. */
  private readonly all: readonly string[];

  /** Throws a ConfigurationError for customers of a system that is none for trying. */
  constructor(config: StrataConfig) {
    const { sandboxCustomers } = config.portal;
    const isSandbox = (id: string) => config.systems.some((system) => system.id === id && system.kind === 'erp' && system.environment === 'sandbox');
    const faults = sandboxCustomers.flatMap(({ system }, index) => (isSandbox(system) ? [] : [{ path: ['portal', 'sandboxCustomers', index, 'system'], message: `${system} is no ERP of systems with environment: sandbox` }]));
    if (faults.length > 0) throw configurationFaults(config, faults);
    this.all = sandboxCustomers.flatMap(({ system, customers }) => customers.map((customer) => toPublicId(system, customer)));
  }

  /** Those that the fewest apps have: nobody else's as long as there are enough. @param manager of a transaction that lets in one at a time */
  async deal(manager: EntityManager): Promise<string[]> {
    const rows: { customer: string }[] = await manager.query(
      `SELECT dealt.customer FROM unnest($1::text[]) WITH ORDINALITY AS dealt (customer, place)
       LEFT JOIN access_client c ON c.app_id IS NOT NULL AND c.environment = 'sandbox' AND c.revoked_at IS NULL AND dealt.customer = ANY (c.customers)
       GROUP BY dealt.customer, dealt.place ORDER BY count(c.client_id), dealt.place LIMIT $2`,
      [this.all, perApp],
    );
    return rows.map(({ customer }) => customer);
  }
}
