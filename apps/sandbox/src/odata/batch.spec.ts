import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';

const http = (line: string, headers: string[] = [], body = '') => [
  `Content-Type: application/http`,
  'Content-Transfer-Encoding: binary',
  ...headers.filter((header) => header.startsWith('Content-ID')),
  '',
  line,
  ...headers.filter((header) => !header.startsWith('Content-ID')),
  '',
  body,
];
const post = (path: string, body: object, ...headers: string[]) =>
  http(`POST ${path} HTTP/1.1`, ['Content-Type: application/json', ...headers], JSON.stringify(body));
const changeset = (...parts: string[][]) => [
  'Content-Type: multipart/mixed; boundary=cs',
  '',
  ...parts.flatMap((part) => ['--cs', ...part]),
  '--cs--',
];
const batch = (...parts: string[][]) => [...parts.flatMap((part) => ['--b', ...part]), '--b--', ''].join('\r\n');

describe('$batch', () => {
  let book: OrderBook;
  let sap: SapClient;
  beforeEach(async () => {
    book = OrderBook.withOrders();
    sap = await SapClient.start(book);
  });
  afterEach(() => sap.stop());

  const send = (body: string) => sap.write('POST', 'API_SALES_ORDER_SRV/$batch', body, { 'content-type': 'multipart/mixed;boundary=b' });
  const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

  it('answers several reads in their order, each with its own status', async () => {
    const reply = await send(
      batch(
        http("GET A_SalesOrder('1')?$select=SalesOrder HTTP/1.1", ['Accept: application/json']),
        http("GET /sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder('99') HTTP/1.1"),
        http(`GET ${sap.url}/API_SALES_ORDER_SRV/A_SalesOrder/$count?$filter=SoldToParty%20eq%20'4711' HTTP/1.1`),
      ),
    );
    expect(reply.status).toBe(202);
    expect(reply.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=/);
    expect(statuses(reply.text)).toEqual([200, 404, 200]);
    expect(reply.text).toContain('"SalesOrder":"0000000001"');
    expect(reply.text).toMatch(/\r\n\r\n2\r\n--/);
  });

  it('keeps the changes of a changeset together', async () => {
    const merge = (key: string) =>
      http(
        `MERGE A_SalesOrder('${key}') HTTP/1.1`,
        ['Content-Type: application/json', 'If-Match: *'],
        JSON.stringify({ PurchaseOrderByCustomer: 'changed' }),
      );
    const reply = await send(batch(changeset(merge('1'), merge('2')), http("GET A_SalesOrder('2') HTTP/1.1")));
    expect(statuses(reply.text)).toEqual([204, 204, 200]);
    expect(reply.text).toContain('"PurchaseOrderByCustomer":"changed"');
    expect(book.rows('orders').filter((order) => order['PurchaseOrderByCustomer'] === 'changed')).toHaveLength(2);
  });

  it('undoes a whole changeset when one change fails, and answers the one error', async () => {
    const reply = await send(batch(changeset(post('A_SalesOrder', { SoldToParty: '4711' }), post('A_SalesOrder', { SoldToParty: '9999' }))));
    expect(statuses(reply.text)).toEqual([400]);
    expect(reply.text).not.toContain('boundary=changeset');
    expect(reply.text).toContain('"code":"V1/305"');
    expect(book.rows('orders')).toHaveLength(3);
  });

  it('lets a change refer to what an earlier one made', async () => {
    const reply = await send(
      batch(changeset(post('A_SalesOrder', { SoldToParty: '4711' }, 'Content-ID: 1'), post('$1/to_Item', { Material: 'TG99' }, 'Content-ID: 2'))),
    );
    expect(statuses(reply.text)).toEqual([201, 201]);
    expect(reply.text).toContain('content-id: 2');
    expect(book.rows('items').at(-1)).toMatchObject({ SalesOrder: '0000000004', Material: 'TG99' });
  });

  it('refuses a change outside a changeset and a read inside one', async () => {
    const alone = await send(batch(post('A_SalesOrder', { SoldToParty: '4711' })));
    expect(statuses(alone.text)).toEqual([400]);
    const inside = await send(batch(changeset(http("GET A_SalesOrder('1') HTTP/1.1"))));
    expect(statuses(inside.text)).toEqual([400]);
    expect(book.rows('orders')).toHaveLength(3);
  });

  it('refuses a body that is no batch', async () => {
    expect((await send(batch(['Content-Type: application/http', '', 'HELLO']))).status).toBe(400);
    expect((await sap.write('POST', 'API_SALES_ORDER_SRV/$batch', '{}', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await send('--b\r\nContent-Type: application/http\r\n\r\nGET A_SalesOrder HTTP/1.1\r\n')).status).toBe(400);
  });

  it('wants a token as any write does', async () => {
    const reply = await sap.send('API_SALES_ORDER_SRV/$batch', {
      method: 'POST',
      body: batch(),
      headers: { 'content-type': 'multipart/mixed;boundary=b' },
    });
    expect(reply.status).toBe(403);
  });

  it('shows a fault switch every operation of a batch', async () => {
    await sap.stop();
    const seen: string[] = [];
    sap = await SapClient.start(book, {
      before: ({ isBatch, operations }) => void (isBatch && seen.push(...operations.map(({ method, resource }) => `${method} ${resource}`))),
    });
    await send(batch(http("GET A_SalesOrder('1') HTTP/1.1"), changeset(post('A_SalesOrder', {}))));
    expect(seen).toEqual(['GET A_SalesOrder', 'POST A_SalesOrder']);
  });
});
