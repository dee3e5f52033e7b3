import { createServer, request as httpRequest } from 'node:http';
import { createServer as createListener, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { WebClient } from '../../harness/web-client.js';
import { items } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** A partner with customers of its own, at each API that it may call. */
interface Partner {
  web: WebClient;
  mobile: WebClient;
  bi: WebClient;
  process: WebClient;
}

const json = { 'content-type': 'application/json' };
const newKey = () => ({ 'idempotency-key': crypto.randomUUID() });
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What would tell a stranger how we are built: stacks, statements, vendors, files. */
const insides = /\bat \w+ \(|\.[jt]s:\d|node_modules|\b(SELECT|INSERT|UPDATE) .{0,80}\b(FROM|INTO|SET)\b|QueryFailed|relation "|syntax error at|typeorm|restate|postgres|Salesforce|SAP|\/home\/|\/tmp\/|ECONNREFUSED|sobjects|sap\/opu/i;

/**
 * A test for each line of the OWASP API Security Top 10 (2023): attacks through the front door by two partners of the demo,
 * `partner` (she) and `partner-b` (he), each with customers of its own.
 */
export function owaspCases(context: () => StrataContext): void {
  const as = (name: string): Partner => {
    const { strata, mobile, bi, process } = context();
    const at = ({ baseUrl }: { baseUrl: string }) => new WebClient(baseUrl, strata.as(name));
    return { web: at(strata), mobile: at(mobile), bi: at(bi), process: at(process) };
  };
  const two = (): [anna: Partner, bert: Partner] => [as('partner'), as('partner-b')];
  const customerOf = async ({ web }: Partner): Promise<string> => (await web.get('/web/v1/customers')).body.items[0].customerId;
  const boltOf = async ({ web }: Partner): Promise<string> => (await web.get(`/web/v1/items?query=${items.bolt}`)).body.items[0].itemId;
  const requestOf = async (partner: Partner) => ({ customerId: await customerOf(partner), purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`, lines: [{ itemId: await boltOf(partner), quantity: '1' }] });
  const opportunityOf = async ({ web }: Partner, customerId: string): Promise<string> => (await web.get(`/web/v1/customers/${customerId}/overview`)).body.crm.opportunities[0].id;
  /** To the letter, past what fetch makes of an address. */
  const raw = (baseUrl: string, path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) =>
    new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((resolve, reject) => {
      const { hostname, port } = new URL(baseUrl);
      httpRequest({ hostname, port, path, method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
      }).on('error', reject).end();
    });
  const token = (name: string, form: Record<string, string>) => {
    const { tokenUrl, clients } = demoOf(context().strata.home);
    const { clientId, clientSecret } = clients[name]!;
    return fetch(tokenUrl!, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials', ...form }) });
  };

  describe('the OWASP API Security Top 10 (2023)', () => {
    it('API1:2023 Broken Object Level Authorization: nothing is done to, with or by what is of another partner', async () => {
      const [anna, bert] = two();
      const key = crypto.randomUUID();
      const his = await requestOf(bert);
      const placed = await bert.web.placeOrder(his, key);
      const { orderId } = placed.body;
      // His key is a key of his: under it she gets neither his order nor to know that there is one.
      expect(await anna.web.placeOrder(his, key)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/customerId' }] } });
      const hers = await requestOf(anna);
      const own = await anna.web.placeOrder(hers, key);
      expect([own.status, own.body.customerId]).toEqual([202, hers.customerId]);
      // Nor is her order shown at his opportunity in the CRM.
      const [hisChance, herChance] = await Promise.all([opportunityOf(bert, his.customerId), opportunityOf(anna, hers.customerId)]);
      expect(await anna.web.placeOrder({ ...hers, opportunityId: hisChance })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/opportunityId', detail: 'the customer has no such opportunity' }] } });
      expect((await anna.web.placeOrder({ ...hers, purchaseOrderNumber: `${hers.purchaseOrderNumber}-2`, opportunityId: herChance })).status).toBe(202);

      const cancel = { id: '1', type: 'cancel-order', idempotencyKey: crypto.randomUUID(), madeAt: new Date().toISOString(), orderId, reason: 'r' };
      const tag = (await bert.web.fetch(`/web/v1/orders/${orderId}`)).headers.get('etag')!;
      const statuses = [
        (await anna.mobile.post(`/mobile/v1/orders/${orderId}/cancellation`, { reason: 'r' }, newKey())).status,
        (await anna.mobile.post('/mobile/v1/writes', { writes: [cancel] })).body.results[0].status,
        (await anna.mobile.post('/mobile/v1/batch', { requests: [{ id: '1', method: 'GET', path: `/mobile/v1/orders/${orderId}` }] })).body.responses[0].status,
        (await anna.web.fetch(`/web/v1/orders/${orderId}`, { method: 'HEAD' })).status,
        // That she knows how his order looks does not make it hers.
        (await anna.web.fetch(`/web/v1/orders/${orderId}`, { headers: { 'if-none-match': tag } })).status,
        (await anna.web.fetch(`/web/v1/orders/${orderId}`, { headers: { 'if-none-match': '*' } })).status,
        (await anna.bi.fetch(`/bi/v1/odata/Orders(${orderId})`)).status,
        (await anna.process.fetch(`/order-to-cash/v1/orders/${orderId}`)).status,
      ];
      expect(statuses).toEqual(statuses.map(() => 404));
      expect((await bert.web.read(orderId)).status).not.toBe('cancelled');
    });

    it('API2:2023 Broken Authentication: what somebody makes of a credential, or beside it, is none', async () => {
      const { web } = as('partner');
      const good = (await context().strata.as('partner')())!;
      const [head, payload, signature] = good.split('.') as [string, string, string];
      const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      const claims = (more: object) => `Bearer ${head}.${base64url({ ...said, ...more })}.${signature}`;
      const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
      const { clientId, clientSecret } = demoOf(context().strata.home).clients['partner']!;
      const tries: Record<string, string>[] = [
        { authorization: claims({ strata_customers: undefined }) },
        { authorization: claims({ scope: 'orders:read erp:read', client_id: 'desk', sub: 'desk' }) },
        { authorization: claims({ strata_kind: 'service' }), 'strata-principal': base64url({ id: 'desk', scopes: ['orders:read'] }) },
        { authorization: `Bearer ${good}`, 'strata-principal': base64url({ id: 'desk', scopes: ['orders:read'] }) },
        { authorization: `Bearer ${good}`, 'x-api-key': `strata_sbx_${'0'.repeat(16)}_${'x'.repeat(43)}` },
        { authorization: `Bearer ${good}, Bearer ${good}` },
        { authorization: `DPoP ${good}` },
        { authorization: basic(`${clientId}:${clientSecret}`) },
        { cookie: `access_token=${good}` },
      ];
      for (const headers of tries) expect([headers, (await fetch(`${web.baseUrl}/web/v1/orders`, { headers })).status]).toEqual([headers, 401]);
      for (const query of [`access_token=${good}`, `x-api-key=${good}`]) expect((await fetch(`${web.baseUrl}/web/v1/orders?${query}`)).status).toBe(401);
      // At the issuer a wrong secret reads as nobody's.
      const { tokenUrl } = demoOf(context().strata.home);
      const refused = await Promise.all([basic(`${clientId}:wrong`), basic('nobody:wrong')].map(async (authorization) => {
        const answer = await fetch(tokenUrl!, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
        return [answer.status, await answer.text()];
      }));
      expect(refused).toEqual([[401, expect.stringContaining('invalid_client')], refused[0]]);
    });

    it('API3:2023 Broken Object Property Level Authorization: a property that is not the caller\'s to set is refused by name, and none is shown that was not meant to be', async () => {
      const anna = as('partner');
      const good = await requestOf(anna);
      const line = good.lines[0]!;
      const more: [change: object, pointer: string][] = [
        [{ status: 'paid' }, '/status'],
        [{ principal: { id: 'desk' } }, '/principal'],
        [{ orderId: crypto.randomUUID() }, '/orderId'],
        [{ holds: [] }, '/holds'],
        [{ constructor: { prototype: { status: 'paid' } } }, '/constructor'],
        [{ lines: [{ ...line, unitPrice: { amount: '0.01', currency: 'EUR' } }] }, '/lines/0/unitPrice'],
        [{ customerId: { $ne: null } }, '/customerId'],
        [{ customerId: [good.customerId] }, '/customerId'],
      ];
      for (const [change, pointer] of more) expect(await anna.web.placeOrder({ ...good, ...change })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
      const polluted = `{"__proto__":{"status":"paid"},${JSON.stringify(good).slice(1)}`;
      expect(await anna.web.post('/web/v1/orders', polluted, newKey())).toMatchObject({ status: 400, body: { errors: [{ pointer: '/__proto__' }] } });
      // A price that the buyer says they saw decides nothing: the ERP's own stops the order.
      const { orderId } = await anna.web.order({ ...good, lines: [{ ...line, expectedUnitPrice: { amount: '0.01', currency: 'EUR' } }] });
      const held = await anna.web.reaches(orderId, 'on-hold');
      expect(held.holds).toMatchObject([{ type: 'price' }]);
      const shown = Object.keys(held);
      expect(shown.filter((name) => ['principal', 'client', 'scopes', 'idempotencyKey', 'bodyHash', 'dataScope'].includes(name))).toEqual([]);
      expect(await anna.web.get('/web/v1/orders?fields=principal')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/fields' }] } });
    });

    it('API4:2023 Unrestricted Resource Consumption: what is asked for, sent and repeated has an end', async () => {
      const anna = as('partner');
      const good = await requestOf(anna);
      const tooMuch: [status: number, ask: () => Promise<{ status: number }>][] = [
        [400, () => anna.web.get('/web/v1/orders?limit=201')],
        [400, () => anna.web.get('/web/v1/orders?limit=1e308')],
        [400, () => anna.mobile.get('/mobile/v1/sync?limit=99999999999999999999')],
        [400, () => anna.bi.get('/bi/v1/odata/Orders?$top=1e9')],
        [400, () => anna.bi.get(`/bi/v1/odata/Orders?$filter=${'('.repeat(2_000)}`)],
        [400, () => anna.web.placeOrder({ ...good, lines: Array.from({ length: 51 }, () => good.lines[0]) })],
        [400, () => anna.web.placeOrder({ ...good, lines: [{ ...good.lines[0], quantity: '9'.repeat(5_000) }] })],
        [400, () => anna.web.post('/web/v1/orders', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, newKey())],
        [413, () => anna.web.post('/web/v1/orders', JSON.stringify({ ...good, note: 'x'.repeat(300_000) }), newKey())],
        [414, () => anna.web.get(`/web/v1/orders?query=${'x'.repeat(9_000)}`)],
        [400, () => anna.mobile.post('/mobile/v1/batch', { requests: Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', path: '/mobile/v1/orders' })) })],
      ];
      for (const [status, ask] of tooMuch) expect([ask.toString(), (await ask()).status]).toEqual([ask.toString(), status]);
      const { headers } = await anna.web.get('/web/v1/orders?limit=1');
      expect([headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([expect.stringContaining('"day";q='), expect.stringContaining('"day";r=')]);
    });

    it('API5:2023 Broken Function Level Authorization: what clerks, operators and systems do is not done by a partner, whatever way it is spelled', async () => {
      const anna = as('partner');
      const { orderId } = (await anna.web.get('/web/v1/orders?limit=1')).body.items[0];
      const clerks: [method: string, path: string, scope: string][] = [
        ['POST', `/order-to-cash/v1/orders/${orderId}/deliveries`, 'orders:manage'],
        ['GET', '/order-to-cash/v1/exceptions', 'operations:read'],
        ['GET', '/order-to-cash/v1/payments', 'payments:read'],
        ['GET', '/privacy/subjects/anybody/export', 'privacy:manage'],
        ['POST', '/privacy/subjects/anybody/erasure', 'privacy:manage'],
      ];
      for (const [method, path, scope] of clerks) {
        const answer = await anna.process.fetch(path, { method, headers: { ...json, ...newKey() }, ...(method === 'POST' && { body: '{}' }) });
        expect([path, answer.status, await answer.json()]).toEqual([path, 403, expect.objectContaining({ detail: `this needs the scope ${scope}, which the credential does not carry` })]);
      }
      // The method that counts is the one of the request.
      const listed = await anna.web.fetch('/web/v1/orders?limit=1', { headers: { 'x-http-method-override': 'POST', 'x-http-method': 'DELETE' } });
      expect([listed.status, (await listed.json() as { items: unknown[] }).items.length]).toEqual([200, 1]);
      // No spelling of an address is past the door: it is that address, or none.
      const { authorization } = await anna.process.credentials();
      for (const path of ['/order-to-cash/v1/exceptions/', '/%6frder-to-cash/v1/exceptions', '//order-to-cash/v1/exceptions', '/order-to-cash%2fv1/exceptions', '/order-to-cash/v1/exceptions;x=1', '/order-to-cash/v1/./exceptions', '/health/live/../../order-to-cash/v1/exceptions', '/ORDER-TO-CASH/v1/exceptions', '/order-to-cash/v1/exceptions%00', '/order-to-cash/v1/exceptions%20']) {
        const [hers, nobodys] = await Promise.all([raw(anna.process.baseUrl, path, { headers: { authorization: authorization! } }), raw(anna.process.baseUrl, path)]);
        expect([path, hers.status, nobodys.status]).toEqual([path, ...(hers.status === 404 ? [404, 404] : [403, 401])]);
      }
      // A phone's batch is not called in another name than its caller's, nor anywhere else.
      for (const path of ['/order-to-cash/v1/exceptions', '//127.0.0.1/mobile/v1/orders', '/mobile/v1/%2e%2e/%2e%2e/order-to-cash/v1/exceptions']) {
        expect(await anna.mobile.post('/mobile/v1/batch', { requests: [{ id: '1', method: 'GET', path }] })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/requests/0/path' }] } });
      }
      // Nor does the issuer give more than was granted, however it is asked.
      for (const scope of ['orders:manage', 'orders:read erp:read', 'ORDERS:READ', 'orders:*']) expect([scope, (await token('partner', { scope })).status]).toEqual([scope, 400]);
    });

    it('API6:2023 Unrestricted Access to Sensitive Business Flows: orders are placed under a key, and no faster than the plan allows, also by the batch', async () => {
      const bert = as('partner-b');
      const good = await requestOf(bert);
      expect(await bert.web.post('/web/v1/orders', good)).toMatchObject({ status: 400, body: { reason: 'idempotency-key' } });
      const key = crypto.randomUUID();
      const same = await Promise.all(Array.from({ length: 5 }, () => bert.web.placeOrder(good, key)));
      expect(new Set(same.map(({ body }) => body.orderId)).size).toBe(1);
      const requests = Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'POST', path: '/mobile/v1/orders/none/cancellation', headers: newKey(), body: {} }));
      const seen = new Set<number>();
      for (let batches = 0; batches < 100 && !seen.has(429); batches += 5) {
        const answers = await Promise.all(Array.from({ length: 5 }, () => bert.mobile.post('/mobile/v1/batch', { requests })));
        for (const { body } of answers) for (const { status } of body.responses ?? [body]) seen.add(status);
      }
      expect(seen).toEqual(new Set([400, 429]));
      const refused = await bert.web.placeOrder(good, key);
      if (refused.status === 429) expect([refused.headers.get('retry-after'), refused.body]).toMatchObject([expect.stringMatching(/^\d+$/), { kind: 'rate-limited' }]);
    });

    it('API7:2023 Server Side Request Forgery: no address that a caller names is asked', async () => {
      const asked: string[] = [];
      const listener = createServer((request, response) => {
        asked.push(request.url!);
        response.end('{}');
      });
      await new Promise<void>((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
      const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
      try {
        const anna = as('partner');
        const good = (await context().strata.as('partner')())!;
        const payload = good.split('.')[1]!;
        const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        const bearers = [[{ alg: 'ES256', typ: 'at+jwt', kid: 'x', jku: `${url}/jku`, x5u: `${url}/x5u` }, said], [{ alg: 'ES256', typ: 'at+jwt', kid: 'x' }, { ...said, iss: url }]].map((parts) => `Bearer ${parts.map(base64url).join('.')}.AAAA`);
        for (const authorization of bearers) expect((await fetch(`${anna.web.baseUrl}/web/v1/orders`, { headers: { authorization } })).status).toBe(401);
        const issuer = demoOf(context().strata.home).tokenUrl!.replace(/\/token$/, '');
        const asking: Record<string, string>[] = [{ request_uri: `${url}/request` }, { redirect_uri: `${url}/callback`, response_type: 'code' }, { jwks_uri: `${url}/jwks`, sector_identifier_uri: `${url}/sector` }];
        for (const more of asking) {
          const answer = await fetch(`${issuer}/auth?${new URLSearchParams({ client_id: 'partner', scope: 'openid', ...more }).toString()}`, { redirect: 'manual' });
          expect([more, answer.status, answer.headers.get('location')]).toEqual([more, 400, null]);
        }
        expect((await token('partner', { resource: url })).status).toBe(400);
        expect((await anna.mobile.post('/mobile/v1/batch', { requests: [{ id: '1', method: 'GET', path: `${url}/mobile/v1/orders` }] })).status).toBe(400);
        // Whoever says that they came by another host is told of ours all the same.
        const metadata = await raw(issuer, '/oidc/.well-known/openid-configuration', { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' } });
        expect([metadata.status, metadata.text.includes('evil.example')]).toEqual([200, false]);
        const logout = await fetch(`${issuer}/session/end?${new URLSearchParams({ client_id: 'partner', post_logout_redirect_uri: url }).toString()}`, { redirect: 'manual' });
        expect([logout.status, logout.headers.get('location')]).toEqual([400, null]);
        expect(asked).toEqual([]);
      } finally {
        listener.close();
      }
    });

    it('API8:2023 Security Misconfiguration: no answer tells how we are built, none may be kept or framed by others, and nothing listens beside this machine', async () => {
      const anna = as('partner');
      const { baseUrl } = anna.web;
      const faults = await Promise.all([
        anna.web.fetch("/web/v1/orders?query='; DROP TABLE placement; --&sort=x"),
        anna.web.fetch('/web/v1/orders?cursor=AAAA'),
        anna.web.fetch('/web/v1/orders/%00'),
        anna.web.fetch('/web/v1/customers/%ff/overview'),
        anna.web.fetch('/web/v1/orders', { method: 'POST', headers: { ...json, ...newKey() }, body: '{"a":' }),
        anna.web.fetch('/web/v1/orders', { method: 'POST', headers: { 'content-type': 'application/xml', ...newKey() }, body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>' }),
        anna.bi.fetch("/bi/v1/odata/Orders?$filter=status eq ''' or 1=1 --"),
        anna.bi.fetch('/bi/v1/exports/orders?since=AAAA'),
        fetch(`${baseUrl}/oidc/token`, { method: 'POST', headers: json, body: '{' }),
      ]);
      for (const answer of faults) {
        expect([answer.url, answer.status >= 400 && answer.status < 500, insides.exec(await answer.text())?.[0]]).toEqual([answer.url, true, undefined]);
      }
      for (const answer of [...faults, await anna.web.fetch('/web/v1/orders')]) {
        expect([answer.url, answer.headers.get('x-content-type-options'), answer.headers.get('x-frame-options'), answer.headers.get('x-powered-by'), answer.headers.get('server')]).toEqual([answer.url, 'nosniff', 'DENY', null, null]);
      }
      const read = await anna.web.fetch('/web/v1/orders', { headers: { origin: 'https://evil.example' } });
      expect([read.headers.get('access-control-allow-origin'), read.headers.get('cache-control'), read.headers.get('vary')]).toEqual([null, expect.stringMatching(/private|no-store/), expect.stringMatching(/authorization/i)]);
      for (const [method, status] of [['TRACE', 405], ['OPTIONS', 404]] as const) expect([method, (await raw(baseUrl, '/web/v1/orders', { method })).status]).toEqual([method, status]);
      // A port that we held at all addresses could be had at none of them.
      const { ports } = await context().strata.record();
      for (const [name, port] of Object.entries(ports)) {
        const other = createListener();
        const free = await new Promise<boolean>((resolve) => { other.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE')).listen(port, '127.0.0.2', () => resolve(true)); });
        other.close();
        expect([name, free]).toEqual([name, true]);
      }
    });

    it('API9:2023 Improper Inventory Management: there is nothing but what is documented, in one version', async () => {
      const { web } = as('partner');
      const credentials = await web.credentials();
      const paths = ['/web/v0/orders', '/web/v2/orders', '/web/orders', '/v1/orders', '/orders', '/api', '/docs', '/openapi.json', '/swagger', '/graphql', '/admin', '/debug', '/internal', '/actuator', '/.env', '/.git/config', '/strata.config.yaml', '/restate/health', '/portal/../.strata/secrets.json', '/oidc/reg', '/oidc/me', '/oidc/request', '/oidc/device/auth', '/oidc/token/introspection', '/oidc/backchannel', '/oidc/par'];
      for (const path of paths) expect([path, (await raw(web.baseUrl, path, { headers: credentials })).status]).toEqual([path, 404]);
      expect((await raw(web.baseUrl, '/health/ready')).text).not.toMatch(/\d+\.\d+\.\d+|127\.0\.0\.1|postgres/i);
    });

    it('API10:2023 Unsafe Consumption of APIs: what a system answers, or does not, is told in our words', async () => {
      const { sandbox } = context();
      const anna = as('partner');
      const customerId = await customerOf(anna);
      await Promise.all([sandbox.fault({ system: 'erp', down: true }), sandbox.fault({ system: 'crm', down: true })]);
      const answers = await Promise.all([`/web/v1/customers/${customerId}/overview`, `/web/v1/items?query=${crypto.randomUUID().slice(0, 6)}&customerId=${customerId}`].map((path) => anna.web.fetch(path)));
      for (const answer of answers) {
        const text = await answer.text();
        expect([answer.url, [200, 503].includes(answer.status), insides.exec(text)?.[0]]).toEqual([answer.url, true, undefined]);
      }
      // What only the CRM can say is not believed of the caller while it is away.
      const placed = await anna.web.placeOrder({ ...(await requestOf(anna)), opportunityId: `006Sb${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}` });
      expect([placed.status, insides.exec(JSON.stringify(placed.body))?.[0]]).toEqual([503, undefined]);
    });
  });
}
