import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { base64url, bearerOf, json, newKey, opportunityOf, partnerOf, raw, tokenOf, wishOf, type Partner } from '../partners.js';
import type { StrataContext } from '../strata-context.js';

/**
 * Lines of the OWASP API Security Top 10 (2023) about who somebody is, and what they may do with what.
 * Attacks through the front door by two partners of the demo, `partner` (she) and `partner-b` (he), each with customers of its own.
 */
export function owaspAccessCases(context: () => StrataContext): void {
  const as = (name: string): Partner => partnerOf(context(), name);

  describe('the OWASP API Security Top 10 (2023): who may what', () => {
    it('API1:2023 Broken Object Level Authorization: nothing is done to, with or by what is of another partner', async () => {
      const [anna, bert] = [as('partner'), as('partner-b')];
      const key = crypto.randomUUID();
      const his = await wishOf(bert);
      const placed = await bert.web.placeOrder(his, key);
      const { orderId } = placed.body;
      // His key is a key of his: under it she gets neither his order nor to know that there is one.
      expect(await anna.web.placeOrder(his, key)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/customerId' }] } });
      const hers = await wishOf(anna);
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
      const good = await bearerOf({ web });
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
      const good = await wishOf(anna);
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

    it('API5:2023 Broken Function Level Authorization: what clerks, operators and systems do is not done by a partner, whatever way it is spelled', async () => {
      const anna = as('partner');
      const { orderId } = await anna.web.order(await wishOf(anna));
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
      for (const scope of ['orders:manage', 'orders:read erp:read', 'ORDERS:READ', 'orders:*']) expect([scope, (await tokenOf(context(), 'partner', { scope })).status]).toEqual([scope, 400]);
    });
  });
}
