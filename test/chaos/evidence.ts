import type { SandboxClient } from '../harness/sandbox-client.js';
import type { WebClient } from '../harness/web-client.js';
import type { AcknowledgedOrder, CrmOrder, ErpCustomer, ErpDelivery, ErpInvoice, ErpOrder, ErpPayment, ErpReturn, ErpStock, Evidence, Ledgers, OpenException, OurOrder } from './books.js';

const readAtOnce = 16;

export async function readLedgers(sandbox: SandboxClient): Promise<Ledgers> {
  const [orders, deliveries, returns, invoices, payments, stock, customers, crmOrders] = await Promise.all([
    sandbox.ledger<ErpOrder>('orders'),
    sandbox.ledger<ErpDelivery>('deliveries'),
    sandbox.ledger<ErpReturn>('returns'),
    sandbox.ledger<ErpInvoice>('invoices'),
    sandbox.ledger<ErpPayment>('payments'),
    sandbox.ledger<ErpStock>('items'),
    sandbox.ledger<ErpCustomer>('customers'),
    sandbox.ledger<CrmOrder>('order-statuses'),
  ]);
  return { orders, deliveries, returns, invoices, payments, stock, customers, crmOrders };
}

/** Every order as our API shows it; one that it does not know is missing. */
export async function readOurs(web: WebClient, acknowledged: AcknowledgedOrder[]): Promise<Evidence['ours']> {
  const ours: Evidence['ours'] = new Map();
  const waiting = [...acknowledged];
  const reader = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { status, body } = await web.get<OurOrder>(`/web/v1/orders/${next.orderId}`);
      if (status === 200) ours.set(next.orderId, body);
    }
  };
  await Promise.all(Array.from({ length: readAtOnce }, reader));
  return ours;
}

/** The whole work list, as far as it is open. */
export async function readExceptions(web: WebClient): Promise<OpenException[]> {
  const all: OpenException[] = [];
  for (let more = ''; ; ) {
    const { status, body } = await web.get<{ items: OpenException[]; next?: string | null }>(`/order-to-cash/v1/exceptions?state=open&limit=200${more}`);
    if (status !== 200) throw new Error(`the work list was answered ${status}: ${JSON.stringify(body)}`);
    all.push(...body.items);
    if (body.next == null) return all;
    more = `&cursor=${encodeURIComponent(body.next)}`;
  }
}
