import { fresh, newTraceparent, toPublicId, type CallContext, type Capabilities, type Customer, type Item, type Quote, type SalesOrder, type SalesOrderDraft } from '#canonical';
import { answerHeader, encodeAnswer, type CrmApi, type OrderRequest } from '#contracts';
import { ApiServer, json, type SeenRequest } from '#contracts/fixture';

export const customer: Customer = {
  id: '17',
  systemId: 'erp',
  name: 'Harbour Supplies',
  shipTos: [{ id: '18', name: 'Dock 4', address: { country: 'NL' } }],
  salesAreas: [{ id: '1010-10-00', currency: 'EUR' }],
  blocks: [],
};
const item = (id: string, change: Partial<Item> = {}): Item => ({ id, systemId: 'erp', name: `Item ${id}`, unit: 'C62', unitScale: 0, units: [], sellable: true, ...change });
const capabilitiesOfErp: Capabilities = { createSalesOrder: { mode: 'command', safe: false, settleAfterMs: 20_000 }, readItems: { mode: 'command', safe: true } };

/** An ERP API and the ingress of the durable engine, as far as the door asks them. */
export class Upstream {
  customers = new Map([[customer.id, customer]]);
  items = new Map([item('ROPE', { unit: 'KGM', unitScale: 3, units: [{ unit: 'C62', numerator: '1', denominator: '2', scale: 0 }, { unit: 'GRM', numerator: '1', denominator: '1000', scale: 1 }] }), item('HOOK'), item('OLD', { sellable: false })].map((each) => [each.id, each]));
  capabilities = capabilitiesOfErp;
  salesOrders: SalesOrder[] = [];
  quotes: Quote[] = [];
  /** Quotes are answered once it is open. */
  gate: Promise<unknown> = Promise.resolve();
  /** What the ERP API fails with instead of an answer: everywhere, or on paths that hold `at`. */
  trouble: { kind: string; status: number; at?: string; system?: string } | undefined;
  /** Whether answers are what the ERP said last, since it cannot be asked. */
  isStale = false;
  engineIsDown = false;
  /** Messages that the engine took: path, Idempotency-Key and body. */
  readonly sent: { path: string; key: string | undefined; body: unknown }[] = [];
  private readonly server = new ApiServer();

  start(): Promise<string> {
    this.server.reply = (response, request) => {
      const answer = () => this.replyTo(request)(response, request);
      if (request.path.includes('/quotes')) void this.gate.then(answer);
      else answer();
    };
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private replyTo({ method, path, query, headers, body }: SeenRequest): ApiServer['reply'] {
    const reply = (status: number, answer: unknown) => json(status, answer, { [answerHeader]: encodeAnswer({ ...fresh('erp', {}), stale: this.isStale }) });
    if (path.endsWith('/send')) {
      if (this.engineIsDown) return reply(503, {});
      this.sent.push({ path, key: headers['idempotency-key'] as string | undefined, body });
      return reply(202, {});
    }
    const found = path.includes('/systems/erp/quotes') ? this.quoteOf(method, path, query, body) : this.answerOf(path, query);
    if (path.endsWith('/capabilities')) return found ? reply(200, found) : reply(404, { kind: 'not-found', detail: 'no such system' });
    if (this.trouble && path.includes(this.trouble.at ?? '')) return reply(this.trouble.status, { kind: this.trouble.kind, detail: 'trouble', system: this.trouble.system, retryable: this.trouble.kind === 'unavailable' });
    return found ? reply(200, found) : reply(404, { kind: 'not-found', detail: 'not there' });
  }

  /** Writes each quote it is asked for, also a second one of the same reference. */
  private quoteOf(method: string, path: string, query: SeenRequest['query'], body: unknown): unknown {
    if (method === 'POST') {
      this.quotes.push(quoteFor(body as SalesOrderDraft, String(this.quotes.length + 1)));
      return this.quotes.at(-1);
    }
    if (path.endsWith('/quotes')) return this.quotes.filter(({ reference }) => query['reference']?.includes(reference ?? ''));
    return this.quotes.find(({ id }) => path.endsWith(`/${id}`));
  }

  private answerOf(path: string, query: SeenRequest['query']): unknown {
    if (!path.startsWith('/erp/v1/systems/erp/')) return undefined;
    if (path.endsWith('/capabilities')) return this.capabilities;
    if (path.endsWith('/items-by-id')) return (query['itemIds'] ?? []).flatMap((id) => this.items.get(id) ?? []);
    if (path.includes('/sales-orders/')) return this.salesOrders.find(({ id }) => path.endsWith(`/${id}`));
    return this.customers.get(path.split('/').at(-1) ?? '');
  }
}

function quoteFor({ reference, customerId, lines }: SalesOrderDraft, id: string): Quote {
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const quoted = lines.map(({ position, itemId, quantity }) => ({ id: `${position}`, position, itemId, quantity, net: eur('30.00'), tax: eur('6.00'), confirmations: [] }));
  return { id, systemId: 'erp', reference, customerId, status: 'open', net: eur('30.00'), tax: eur('6.00'), total: eur('36.00'), lines: quoted, version: '1' };
}

/** Nobody asks it: for callers who may order for all customers. */
export const unaskedCrm = {} as CrmApi;

export const callOf = (client = 'web'): CallContext => ({ principal: { id: client, scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 20_000 });

export function orderRequest(change: Partial<OrderRequest> = {}): OrderRequest {
  return { customerId: toPublicId('erp', '17'), purchaseOrderNumber: 'PO-1', lines: [{ itemId: toPublicId('erp', 'HOOK'), quantity: '3' }], ...change };
}
