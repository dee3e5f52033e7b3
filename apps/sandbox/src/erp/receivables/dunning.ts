import { dateOf } from '../calendar.js';
import type { Customer, DunningState } from '../master-data/customer.seed.js';
import type { MasterData } from '../master-data/master-data.js';
import { SALES_ORGANISATIONS } from '../master-data/sales-area.js';

/** The last level of dunning procedure 0001, as the product delivers it. */
export const LAST_DUNNING_LEVEL = 4;

/** How far a customer has been reminded of what it owes, in each company that sells to it. */
export class Dunning {
  constructor(private readonly table: { masterData: MasterData; now(): number }) {}

  /** Stops reminders of a customer by a reason, or lets them go on with ``; in one company or in all. */
  block(customer: Customer, reason: string, company?: string): void {
    this.change(customer, company === undefined ? companiesOf(customer) : [company], (state) => ({ ...state, block: reason }));
  }

  /** The dunning run over one customer: one level up where nothing blocks it. Answers the companies that reminded it. */
  run(customer: Customer): string[] {
    const companies = companiesOf(customer).filter((company) => !dunningOf(customer, company).block);
    const today = dateOf(this.table.now());
    this.change(customer, companies, (state) => ({ ...state, level: Math.min(LAST_DUNNING_LEVEL, state.level + 1), dunnedOn: today }));
    return companies;
  }

  private change(customer: Customer, companies: readonly string[], next: (state: DunningState) => DunningState): void {
    if (companies.length === 0) return;
    const changed = companies.map((company) => {
      const state = dunningOf(customer, company);
      return [company, { ...next(state), version: state.version + 1 }] as const;
    });
    this.table.masterData.changeCustomer(customer, { dunning: { ...customer.dunning, ...Object.fromEntries(changed) } }, this.table.now());
  }
}

export function dunningOf(customer: Customer, company: string): DunningState {
  return customer.dunning[company] ?? { block: customer.dunningBlock, level: 0, dunnedOn: null, version: 0 };
}

export function companiesOf(customer: Customer): string[] {
  return [...new Set(customer.areas.map((area) => SALES_ORGANISATIONS[area.salesOrganization]!.companyCode))];
}
