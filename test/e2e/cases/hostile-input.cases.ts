import { describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import type { WebClient } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** What a database, OData, SOQL, a path or a header would take for more than a text. None of it names anything. */
const hostile = [
  `'`,
  `''`,
  `zq' OR '1'='1`,
  `zq'; DROP TABLE order_view; --`,
  `zq') UNION SELECT view FROM order_view --`,
  `zq' or 1 eq 1 or 'zq' eq 'y`,
  `zq') or substringof('',Product`,
  `zq')&$top=1000&$filter=(1 eq 1`,
  `zq' OR Name LIKE '%`,
  `\\' OR Name != 'zq`,
  `%`,
  `_`,
  `zq%zq_zq\\`,
  '$1zq',
  '${7*7}zq',
  '*:*',
  `zq & y | !z <-> w`,
  '\u2028zq\u2029',
  '../../erp/v1/systems',
  `zq#/?y=z`,
];
const withLines = [`zq\r\nX-Injected: 1`, `zq\u0000y`];

export function hostileInputCases(context: () => StrataContext): void {
  describe('a text that would be a command elsewhere', () => {
    it.each([
      ['customers', 'web', '/web/v1/customers'],
      ['items', 'web', '/web/v1/items'],
      ['orders', 'web', '/web/v1/orders'],
      ['orders of the process API', 'process', '/order-to-cash/v1/orders'],
    ] as const)('finds nothing among %s, and changes nothing anywhere', async (_, api, path) => {
      const { [api]: client } = context();
      const before = await held(context());
      for (const text of [...hostile, ...withLines]) {
        const { status, headers, body } = await client.patient.get(`${path}?query=${encodeURIComponent(text)}`);
        // Found nothing, or was refused as a text: never an error of a system behind, which would have read it as more.
        if (status === 200) expect([text, body.items]).toEqual([text, []]);
        else expect([text, status, body.errors?.[0]?.pointer]).toEqual([text, 400, '/query']);
        expect(headers.get('x-injected')).toBeNull();
      }
      expect(await held(context())).toEqual(before);
    });

    it('is no key, cursor, sort or field of anything', async () => {
      const { web } = context();
      const before = await held(context());
      for (const text of hostile) {
        const value = encodeURIComponent(text);
        for (const name of ['purchaseOrderNumber', 'salesOrderId', 'deliveryId', 'invoiceId', 'customerId']) await findsNothing(web, `/web/v1/orders?${name}=${value}`);
        for (const name of ['orderId', 'status', 'sort', 'cursor', 'fields', 'limit']) expect([name, text, (await web.get(`/web/v1/orders?${name}=${value}`)).status]).toEqual([name, text, 400]);
        expect((await web.get(`/web/v1/orders?${value}=1`)).status).toBe(400);
        for (const name of ['cursor', 'fields']) expect([name, text, (await web.get(`/web/v1/items?${name}=${value}`)).status]).toEqual([name, text, 400]);
        expect([text, (await web.patient.get(`/web/v1/items?customerId=${value}`)).status]).toEqual([text, 404]);
      }
      expect(await held(context())).toEqual(before);
    });

    it('in a path, also as the key within a public id, names no customer and no order, and leads nowhere else', async () => {
      const { web } = context();
      const { number } = await web.customer(buyers.ordinary);
      const keys = [...hostile, `${number}' or BusinessPartner ne '`, `${number}')/to_Customer('1`, `${number}' OR Name LIKE '%`, `${number}?$expand=x`, `${number}%27`];
      for (const key of keys) {
        for (const id of [encodeURIComponent(key), toPublicId('sandbox', key), toPublicId('sandbox-crm', key)]) {
          const { status, body } = await web.patient.get(`/web/v1/customers/${id}/overview`);
          expect([key, id, status, body.kind]).toEqual([key, id, expect.toSatisfy((code: number) => code === 404 || code === 400), expect.stringMatching(/not-found|invalid/)]);
        }
        expect([key, (await web.get(`/web/v1/orders/${encodeURIComponent(key)}/page`)).status]).toEqual([key, 400]);
      }
      for (const path of ['/web/v1/customers/..%2f..%2forder-to-cash%2fv1%2forders', '/web/v1/orders/%2e%2e%2f%2e%2e%2fmetrics', '/web/v1/customers/x%0d%0aX-Injected:%201/overview', '/web/v1/%2e%2e/%2e%2e/etc/passwd']) {
        const { status, headers } = await web.get(path);
        expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => code === 404 || code === 400)]);
        expect(headers.get('x-injected')).toBeNull();
      }
    });

    it('is a number like any other when a customer orders under it, and a key like any other', async () => {
      const { web } = context();
      const purchaseOrderNumber = `PO'; DROP TABLE order_view; --%_`;
      const wish = await orderOf(context(), buyers.onScreens, [[items.bolt, '1']], { purchaseOrderNumber });
      const key = `k'; DELETE FROM placement; -- ${crypto.randomUUID()}`;
      const { status, body } = await web.placeOrder(wish, key);
      expect(status).toBe(202);
      expect((await web.placeOrder(wish, key)).body.orderId).toBe(body.orderId);
      expect((await web.reaches(body.orderId, 'paid')).purchaseOrderNumber).toBe(purchaseOrderNumber);
      await expectCashOnce(context(), body.orderId);
      for (const name of ['purchaseOrderNumber', 'query']) expect((await web.found(`/web/v1/orders?${name}=${encodeURIComponent(purchaseOrderNumber)}`)).items).toMatchObject([{ orderId: body.orderId }]);
    });
  });
}

async function findsNothing(web: WebClient, path: string): Promise<void> {
  const { status, body } = await web.patient.get(path);
  expect([path, status, status === 200 ? body.items : []]).toEqual([path, expect.toSatisfy((code: number) => code === 200 || code === 400), []]);
}

/** Our tables and how much is in those that clients write, and what the ERP holds. */
async function held({ database, sandbox }: StrataContext): Promise<object> {
  const { rows: tables } = await database.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`);
  const { rows: counts } = await database.query('SELECT (SELECT count(*) FROM placement) AS placements, (SELECT count(*) FROM order_view) AS orders');
  const { orders, accounts } = await sandbox.summary();
  return { tables, counts, orders, accounts };
}
