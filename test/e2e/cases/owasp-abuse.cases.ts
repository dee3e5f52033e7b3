import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { base64url, bearerOf, newKey, partnerOf, raw, registeredPartner, tokenOf, wishOf, type Partner } from '../partners.js';
import type { StrataContext } from '../strata-context.js';

/**
 * Lines of the OWASP API Security Top 10 (2023) about asking for too much, and for what is elsewhere.
 * Attacks through the front door by two partners of the demo, `partner` (she) and `partner-b` (he), each with customers of its own.
 */
export function owaspAbuseCases(context: () => StrataContext): void {
  const as = (name: string): Partner => partnerOf(context(), name);

  describe('the OWASP API Security Top 10 (2023): how much, and where to', () => {
    it('API4:2023 Unrestricted Resource Consumption: what is asked for, sent and repeated has an end', async () => {
      const anna = as('partner');
      const good = await wishOf(anna);
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

    it('API6:2023 Unrestricted Access to Sensitive Business Flows: orders are placed under a key, and no faster than the plan allows, also by the batch', async () => {
      // Twenty calls at once and five a second: sixty at once are more than that, also where they take some seconds.
      const eager = await registeredPartner(context(), 'free');
      const wish = await wishOf(eager);
      expect(await eager.web.post('/web/v1/orders', wish)).toMatchObject({ status: 400, body: { reason: 'idempotency-key' } });
      const key = crypto.randomUUID();
      const placed = await eager.web.patient.placeOrder(wish, key);
      expect([placed.status, placed.body]).toMatchObject([202, { orderId: expect.any(String) }]);
      const { orderId } = placed.body;
      const requests = Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'POST', path: '/mobile/v1/orders/none/cancellation', headers: newKey(), body: {} }));
      const batches = await Promise.all(Array.from({ length: 3 }, () => eager.mobile.post('/mobile/v1/batch', { requests })));
      expect(new Set(batches.flatMap(({ body }) => body.responses ?? [body]).map(({ status }: { status: number }) => status))).toEqual(new Set([400, 429]));
      const orders = await Promise.all(Array.from({ length: 60 }, () => eager.web.placeOrder(wish, key)));
      // Where the batches took the burst, none of them gets through; one that comes when it may is answered with the same order.
      const patient = await eager.web.patient.placeOrder(wish, key);
      expect(new Set([patient, ...orders.filter(({ status }) => status === 202)].map(({ body }) => body.orderId))).toEqual(new Set([orderId]));
      const refused = orders.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      for (const { headers, body } of refused) expect([headers.get('retry-after'), body]).toMatchObject([expect.stringMatching(/^\d+$/), { kind: 'rate-limited' }]);
      expect((await eager.web.found(`/web/v1/orders?customerId=${wish.customerId}&purchaseOrderNumber=${wish.purchaseOrderNumber}`)).items).toMatchObject([{ orderId }]);
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
        const good = await bearerOf(anna);
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
        expect((await tokenOf(context(), 'partner', { resource: url })).status).toBe(400);
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
  });
}
