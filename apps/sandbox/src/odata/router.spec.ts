import { afterEach, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';
import { CsrfSessions } from './csrf.session.js';
import type { DecideFate, Exchange } from './exchange.fate.js';
import type { ODataOptions } from './router.js';

const ORDERS = 'API_SALES_ORDER_SRV/A_SalesOrder';
const ORDER = { SoldToParty: '4711' };

describe('the front of the ERP', () => {
  let sap: SapClient;
  const start = async (options: Partial<ODataOptions> = {}, book = OrderBook.withOrders()) => {
    sap = await SapClient.start(book, options);
    return book;
  };
  afterEach(() => sap.stop());

  it.each(['', 'Basic !', `Basic ${btoa('CLERK:wrong')}`, `Basic ${btoa('NOBODY:secret')}`, `Basic ${btoa('toString:x')}`, 'Bearer abc'])(
    'answers 401 to the credentials "%s"',
    async (authorization) => {
      await start();
      const reply = await sap.get(ORDERS, { authorization });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    },
  );

  it('gives a token with a session cookie to who fetches it, and keeps it while the cookie comes back', async () => {
    await start();
    const first = await sap.get(ORDERS, { 'x-csrf-token': 'Fetch' });
    const cookie =
      first.headers
        .getSetCookie()
        .find((line) => line.startsWith('SAP_SESSIONID'))
        ?.split(';')[0] ?? '';
    const again = await sap.get(ORDERS, { 'x-csrf-token': 'fetch', cookie });
    expect(first.headers.get('x-csrf-token')).toBeTruthy();
    expect(again.headers.get('x-csrf-token')).toBe(first.headers.get('x-csrf-token'));
    expect((await sap.get(ORDERS)).headers.get('x-csrf-token')).toBeNull();
  });

  it('refuses a write without a token, without its cookie, or with those of a forgotten session', async () => {
    const sessions = new CsrfSessions();
    const book = await start({ sessions });
    const valid = await sap.fetchToken(ORDERS);
    const attempts: Record<string, string>[] = [{}, { 'x-csrf-token': valid['x-csrf-token']! }, { ...valid, 'x-csrf-token': 'guess' }];
    for (const headers of attempts) {
      const reply = await sap.send(ORDERS, { method: 'POST', body: ORDER, headers });
      expect(reply.status).toBe(403);
      expect(reply.headers.get('x-csrf-token')).toBe('Required');
      expect(reply.text).toBe('CSRF token validation failed');
    }
    expect((await sap.send(ORDERS, { method: 'POST', body: ORDER, headers: valid })).status).toBe(201);
    sessions.forgetAll();
    expect((await sap.send(ORDERS, { method: 'POST', body: ORDER, headers: valid })).status).toBe(403);
    expect(book.rows('orders')).toHaveLength(4);
  });

  it('answers a broken address and a body over the limit in its own error format', async () => {
    await start();
    expect((await sap.get('API_SALES_ORDER_SRV/%E0%A4%A')).json.error.message.value).toContain('Malformed address');
    const reply = await sap.write('POST', ORDERS, { PurchaseOrderByCustomer: 'x'.repeat(5_000_000) });
    expect(reply.status).toBe(413);
    expect(reply.json.error.message.lang).toBe('en');
  });

  it('serves metadata that says what it serves and what may be done with it', async () => {
    await start();
    const reply = await sap.get('API_SALES_ORDER_SRV/$metadata');
    expect(reply.headers.get('content-type')).toContain('application/xml');
    expect(reply.text).toContain(
      '<Property Name="TotalNetAmount" Type="Edm.Decimal" Precision="16" Scale="3" sap:creatable="false" sap:updatable="false"/>',
    );
    const functions = await sap.get('API_OUTBOUND_DELIVERY_SRV;v=0002/$metadata');
    expect(functions.text).toMatch(
      /<FunctionImport Name="PostGoodsIssue" ReturnType="Collection\(API_OUTBOUND_DELIVERY_SRV.PickingReport\)" m:HttpMethod="POST">/,
    );
  });

  describe('with a fault switch', () => {
    const once = (fate: Awaited<ReturnType<DecideFate>>): DecideFate => {
      let isDue = true;
      return ({ operations }) => {
        if (!isDue || !operations.some(({ isWrite }) => isWrite)) return undefined;
        isDue = false;
        return fate;
      };
    };
    const create = () => sap.write('POST', ORDERS, ORDER);

    it('tells the switch what is asked for', async () => {
      const seen: Exchange[] = [];
      await start({ before: (exchange) => void seen.push(exchange) });
      await sap.get(`${ORDERS}('1')/to_Item`);
      expect(seen).toEqual([
        {
          service: 'API_SALES_ORDER_SRV',
          user: 'CLERK',
          isBatch: false,
          operations: [{ method: 'GET', resource: 'A_SalesOrder', path: "A_SalesOrder('1')/to_Item", isWrite: false }],
        },
      ]);
    });

    it('refuses without working', async () => {
      const book = await start({ before: once({ kind: 'refuse', status: 503, retryAfterSeconds: 7 }) });
      const reply = await create();
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('7');
      expect(book.rows('orders')).toHaveLength(3);
      expect((await create()).status).toBe(201);
    });

    it('closes the connection without working', async () => {
      const book = await start({ before: once({ kind: 'cut' }) });
      await expect(create()).rejects.toThrow('fetch failed');
      expect(book.rows('orders')).toHaveLength(3);
    });

    it('loses the answer to work that is kept', async () => {
      const book = await start({ before: once({ kind: 'lose' }) });
      await expect(create()).rejects.toThrow('fetch failed');
      expect(book.rows('orders')).toHaveLength(4);
    });

    it('commits after the connection is gone', async () => {
      const book = await start({ before: once({ kind: 'commit-late', afterMs: 60 }) });
      await expect(create()).rejects.toThrow('fetch failed');
      expect(book.rows('orders')).toHaveLength(3);
      await expect.poll(() => book.rows('orders').length).toBe(4);
    });

    it('is slow before and after its work', async () => {
      const before: DecideFate = async () => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return { kind: 'answer', holdMs: 40 };
      };
      await start({ before });
      const begin = performance.now();
      expect((await sap.get(ORDERS)).status).toBe(200);
      expect(performance.now() - begin).toBeGreaterThan(75);
    });
  });
});
