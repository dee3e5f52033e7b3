import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId, type Principal } from '#canonical';
import { anna, bert, idsIn, nobody, withoutIds, type Owner } from './owners.fixture.js';
import { annas, desk, TwoOwners } from './two-owners.fixture.js';

/** A path and query, or a body with them. */
type Asked = string | { path: string; body?: object; headers?: Record<string, string> };
type AskedOf = (owner: Owner) => Asked;

/** What of a route is about nobody, about what somebody owns, and what shows the caller its own. */
interface Kept {
  nobodys?: Asked[];
  owned?: AskedOf[];
  lists?: Asked[];
  /** Ways to ask a list for one's own. */
  narrowed?: AskedOf[];
}

const bolt = toPublicId('north', 'BOLT');
const key = () => ({ 'idempotency-key': uuidv7() });
const order = ({ customerId }: Owner) => ({ customerId, purchaseOrderNumber: 'PO-new', lines: [{ itemId: bolt, quantity: '1' }] });
const keysOfOrders = (path: string): AskedOf[] => [
  ({ customerId }) => `${path}?customerId=${customerId}`,
  ({ orderId }) => `${path}?orderId=${orderId}`,
  ({ purchaseOrderNumber }) => `${path}?purchaseOrderNumber=${purchaseOrderNumber}`,
  ({ purchaseOrderNumber }) => `${path}?query=${purchaseOrderNumber}`,
  ({ title }) => `${path}?query=${encodeURIComponent(title)}`,
  ({ salesOrderId }) => `${path}?salesOrderId=${salesOrderId}`,
  ({ invoiceId }) => `${path}?invoiceId=${invoiceId}`,
];
const ofOrder = (path: (orderId: string) => string): AskedOf => ({ orderId }) => path(orderId);
const odata = '/bi/v1/odata';
const option = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`;
const sets = ['Orders', 'OrderLines', 'Deliveries', 'Invoices', 'Payments', 'Customers'];
const exports = ['orders', 'order-lines', 'deliveries', 'invoices', 'payments', 'customers'];

/** Every route of the experiences. One that is added is named here, with what keeps it. */
const routes: Record<string, Kept> = {
  'GET /web/v1/customers': { lists: ['/web/v1/customers', '/web/v1/customers?query=trading'], narrowed: [({ key: query }) => `/web/v1/customers?query=${query}`, ({ title }) => `/web/v1/customers?query=${encodeURIComponent(title)}`] },
  'GET /web/v1/customers/{customerId}/overview': { owned: [({ customerId }) => `/web/v1/customers/${customerId}/overview`] },
  'GET /web/v1/items': { nobodys: ['/web/v1/items'], owned: [({ customerId }) => `/web/v1/items?customerId=${customerId}`] },
  'POST /web/v1/carts:simulate': { owned: [(owner) => ({ path: '/web/v1/carts:simulate', body: order(owner) })] },
  'POST /web/v1/orders': { owned: [(owner) => ({ path: '/web/v1/orders', body: order(owner), headers: key() })] },
  'GET /web/v1/orders': { lists: ['/web/v1/orders', '/web/v1/orders?query=trading', '/web/v1/orders?sort=-changedAt'], narrowed: keysOfOrders('/web/v1/orders') },
  'GET /web/v1/orders/{orderId}': { owned: [ofOrder((id) => `/web/v1/orders/${id}`)] },
  'GET /web/v1/orders/{orderId}/timeline': { owned: [ofOrder((id) => `/web/v1/orders/${id}/timeline`)] },
  'GET /web/v1/orders/{orderId}/page': { owned: [ofOrder((id) => `/web/v1/orders/${id}/page`)] },
  'GET /web/v1/orders/{orderId}/events': { owned: [ofOrder((id) => `/web/v1/orders/${id}/events`), ({ orderId }) => ({ path: `/web/v1/orders/${orderId}/events`, headers: { 'last-event-id': '1' } })] },
  'GET /web/v1/orders/{orderId}/invoices/{invoiceId}/pdf': { owned: [({ orderId, invoiceId }) => `/web/v1/orders/${orderId}/invoices/${invoiceId}/pdf`, ({ invoiceId }) => `/web/v1/orders/${anna.orderId}/invoices/${invoiceId}/pdf`] },
  'GET /mobile/v1/customers': { lists: ['/mobile/v1/customers'], narrowed: [({ key: query }) => `/mobile/v1/customers?query=${query}`] },
  'GET /mobile/v1/customers/{customerId}': { owned: [({ customerId }) => `/mobile/v1/customers/${customerId}`] },
  'GET /mobile/v1/items': { nobodys: ['/mobile/v1/items'], owned: [({ customerId }) => `/mobile/v1/items?customerId=${customerId}`] },
  'GET /mobile/v1/orders': { lists: ['/mobile/v1/orders'], narrowed: [({ customerId }) => `/mobile/v1/orders?customerId=${customerId}`] },
  'GET /mobile/v1/orders/{orderId}': { owned: [ofOrder((id) => `/mobile/v1/orders/${id}`)] },
  'GET /mobile/v1/sync': { lists: ['/mobile/v1/sync'], narrowed: [({ customerId }) => `/mobile/v1/sync?customerId=${customerId}`] },
  'POST /mobile/v1/orders': { owned: [(owner) => ({ path: '/mobile/v1/orders', body: order(owner), headers: key() })] },
  'POST /mobile/v1/orders/{orderId}/cancellation': { owned: [({ orderId }) => ({ path: `/mobile/v1/orders/${orderId}/cancellation`, body: { reason: 'r' }, headers: key() })] },
  'POST /mobile/v1/writes': { owned: [({ orderId }) => ({ path: '/mobile/v1/writes', body: { writes: [{ id: 'w', type: 'cancel-order', orderId, reason: 'r', idempotencyKey: uuidv7(), madeAt: new Date().toISOString() }] } })] },
  'POST /mobile/v1/batch': { owned: [({ orderId }) => ({ path: '/mobile/v1/batch', body: { requests: [{ id: 'r', method: 'GET', path: `/mobile/v1/orders/${orderId}` }] } })] },
  'GET /bi/v1/exports': { nobodys: ['/bi/v1/exports'] },
  'GET /bi/v1/exports/{set}': { nobodys: ['/bi/v1/exports/items', '/bi/v1/exports/dates?limit=2'], lists: exports.flatMap((set) => [`/bi/v1/exports/${set}`, `/bi/v1/exports/${set}?format=csv`]) },
  [`GET ${odata}`]: { nobodys: [odata] },
  [`GET ${odata}/$metadata`]: { nobodys: [`${odata}/$metadata`] },
  [`GET ${odata}/{set}`]: {
    nobodys: [`${odata}/Items`, `${odata}/Dates?$top=2`],
    lists: [
      ...sets.map((set) => `${odata}/${set}`),
      `${odata}/OrderLines?$expand=order($expand=customer),customer`,
      `${odata}/Orders?${option('$apply', 'groupby((customerId),aggregate(total with sum as revenue))')}`,
      `${odata}/Orders?${option('$apply', 'groupby((customer/name))')}`,
      `${odata}/Invoices?${option('$apply', 'aggregate(invoiceId with min as first,invoiceId with max as last)')}`,
    ],
    narrowed: [
      ...sets.map((set): AskedOf => ({ customerId }) => `${odata}/${set}?${option('$filter', `customerId eq '${customerId}'`)}`),
      ({ purchaseOrderNumber }) => `${odata}/Orders?${option('$filter', `purchaseOrderNumber eq '${purchaseOrderNumber}'`)}`,
      ({ title }) => `${odata}/OrderLines?${option('$filter', `customer/name eq '${title}'`)}`,
      ({ customerId }) => `${odata}/Orders?${option('$apply', `filter(customerId eq '${customerId}')/groupby((customerId),aggregate(total with sum as revenue))`)}`,
    ],
    owned: [
      ({ orderId }) => `${odata}/Orders(${orderId})`,
      ({ orderId }) => `${odata}/Orders(${orderId})/customer`,
      ({ customerId }) => `${odata}/Customers('${customerId}')`,
      ({ orderId, invoiceId }) => `${odata}/Invoices('${orderId}-${invoiceId}')`,
    ],
  },
  [`GET ${odata}/{set}/$count`]: { owned: sets.map((set): AskedOf => ({ customerId }) => `${odata}/${set}/$count?${option('$filter', `customerId eq '${customerId}'`)}`) },
};

let product: TwoOwners;
beforeAll(async () => {
  product = await TwoOwners.open();
});
afterAll(() => product.close());

const every = Object.entries(routes).map(([route, kept]) => ({ route, method: route.split(' ')[0]!, ...kept }));

async function answer(principal: Principal, method: string, asked: Asked): Promise<{ status: number; text: string }> {
  const { path, ...more } = typeof asked === 'string' ? { path: asked } : asked;
  const { status, text } = await product.request(principal, method, path, more);
  return { status, text: readable(text) };
}

const pathOf = (asked: Asked): string => (typeof asked === 'string' ? asked : asked.path);

/** What differs from call to call, whoever asks: times, and tokens, whose content is readable. */
function readable(text: string): string {
  const opened = text.replaceAll(/(token=|"next":")([\w-]{40,})/g, (_, before: string, token: string) => `${before}${Buffer.from(token, 'base64url').toString().replaceAll(/\d{4,}/g, '#')}`);
  return opened.replaceAll(/"(?:asOf|traceparent)":"[^"]*"/g, '""');
}

describe('every route of the experiences', () => {
  it('is named here with what keeps a caller of one customer to that customer', () => {
    const documented = ['web', 'mobile', 'bi'].flatMap((audience) => {
      const { paths } = JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../openapi/experience-${audience}.json`), 'utf8')) as { paths: Record<string, object> };
      return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    });
    expect(Object.keys(routes).toSorted()).toEqual(documented.toSorted());
  });
});

describe('a caller of one customer', () => {
  it.each(every.filter(({ nobodys }) => nobodys))('is answered what is nobody\'s by $route', async ({ method, nobodys = [] }) => {
    for (const asked of nobodys) {
      const { status, text } = await answer(annas, method, asked);
      expect([asked, status, idsIn(text, anna), idsIn(text, bert)]).toEqual([asked, 200, [], []]);
    }
  });

  it.each(every.filter(({ lists }) => lists))('sees in $route its own, and nothing of another', async ({ method, lists = [] }) => {
    for (const asked of lists) {
      const { status, text } = await answer(annas, method, asked);
      expect([asked, status, idsIn(text, anna).length > 0, idsIn(text, bert)]).toEqual([asked, 200, true, []]);
      expect([asked, idsIn((await answer(desk, method, asked)).text, bert).length > 0]).toEqual([asked, true]);
    }
  });

  it.each(every.filter(({ narrowed }) => narrowed))('finds in $route no more by another\'s ids than by nobody\'s', async ({ method, narrowed = [] }) => {
    for (const of of narrowed) {
      const [hers, his, none] = [await answer(annas, method, of(anna)), await answer(annas, method, of(bert)), await answer(annas, method, of(nobody))];
      expect([of(anna), hers.status, idsIn(hers.text, anna).length > 0]).toEqual([of(anna), 200, true]);
      expect([of(bert), his.status, withoutIds(his.text)]).toEqual([of(bert), none.status, withoutIds(none.text)]);
    }
  });

  it.each(every.filter(({ owned }) => owned))('is told by $route of another\'s what it is told of nobody\'s, to the letter', async ({ method, owned = [] }) => {
    for (const of of owned) {
      const [hers, his, none] = [await answer(annas, method, of(anna)), await answer(annas, method, of(bert)), await answer(annas, method, of(nobody))];
      const path = pathOf(of(bert));
      expect([path, his.status, withoutIds(his.text)]).toEqual([path, none.status, withoutIds(none.text)]);
      expect([path, hers.status < 300, withoutIds(hers.text) === withoutIds(his.text), idsIn(hers.text, bert)]).toEqual([path, true, false, []]);
    }
  });
});

describe('what changed since', () => {
  it('tells of its own alone, by a delta link as by an export', async () => {
    const { text } = await product.request(annas, 'GET', `${odata}/Orders`, { headers: { prefer: 'odata.track-changes' } });
    const delta = (JSON.parse(text) as Record<string, string>)['@odata.deltaLink']!;
    const path = delta.slice(delta.indexOf('/bi/'));
    expect((await answer(annas, 'GET', path)).status).toBe(200);
    expect((await answer(desk, 'GET', path)).status).toBe(410);
    expect((await answer({ ...annas, dataScope: { customers: [anna.customerId, bert.customerId] } }, 'GET', path)).status).toBe(410);
    expect((await answer({ ...annas, dataScope: undefined }, 'GET', path)).status).toBe(410);
  });

  it('starts over when the caller sees more or less than before', async () => {
    const { text } = await product.request(annas, 'GET', '/mobile/v1/sync?limit=1');
    const path = `/mobile/v1/sync?since=${(JSON.parse(text) as { next: string }).next}`;
    expect((await answer(annas, 'GET', path)).status).toBe(200);
    for (const customers of [[], [bert.customerId], [anna.customerId, bert.customerId]]) expect((await answer({ ...annas, dataScope: { customers } }, 'GET', path)).status).toBe(410);
  });
});
