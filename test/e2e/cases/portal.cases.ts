import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { PortalClient } from '../../harness/portal-client.js';
import type { StrataContext } from '../strata-context.js';

interface Credential {
  clientId: string;
  clientSecret: string;
  tokenUrl: string;
}

async function tokenOf({ clientId, clientSecret, tokenUrl }: Credential): Promise<{ status: number; token: string }> {
  const answer = await fetch(tokenUrl, { method: 'POST', headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  return { status: answer.status, token: ((await answer.json()) as { access_token: string }).access_token };
}

/** From nothing to a first answer, alone; and nobody else's. */
export function portalCases(context: () => StrataContext): void {
  const portal = () => new PortalClient(new URL(demoOf(context().strata.home).tokenUrl!).origin);
  /** What the web experience answers to a credential. */
  const asked = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`${context().web.baseUrl}${path}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const bearing = (token: string) => ({ authorization: `Bearer ${token}` });

  describe('a partner developer at the portal', () => {
    it('signs up, makes an app, and has a token and a first answer with it', async () => {
      const dana = await portal().join('dana');
      const { status, body } = await dana.post('/apps', { name: 'First app' });
      expect([status, body.app.sandbox.customers.length]).toEqual([201, 2]);
      const { token } = await tokenOf(body.credential);
      for (const { customerId } of body.app.sandbox.customers) expect((await asked(`/web/v1/customers/${customerId}/overview`, bearing(token))).status).toBe(200);
      expect((await asked('/web/v1/orders', bearing(token))).body).toMatchObject({ items: [] });
      const named = (await dana.get(`/apps/${body.app.appId}`)).body.app.sandbox.customers;
      expect(named.map(({ name }: { name?: string }) => typeof name)).toEqual(['string', 'string']);
    });

    it('has a key that lets in at once, and that is out within 5 s of being revoked', async () => {
      const dana = await portal().join('dana');
      const { app } = (await dana.post('/apps', { name: 'Keyed' })).body;
      const { key, secret } = (await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
      const status = async () => (await asked('/web/v1/orders', { 'x-api-key': secret })).status;
      expect(await status()).toBe(200);
      expect((await dana.delete(`/apps/${app.appId}/sandbox/keys/${key.keyId}`)).status).toBe(204);
      const revokedAt = Date.now();
      await expect.poll(status, { timeout: 6_000, interval: 100 }).toBe(401);
      expect(Date.now() - revokedAt).toBeLessThan(5_000);
    });

    it("finds nothing of another's apps and customers", async () => {
      const [dana, eve] = [await portal().join('dana'), await portal().join('eve')];
      const [hers, theirs] = [(await dana.post('/apps', { name: "Dana's" })).body, (await eve.post('/apps', { name: "Eve's" })).body];
      const [known, unknown] = [await eve.get(`/apps/${hers.app.appId}`), await eve.get(`/apps/${crypto.randomUUID()}`)];
      expect([known.status, known.body]).toEqual([404, unknown.body]);
      const { token } = await tokenOf(theirs.credential);
      for (const { customerId } of hers.app.sandbox.customers) expect((await asked(`/web/v1/customers/${customerId}/overview`, bearing(token))).status).toBe(404);
    });

    it('asks for production, which an operator gives, with credentials that see nothing of the sandbox', async () => {
      const [dana, operator] = [await portal().join('dana'), await portal().beOperator(context().strata.home)];
      const { app } = (await dana.post('/apps', { name: 'Grown up' })).body;
      const [{ customerId }] = app.sandbox.customers;
      expect((await dana.post(`/apps/${app.appId}/production-request`, { purpose: 'business' })).body.app.productionRequest.status).toBe('pending');
      expect((await dana.post(`/production-requests/${app.appId}/approval`, { plan: 'partner', scopes: ['orders:read'], customers: [] })).status).toBe(403);
      expect((await operator.post(`/production-requests/${app.appId}/approval`, { plan: 'partner', scopes: ['orders:read', 'customers:read'], customers: [customerId] })).status).toBe(422);
      expect((await operator.post(`/production-requests/${app.appId}/approval`, { plan: 'partner', scopes: ['orders:read', 'customers:read'], customers: [] })).status).toBe(200);
      const { credential } = (await dana.post(`/apps/${app.appId}/production/secret`)).body;
      const { token } = await tokenOf(credential);
      expect((await asked('/web/v1/orders', bearing(token))).body).toMatchObject({ items: [] });
      expect((await asked(`/web/v1/customers/${customerId}/overview`, bearing(token))).status).toBe(404);
    });

    it('is told what was expected where, and nothing of how we are built', async () => {
      const dana = await portal().join('dana');
      const answers = [await dana.post('/apps', { name: '', colour: 'red' }), await dana.post('/accounts', { email: 'none', name: 'N', password: 'short' }), await dana.get('/apps/none'), await dana.get('/nothing')];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 404]);
      expect(answers[0]!.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['/colour', '/name']);
      expect(JSON.stringify(answers)).not.toMatch(/\bat \w+ \(|node_modules|SELECT|short"/);
    });
  });
}
