import { eventually } from './web-client.js';

/** A switch for technical failures; what is left out is off. */
export interface SandboxFaults {
  system?: 'erp' | 'crm';
  operation?: string;
  slow?: { ms: number };
  down?: boolean;
  loseAnswer?: { next: number } | { share: number };
  lateCommit?: ({ next: number } | { share: number }) & { afterMs: number };
  /** Whole number: the draws of `share` start again from it and repeat. */
  seed?: number;
}

/** What became of the writes to a system so far; kept over kill -9 and over a repair. */
export interface SandboxFaultCounters {
  answersLost: number;
  /** Of the promised ones, those that are not made wait still, or the process was killed. */
  lateCommitsPromised: number;
  lateCommitsMade: number;
}

/** What the ERP holds of an order of ours, as the ledgers of the control API show it. */
export interface ErpBooks {
  orders: any[];
  deliveries: any[];
  invoices: any[];
  payments: any[];
}

/** A payment that was just made; amounts in the invoice's currency. */
export interface ErpPayment {
  document: string;
  invoice: string;
  amount: string;
  cashDiscount: string;
  writeOff: string;
  open: string;
  cleared: boolean;
}

/** A record by the API names of its fields. */
export type CrmRecord = Record<string, any>;

/** The sandbox's control API: its own ledgers, and its switches. */
export class SandboxClient {
  private readonly baseUrl: string;

  // Written out: commands run this file from source, where Node strips types and knows no parameter properties.
  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** Everything that the ERP holds of an order: it keeps our order id as 32 hex digits. */
  async booksOf(orderId: string): Promise<ErpBooks> {
    const of = `reference=${orderId.replaceAll('-', '')}`;
    const [orders, deliveries, invoices, payments] = await Promise.all([
      this.items(`orders?${of}`),
      this.items(`deliveries?${of}`),
      this.items(`invoices?${of}`),
      this.items(`payments?${of}`),
    ]);
    return { orders, deliveries, invoices, payments };
  }

  /** A whole ledger, page by page. */
  async ledger<T>(name: string): Promise<T[]> {
    const all: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: T[]; next: string | null } = await this.call('GET', `${name}?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      all.push(...page.items);
      cursor = page.next;
    }
    return all;
  }

  /** How many documents the ERP holds. */
  summary(): Promise<Record<string, number>> {
    return this.call('GET', 'summary');
  }

  customers(number: string): Promise<any[]> {
    return this.items(`customers?customer=${number}`);
  }

  stock(item: string): Promise<any[]> {
    return this.items(`items?reference=${item}`);
  }

  accounts(customer: string): Promise<CrmRecord[]> {
    return this.items(`accounts?customer=${customer}`);
  }

  contacts(): Promise<CrmRecord[]> {
    return this.items('contacts?limit=1000');
  }

  opportunities(): Promise<CrmRecord[]> {
    return this.items('opportunities?limit=1000');
  }

  /** What the CRM says of an order; all orders without one. */
  crmOrders(orderId?: string): Promise<CrmRecord[]> {
    return this.items(`order-statuses?limit=1000${orderId === undefined ? '' : `&reference=${orderId}`}`);
  }

  /** Waits until the CRM says that an order has the status: what failed is tried again after a while. */
  async untilCrmSays(status: string, orderId: string): Promise<CrmRecord[]> {
    const explain = (found: CrmRecord[]) => `the CRM does not say ${status} of order ${orderId}: ${JSON.stringify(found)}`;
    return eventually(() => this.crmOrders(orderId), (found) => found.some((each) => each['Status__c'] === status), explain, 90_000);
  }

  fault(faults: SandboxFaults): Promise<unknown> {
    return this.call('PUT', 'faults', faults);
  }

  async faultCounters(): Promise<Record<'erp' | 'crm', SandboxFaultCounters>> {
    return (await this.call<{ counters: Record<'erp' | 'crm', SandboxFaultCounters> }>('GET', 'faults')).counters;
  }

  repair(): Promise<unknown> {
    return this.call('DELETE', 'faults');
  }

  /** Whether the ERP bills and is paid by itself; `repair` makes it so again. */
  automatic(change: { autoBill?: boolean; autoPay?: boolean }): Promise<unknown> {
    return this.call('PUT', 'faults', change);
  }

  /** The ERP's billing run, now: over one order, or over all that is shipped. */
  bill(order?: string): Promise<unknown> {
    return this.call('POST', 'bill', { order });
  }

  /**
   * Customers pay, now: all that is open, or one invoice. Amounts are decimal strings: less than what is open leaves
   * the invoice open, and what is short by `cashDiscount` and `writeOff` clears it.
   */
  async pay(what: { order?: string; invoice?: string; amount?: string; cashDiscount?: string; writeOff?: string } = {}): Promise<ErpPayment[]> {
    return (await this.call<{ payments: ErpPayment[] }>('POST', 'pay', what)).payments;
  }

  /** A credit representative lets a blocked order go. */
  release(order: string): Promise<{ released: boolean }> {
    return this.call('POST', 'release', { order });
  }

  /**
   * A clerk of the warehouse delivers an order of the ERP, wholly or in part, by one delivery for each shipping point.
   * @param lines items of the order, quantities as decimal strings; all that is due when left out
   * @param issue whether the goods leave at once, as they do when it is left out
   * @returns the delivery numbers
   */
  async deliver(order: string, { lines, issue }: { lines?: { item: string; quantity?: string }[]; issue?: boolean } = {}): Promise<string[]> {
    return (await this.call<{ deliveries: string[] }>('POST', 'deliveries', { order, lines, issue })).deliveries;
  }

  /** The customer's word that the goods arrived, on a day as `2026-12-31` or today. */
  proveDelivery(delivery: string, receivedOn?: string): Promise<unknown> {
    return this.call('POST', `deliveries/${delivery}/proof`, { receivedOn });
  }

  /**
   * A clerk enters an order in the ERP itself, which carries no order id of ours.
   * @param order quantities are decimal strings; `salesArea`, as `1010/10/00`, where the customer has several
   * @returns the sales order's number
   */
  async enterOrder(order: {
    customer: string;
    lines: { material: string; quantity: string; unit?: string }[];
    salesArea?: string;
    purchaseOrder?: string;
    requestedDate?: string;
  }): Promise<string> {
    return (await this.call<{ order: string }>('POST', 'orders', order)).order;
  }

  /** The accounts department reminds a customer; answers the companies that did, none where dunning is blocked. */
  async dun(customer: string): Promise<{ dunned: string[]; dunning: { company: string; block: string; level: number; dunnedOn: string | null }[] }> {
    return this.call('POST', 'dun', { customer });
  }

  /** A clerk enters that the customer brings goods of an order back; answers the number of the return. */
  async takeBack(order: string, lines: { item: string; quantity: string }[]): Promise<string> {
    return (await this.call<{ return: string }>('POST', 'returns', { order, lines })).return;
  }

  /** Returns of an order of the ERP, received or not. */
  returnsOf(order: string): Promise<any[]> {
    return this.items(`returns?order=${order}`);
  }

  /** The goods of a return are back. */
  receiveReturn(number: string): Promise<unknown> {
    return this.call('POST', `returns/${number}/receipt`, {});
  }

  /** The accounts department credits a return whose goods are back, or an invoice; answers the number of the credit note. */
  async credit(what: { return: string } | { invoice: string; lines?: { item: string; quantity: string }[] }): Promise<string> {
    return (await this.call<{ creditNote: string }>('POST', 'credit-notes', what)).creditNote;
  }

  cancelCreditNote(number: string): Promise<unknown> {
    return this.call('POST', `credit-notes/${number}/cancel`, {});
  }

  /** Credit notes for invoices of an order, those that were cancelled too. */
  creditNotes(order: string): Promise<any[]> {
    return this.items(`credit-notes?order=${order}`);
  }

  /** Goods arrive; `quantity` in the item's base unit. */
  receive(item: string, plant: string, quantity: string): Promise<{ confirmedOrders: string[] }> {
    return this.call('POST', 'receipts', { item, plant, quantity });
  }

  /** @param change `creditLimit` in the currency of the customer's account */
  changeCustomer(number: string, change: { deliveryBlock?: string; orderBlock?: string; dunningBlock?: string; creditLimit?: string }): Promise<unknown> {
    return this.call('PUT', `customers/${number}`, change);
  }

  private async items(path: string): Promise<any[]> {
    return (await this.call<{ items: any[] }>('GET', path)).items;
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${this.baseUrl}/control/v1/${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path} of the sandbox answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
