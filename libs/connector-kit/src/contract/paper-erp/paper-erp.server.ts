import { startFakeServer, type FakeServer } from '../../fake/fake-server.js';
import type { CannedAnswer, SeenRequest } from '../../fake/fault.js';
import { PaperBooks } from './paper-erp.books.js';
import { found, Refusal } from './paper-erp.ledger.js';

type Handler = (query: URLSearchParams, id: string, body: any) => unknown;

/** The paper ERP's wire: JSON over HTTP, basic sign-in at `/token`, canonical documents. */
export function startPaperErp(): Promise<FakeServer> {
  const routes = routesOf(new PaperBooks());
  const tokens = new Set<string>();
  return startFakeServer((request) => {
    if (request.path === '/token') return signIn(request, tokens);
    if (!tokens.has(String(request.headers.authorization))) return { status: 401, body: { error: 'session expired' } };
    return answer(routes, request);
  });
}

function signIn({ body }: SeenRequest, tokens: Set<string>): CannedAnswer {
  if (JSON.parse(body).password !== 'right') return { status: 401, body: { error: 'bad credentials' } };
  const token = crypto.randomUUID();
  tokens.add(token);
  return { status: 200, body: { token } };
}

function answer(routes: Record<string, Handler>, { method, path, body }: SeenRequest): CannedAnswer {
  const { pathname, searchParams } = new URL(path, 'http://paper');
  const [, resource = '', id = '', action] = pathname.split('/');
  const handler = routes[[method, resource, ...(id ? [':id'] : []), ...(action ? [action] : [])].join(' ')];
  if (!handler) return { status: 404, body: { error: `no route ${method} ${pathname}` } };
  try {
    return { status: 200, body: handler(searchParams, decodeURIComponent(id), body ? JSON.parse(body) : undefined) as object };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: { error: error.message, reason: error.reason } };
  }
}

function routesOf(ledger: PaperBooks): Record<string, Handler> {
  return {
    'GET customers': (query) => page(ledger.customers, query),
    'GET customers :id': (_query, id) => found(ledger.customers, id),
    'GET items': (query) => (query.has('ids') ? ledger.items.filter(({ id }) => query.get('ids')!.split(',').includes(id)) : page(ledger.items, query)),
    'GET prices': (query) =>
      ledger.items
        .filter(({ id }) => query.get('ids')!.split(',').includes(id))
        .map(({ id, unit }) => ({ itemId: id, unit, unitPrice: { amount: ledger.price(id), currency: 'EUR' } })),
    'POST simulations': (_query, _id, draft) => ledger.drawUp(draft),
    'POST orders': (_query, _id, draft) => ledger.create(draft),
    'GET orders': (query) => ledger.orders.filter((order) => [order.reference, order.customerId].includes(query.get('reference') ?? query.get('customerId')!)),
    'GET orders :id': (_query, id) => ledger.order(id),
    'POST orders :id cancel': (_query, id) => ledger.cancel(id),
    'POST orders :id deliver': (_query, id, { lines }) => ledger.deliver(id, lines),
    'GET deliveries': (query) => ledger.deliveriesOf(query.get('orderId')!),
    'POST deliveries :id ship': (_query, id) => ledger.ship(id),
    'GET invoices': (query) => (query.has('ids') ? ledger.invoices.filter(({ id }) => query.get('ids')!.split(',').includes(id)) : ledger.invoicesOf(query.get('orderId')!)),
    'POST invoices :id post': (_query, id) => ledger.post(id),
    'POST invoices :id pay': (_query, id, { payment }) => ledger.pay(id, payment),
    'POST orders :id change': (_query, id, change) => ledger.change(id, change),
    'POST orders :id release': (_query, id) => ledger.release(id),
    'GET lists': (query) => ledger.list(query.get('since')!, Number(query.get('cursor')), Number(query.get('limit'))),
    'POST deliveries :id prove': (_query, id, { receivedOn }) => ledger.prove(id, receivedOn),
    'POST orders :id return': (_query, id, draft) => ledger.takeBack(id, draft),
    'GET returns': (query) => ledger.returnsOf(query.get('orderId')!),
    'POST returns :id receive': (_query, id) => ledger.receive(id),
    'POST invoices :id reverse': (_query, id, { paymentId }) => ledger.reverse(id, paymentId),
    'POST invoices :id credit': (_query, id, { lines }) => ledger.credit(id, lines),
    'GET invoices :id pdf': (_query, id) => ledger.pdf(id),
    'GET dunning :id': (_query, id) => ledger.dunning(id),
    'POST dunning :id pause': (_query, id) => ledger.dunning(id, true),
    'POST dunning :id resume': (_query, id) => ledger.dunning(id, false),
    'POST quotes': (_query, _id, draft) => ledger.quote(draft),
    'GET quotes': (query) => ledger.quotesOf(query.get('reference')!),
    'GET quotes :id': (_query, id) => ledger.readQuote(id),
    'POST quotes :id convert': (_query, id, { purchaseOrderNumber }) => ledger.convert(id, purchaseOrderNumber),
    'GET changes': (query) => {
      const after = Number(query.get('after') ?? ledger.journal.length);
      const documents = ledger.journal.slice(after).flatMap(({ resource, document }) => (resource === query.get('resource') ? [document] : []));
      return { documents, cursor: String(ledger.journal.length), more: false };
    },
  };
}

function page<T extends { name: string }>(all: readonly T[], query: URLSearchParams): { items: T[]; next?: string } {
  const wanted = all.filter(({ name }) => name.includes(query.get('query') ?? ''));
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return { items: wanted.slice(from, to), ...(to < wanted.length && { next: String(to) }) };
}
