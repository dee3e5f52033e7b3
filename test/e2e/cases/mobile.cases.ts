import { describe, expect, it } from 'vitest';
import { eventually, WebClient } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const json = { 'content-type': 'application/json' };

interface Held {
  orders: Map<string, any>;
  customers: Map<string, any>;
  items: Map<string, any>;
  next: string;
}

export function mobileCases(context: () => StrataContext): void {
  const get = (path: string) => context().mobile.get(`/mobile/v1${path}`);
  const found = (path: string) => context().mobile.found(`/mobile/v1${path}`);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) => context().mobile.post(`/mobile/v1${path}`, body, headers);

  /** What a phone does with all pages of a sync. */
  async function sync(held: Held, query = ''): Promise<Held> {
    for (let more = true; more; ) {
      const body = await found(`/sync?limit=40${query}${held.next && `&since=${held.next}`}`);
      expect(bytes(body)).toBeLessThanOrEqual(65_536);
      const of: Record<string, Map<string, any>> = { order: held.orders, customer: held.customers, item: held.items };
      for (const { type, id, value } of body.changes) of[type]!.set(id, value);
      for (const { type, id } of body.tombstones) of[type]!.delete(id);
      Object.assign(held, { next: body.next });
      more = body.more;
    }
    return held;
  }
  const nothing = (): Held => ({ orders: new Map(), customers: new Map(), items: new Map(), next: '' });

  describe('a phone', () => {
    it('has customers, items and orders in small rows, each within its bytes, and says how fresh they are', async () => {
      const customers = await found('/customers?limit=20');
      expect(customers).toMatchObject({ source: 'sandbox', asOf: expect.any(String), stale: false, next: expect.any(String) });
      for (const row of customers.items) expect(bytes(row)).toBeLessThanOrEqual(192);
      const { items: same } = await found(`/customers?query=${buyers.onThePhone}`);
      expect(same).toHaveLength(1);
      const catalogue = await eventually(() => found(`/items?customerId=${same[0].id}&limit=20`), ({ items: [first] }) => first.price !== undefined && first.available !== undefined, JSON.stringify);
      for (const row of catalogue.items) expect(bytes(row)).toBeLessThanOrEqual(320);
      expect(catalogue.items[0]).toMatchObject({ id: expect.any(String), price: { currency: 'EUR' }, available: expect.any(String) });
      const orders = await found('/orders?limit=20');
      expect(bytes(orders)).toBeLessThanOrEqual(4_096);
      expect(orders).toMatchObject({ source: 'strata', stale: false });
    });

    it('has a customer on one small screen, of which the CRM is a part that may be missing', async () => {
      const [{ id, name }] = (await found(`/customers?query=${buyers.onThePhone}`)).items;
      const screen = await eventually(() => found(`/customers/${id}`), (parts) => !JSON.stringify(parts).includes('missing'), JSON.stringify);
      expect(bytes(screen)).toBeLessThanOrEqual(1_536);
      expect(screen).toMatchObject({ id, master: { name, source: 'sandbox', stale: false }, credit: { left: { currency: 'EUR' } }, openOrders: { count: expect.any(Number) }, opportunity: { source: expect.any(String) } });
      expect(await get('/customers/nobody')).toMatchObject({ status: 404 });
      await context().sandbox.fault({ system: 'crm', down: true });
      const [other] = (await found(`/customers?query=${buyers.neverSeenOnThePhone}`)).items;
      const { status, body: partial } = await get(`/customers/${other.id}`);
      expect(status).toBe(200);
      expect(partial).toMatchObject({ master: { name: other.name }, credit: { source: 'sandbox' }, opportunity: { missing: 'unavailable' } });
      expect([partial.master, partial.credit, partial.openOrders].every((part) => part.missing === undefined)).toBe(true);
    });

    it('takes less by fields, and is told 304 of what it has', async () => {
      // What does not change while orders of before are still under way.
      const { body, headers } = await get('/orders?limit=3&fields=id,po');
      for (const row of body.items) expect(Object.keys(row)).toEqual(['id', 'po']);
      const etag = headers.get('etag');
      const known = { id: '1', method: 'GET', path: '/mobile/v1/orders?limit=3&fields=id,po', headers: { 'if-none-match': etag } };
      expect((await post('/batch', { requests: [known] })).body.responses).toMatchObject([{ status: 304, headers: { etag } }]);
      expect(await get('/orders?fields=colour')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/fields', detail: expect.stringContaining('total') }] } });
    });

    it('places an order, follows it and holds it in sync: only what changed comes again', async () => {
      // Customers and items come by the feeds of their systems.
      const before = await eventually(() => sync(nothing()), ({ customers, items: all }) => customers.size >= 100 && all.size >= 200, ({ customers, items: all }) => `${customers.size} customers, ${all.size} items`, 50_000);
      const order = await orderOf(context(), buyers.onThePhone, [[items.bolt, '2']]);
      const placed = await post('/orders', order, { 'idempotency-key': crypto.randomUUID() });
      expect(placed).toMatchObject({ status: 202, body: { po: order.purchaseOrderNumber, lines: [{ quantity: '2' }] } });
      expect(placed.headers.get('location')).toBe(`/mobile/v1/orders/${placed.body.id}`);
      await context().web.reaches(placed.body.id, ['paid', 'closed']);
      const shown = await found(`/orders/${placed.body.id}`);
      expect(bytes(shown)).toBeLessThanOrEqual(2_048);
      expect(shown.timeline.length).toBeGreaterThan(1);
      const after = await eventually(() => sync(before), ({ orders }) => ['paid', 'closed'].includes(orders.get(placed.body.id)?.status), ({ orders }) => JSON.stringify([...orders]));
      expect(after.orders.get(placed.body.id)).toMatchObject({ po: order.purchaseOrderNumber, lines: 1, total: shown.total });
      const quiet = await found(`/sync?since=${after.next}`);
      expect(quiet.changes.filter(({ type }: { type: string }) => type !== 'order')).toEqual([]);
      const mine = await sync(nothing(), `&customerId=${order.customerId}`);
      expect([...mine.customers.keys()]).toEqual([order.customerId]);
      expect(mine.orders.has(placed.body.id)).toBe(true);
    });

    it('cannot go on with a token of another client, nor with what is none, and is told how to start over', async () => {
      const { next } = await found('/sync?limit=1');
      const other = await new WebClient(context().mobile.baseUrl, context().strata.as('web')).get(`/mobile/v1/sync?since=${next}`);
      expect(other.body).toMatchObject({ status: 410, kind: 'gone', detail: expect.stringContaining('without since') });
      expect(await get('/sync?since=nonsense')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/since' }] } });
      expect(await get('/sync?colour=red')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/colour' }] } });
    });

    it('sends what it wrote offline: each write is done once and answered by itself, whatever the others are', async () => {
      const head = (id: string, type: string) => ({ id, idempotencyKey: crypto.randomUUID(), madeAt: new Date().toISOString(), type });
      const order = await orderOf(context(), buyers.onThePhone, [[items.bolt, '1']], { deliverOnRequest: true });
      const writes = [
        { ...head('a', 'place-order'), ...order },
        { ...head('b', 'place-order'), ...order, lines: [{ itemId: order.lines[0]!.itemId, quantity: 'many' }] },
        { ...head('c', 'cancel-order'), placedBy: 'a', reason: 'changed my mind' },
        { ...head('d', 'cancel-order'), placedBy: 'b', reason: 'changed my mind' },
        { ...head('e', 'paint-order') },
        'no write at all',
        { ...head('f', 'place-order'), ...order, purchaseOrderNumber: 'zero \u0000 character' },
        { ...head('a', 'cancel-order'), orderId: crypto.randomUUID(), reason: 'twice the same id' },
      ];
      const first = await post('/writes', { writes });
      expect(first.status).toBe(200);
      expect(first.body.results.map(({ id, status }: { id?: string; status: number }) => [id, status])).toEqual([['a', 202], ['b', 400], ['c', 202], ['d', 422], ['e', 400], [undefined, 400], ['f', 400], ['a', 400]]);
      const [a, b, c, d, e, , f, twice] = first.body.results;
      expect([b, d, e, f, twice].map(({ problem }) => problem.errors[0].pointer)).toEqual(['/lines/0/quantity', '/placedBy', '/type', '/purchaseOrderNumber', '/id']);
      for (const { body } of [a, c]) expect(body).toMatchObject({ id: a.body.id, po: order.purchaseOrderNumber });
      for (const result of [a, c]) expect(bytes(result)).toBeLessThanOrEqual(512);
      await context().web.reaches(a.body.id, 'cancelled');
      const again = await post('/writes', { writes });
      expect(again.body.results.map(({ status, body }: any) => [status, body?.id])).toEqual(first.body.results.map(({ status, body }: any) => [status, body?.id]));
      expect((await context().database.query('SELECT count(*)::int AS orders FROM order_view WHERE purchase_order_number = $1', [order.purchaseOrderNumber])).rows).toEqual([{ orders: 1 }]);
      expect(await post('/writes', { writes: [] })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/writes' }] } });
    });

    it('makes many calls in one, each answered as it is alone', async () => {
      const order = await orderOf(context(), buyers.onThePhone, [[items.bolt, '1']]);
      const requests = [
        { id: 'list', method: 'GET', path: '/mobile/v1/orders?limit=2' },
        { id: 'screen', method: 'GET', path: `/mobile/v1/customers/${order.customerId}` },
        { id: 'place', method: 'POST', path: '/mobile/v1/orders', headers: { 'Idempotency-Key': crypto.randomUUID() }, body: order },
        { id: 'seen', method: 'GET', path: `/mobile/v1/orders?limit=1&customerId=${order.customerId}` },
        { id: 'keyless', method: 'POST', path: '/mobile/v1/orders', body: order },
        { id: 'nobody', method: 'GET', path: '/mobile/v1/customers/nobody' },
      ];
      const { status, body } = await post('/batch', { requests });
      expect(status).toBe(200);
      const [list, screen, placed, seen, keyless, nobody] = body.responses;
      expect(body.responses.map((each: any) => [each.id, each.status])).toEqual([['list', 200], ['screen', 200], ['place', 202], ['seen', 200], ['keyless', 400], ['nobody', 404]]);
      expect(list.body).toMatchObject({ source: 'strata', items: expect.any(Array) });
      expect(screen.body.id).toBe(order.customerId);
      // What is asked after a write sees it.
      expect(seen.body.items[0].id).toBe(placed.body.id);
      expect(placed.headers.location).toBe(`/mobile/v1/orders/${placed.body.id}`);
      expect([keyless, nobody].map((each) => each.body.type)).toEqual(['urn:strata:problem:invalid', 'urn:strata:problem:not-found']);
      await context().web.reaches(placed.body.id, ['paid', 'closed']);
    });

    it.each(['/web/v1/orders', 'http://elsewhere/mobile/v1/orders', '//elsewhere/mobile/v1/orders', '/mobile/v1/../../metrics', '/mobile/v1/%2e%2e/%2e%2e/metrics', '/mobile/v10/orders', '/mobile/v1\\..\\..\\metrics'])('reaches nothing but its own API by a batch: %s', async (path) => {
      expect(await post('/batch', { requests: [{ id: '1', method: 'GET', path }] })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/requests/0/path' }] } });
    });

    it('puts no batch into a batch, however it is spelled, and at most twenty calls', async () => {
      const inner = { requests: [{ id: '1', method: 'GET', path: '/mobile/v1/orders' }] };
      const paths = ['/mobile/v1/batch', '/mobile/v1/batch/', '/mobile/v1/b%61tch', '/mobile/v1/batch?x'];
      const { body } = await post('/batch', { requests: paths.map((path, index) => ({ id: String(index), method: 'POST', path, body: inner })) });
      expect(body.responses.map(({ status }: { status: number }) => status)).toEqual([400, 400, 400, 400]);
      const many = Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', path: '/mobile/v1/orders' }));
      expect(await post('/batch', { requests: many }, json)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/requests' }] } });
      const headers = { cookie: 'x' };
      expect(await post('/batch', { requests: [{ ...many[0], headers }] })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/requests/0/headers/cookie' }] } });
    });
  });
}
