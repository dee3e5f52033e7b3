import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { PortalClient } from '../../harness/portal-client.js';
import { eventually } from '../../harness/web-client.js';
import type { StrataContext } from '../strata-context.js';

interface Figures {
  calls: number;
  errors: number;
}

interface Usage {
  buckets: Figures[];
  operations: (Figures & { operation: string })[];
  quota: { used: number };
}

/** What the owner of an app sees of its calls. */
export function usageCases(context: () => StrataContext): void {
  const portal = () => new PortalClient(new URL(demoOf(context().strata.home).tokenUrl!).origin);
  const appOf = async (owner: PortalClient) => {
    const { app } = (await owner.post('/apps', { name: 'Measured' })).body;
    const { secret } = (await owner.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
    const call = async (path: string) => {
      const { status, headers } = await fetch(`${context().web.baseUrl}${path}`, { headers: { 'x-api-key': secret } });
      return { status, requestId: headers.get('strata-request-id') };
    };
    return { path: `/apps/${app.appId}/sandbox`, call };
  };

  describe('the owner of an app', () => {
    it('sees within seconds what it called, how that went and what is left of its plan, and finds each answer by its id; nothing of what others called', async () => {
      const [dana, eve] = [await portal().join('dana'), await portal().join('eve')];
      const [hers, theirs] = [await appOf(dana), await appOf(eve)];
      const good = [await hers.call('/web/v1/orders'), await hers.call('/web/v1/orders')];
      const bad = await hers.call(`/web/v1/orders/${crypto.randomUUID()}`);
      await theirs.call('/web/v1/orders');
      expect([...good, bad].map(({ status }) => status)).toEqual([200, 200, 404]);

      const read = async () => (await dana.get(`${hers.path}/usage?days=1`)).body as Usage;
      const usage = await eventually(read, ({ operations }: Usage) => operations.reduce((sum, { calls }) => sum + calls, 0) >= 3, JSON.stringify);
      expect(usage.operations).toEqual(expect.arrayContaining([expect.objectContaining({ operation: 'web.listOrders', calls: 2, errors: 0, p95Ms: expect.any(Number) }), expect.objectContaining({ operation: 'web.readOrder', calls: 1, errors: 1 })]));
      expect(usage.buckets.at(-1)).toMatchObject({ calls: usage.operations.reduce((sum, { calls }) => sum + calls, 0) });
      expect(usage).toMatchObject({ granularity: 'hour', quota: { perDay: 5_000, left: 5_000 - usage.quota.used }, rate: { perSecond: 5, burst: 20 } });
      expect(usage.quota.used).toBeGreaterThanOrEqual(3);

      const log = async () => (await dana.get(`${hers.path}/calls?limit=50`)).body.calls as { requestId: string; operation: string; status: number; outcome: string }[];
      const calls = await eventually(log, (told) => told.length >= 3, JSON.stringify);
      for (const { requestId, status } of [...good, bad]) expect(calls).toContainEqual(expect.objectContaining({ requestId, method: 'GET', status, outcome: status === 200 ? 'ok' : 'not-found', durationMs: expect.any(Number) }));
      expect(calls.map(({ operation }) => operation).filter((operation) => operation.startsWith('erp.'))).toEqual([]);

      const others = await eventually(async () => (await eve.get(`${theirs.path}/calls`)).body.calls as { requestId: string }[], (told) => told.length > 0, JSON.stringify);
      expect(others).toHaveLength(1);
      for (const path of ['usage', 'calls']) {
        const [known, unknown] = [await eve.get(`${hers.path}/${path}`), await eve.get(`/apps/${crypto.randomUUID()}/sandbox/${path}`)];
        expect([known.status, known.body]).toEqual([404, unknown.body]);
      }
      expect((await dana.get(`${hers.path.replace('sandbox', 'production')}/usage`)).status).toBe(409);
      expect((await dana.get(`${hers.path}/usage?days=31`)).status).toBe(400);
      expect((await portal().get(`${hers.path}/usage`)).status).toBe(401);
    });
  });
}
