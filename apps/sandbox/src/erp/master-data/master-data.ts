import type { Ledger } from '../../ledger/ledger.js';
import { seedCustomers, type Customer, type CustomerSalesArea, type DunningState } from './customer.seed.js';
import { seedProducts, type Product } from './product.seed.js';

/** What may be changed on a customer while the sandbox runs; everything else is as seeded. */
export interface CustomerChange {
  orderBlock?: string;
  deliveryBlock?: string;
  dunning?: Readonly<Record<string, DunningState>>;
}

/**
 * Products and customers. They are seeded in code, so they cost no table; blocks that somebody set are kept in the
 * ledger and laid over the seed at start.
 */
export class MasterData {
  readonly products: readonly Product[] = seedProducts();
  readonly customers: readonly Customer[] = seedCustomers();
  private readonly productById = new Map(this.products.map((product) => [product.product, product]));
  private readonly customerById = new Map(this.customers.map((customer) => [customer.customer, customer]));

  constructor(private readonly ledger: Ledger) {
    ledger.transaction(() => this.openBooks());
    const changes = ledger.all<{ id: string; changes: string }>("SELECT id, changes FROM master_change WHERE kind = 'customer'");
    for (const { id, changes: text } of changes) Object.assign(this.customerById.get(id) ?? {}, JSON.parse(text));
  }

  /** Finds a material by its number; a numeric one with or without its leading zeros. */
  product(id: string): Product | undefined {
    return this.productById.get(id) ?? (/^\d{1,18}$/.test(id) ? this.productById.get(id.padStart(18, '0')) : undefined);
  }

  customer(id: string): Customer | undefined {
    return this.customerById.get(id) ?? (/^\d{1,10}$/.test(id) ? this.customerById.get(id.padStart(10, '0')) : undefined);
  }

  changeCustomer(customer: Customer, change: CustomerChange, at: number): void {
    const before = { ...customer };
    Object.assign(customer, change);
    this.ledger.onRollback(() => Object.assign(customer, before));
    const { orderBlock, deliveryBlock, dunningBlock, dunning } = customer;
    this.ledger.run(
      `INSERT INTO master_change (kind, id, changes, changed_at) VALUES ('customer', ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET changes = excluded.changes, changed_at = excluded.changed_at`,
      customer.customer,
      JSON.stringify({ orderBlock, deliveryBlock, dunningBlock, dunning }),
      at,
    );
  }

  /** Everything as seeded again; the tables must have been emptied. */
  reset(): void {
    for (const seeded of seedCustomers()) Object.assign(this.customerById.get(seeded.customer)!, seeded);
    this.fillBooks();
  }

  private openBooks(): void {
    if (this.ledger.setting('opened')) return;
    this.fillBooks();
    this.ledger.keepSetting('opened', '1');
  }

  private fillBooks(): void {
    for (const { product, plantOf, stock } of this.products) {
      for (const plant of new Set(Object.values(plantOf))) this.ledger.insert('stock', { product, plant, on_hand: stock });
    }
    for (const { customer, creditLimit, creditIsBlocked, creditCurrency } of this.customers) {
      this.ledger.insert('credit_account', {
        customer,
        credit_limit: creditLimit,
        limit_is_zero: creditLimit === 0 ? 1 : 0,
        blocked: creditIsBlocked ? 1 : 0,
        block_reason: creditIsBlocked ? '01' : '',
        currency: creditCurrency,
      });
    }
  }
}

/** The customer's terms in a sales area, if it is maintained there. */
export function salesAreaOf(customer: Customer, salesOrganization: string, channel: string, division: string): CustomerSalesArea | undefined {
  return customer.areas.find(
    (area) => area.salesOrganization === salesOrganization && area.channel === channel && area.division === division,
  );
}
