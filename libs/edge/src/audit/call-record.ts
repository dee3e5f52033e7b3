import type { FastifyReply, FastifyRequest } from 'fastify';
import { toPublicId } from '#canonical';
import { nobody } from '#store';
import type { AuditTrail } from './audit-trail.js';

type Fields = Readonly<Record<string, unknown>>;

/** What is named by each collection of an address. */
const typeOfCollection: ReadonlyMap<string, string> = new Map(Object.entries({
  'orders': 'order', 'sales-orders': 'sales-order', 'customers': 'customer', 'items': 'item', 'quotes': 'quote', 'payments': 'payment', 'disputes': 'dispute', 'exceptions': 'exception',
  'deliveries': 'delivery', 'invoices': 'invoice', 'returns': 'return', 'reconciliations': 'reconciliation', 'switches': 'switch', 'subjects': 'subject',
  'apps': 'app', 'keys': 'key', 'production-requests': 'app',
}));

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The record that a request is about: what its address names, or what it made. */
export function recordOf(request: FastifyRequest, reply: FastifyReply): { type: string; id: string } | undefined {
  const made = reply.getHeader('location');
  const named = made === undefined ? undefined : recordIn(String(made));
  return named ?? recordIn(request.url);
}

/** The innermost thing that an address names, such as the order of `/web/v1/orders/4711/timeline`, whatever of it is escaped: routes are found all the same. */
function recordIn(address: string): { type: string; id: string } | undefined {
  const query = address.indexOf('?');
  let end = query === -1 ? address.length : query;
  for (;;) {
    const start = address.lastIndexOf('/', end - 1) + 1;
    if (start <= 1) return undefined;
    const type = end > start ? typeOfCollection.get(readable(address.slice(address.lastIndexOf('/', start - 2) + 1, start - 1))) : undefined;
    if (type !== undefined) return { type, id: readable(address.slice(start, end)) };
    end = start - 1;
  }
}

function readable(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Whose key seals what a request said: its customer's, by what it and its answer say, or by their order. */
export async function subjectOf(trail: AuditTrail, { params, body }: FastifyRequest, ...answers: unknown[]): Promise<string> {
  const path = fields(params);
  const systemId = text(path['systemId']);
  const native = text(path['customerId']) ?? text(fields(body)['customerId']);
  if (native !== undefined) return systemId === undefined ? native : toPublicId(systemId, native);
  const said = [...answers, body].map(fields);
  const customer = said.map((each) => text(each['customerId'])).find((each) => each !== undefined);
  if (customer !== undefined) return customer;
  const order = [path, ...said].map((each) => text(each['orderId'])).find((each) => each !== undefined && uuid.test(each));
  return (order !== undefined && (await trail.customerOf(order))) || nobody;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 400 ? value : undefined;
}

