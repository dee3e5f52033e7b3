import { describe, expect, it } from 'vitest';
import type { StrataContext } from '../strata-context.js';

export function operationsCases(context: () => StrataContext): void {
  describe('whoever runs Strata', () => {
    it('sees that each process is alive and ready', async () => {
      const { strata } = context();
      const { ports } = await strata.record();
      for (const name of ['web', 'mobile', 'bi', 'erp', 'crm', 'orderToCash'].filter((each) => each in ports)) {
        const answers = await Promise.all(['live', 'ready'].map(async (kind) => (await fetch(`http://127.0.0.1:${ports[name]}/health/${kind}`)).json()));
        expect({ name, answers }).toMatchObject({ name, answers: [{ status: 'live' }, { status: 'ready' }] });
      }
    });

    it('finds the duration of every operation among the metrics', async () => {
      const { web } = context();
      await web.get('/web/v1/items?limit=1');
      const { ports } = await context().strata.record();
      const metrics = await (await fetch(`http://127.0.0.1:${ports['erp'] ?? ports['web']}/metrics`)).text();
      expect(metrics).toMatch(/strata_operation_seconds_count\{[^}]*operation="findItems"[^}]*outcome="ok"[^}]*\} [1-9]/);
    });

    it('sees which experience calls the systems are asked for', async () => {
      const { ports } = await context().strata.record();
      // Asked for the first time, so nothing that is known answers it. What a client says of itself changes nothing.
      await context().web.fetch(`/web/v1/items?query=${crypto.randomUUID().slice(0, 8)}`, { headers: { 'strata-origin': 'order-to-cash.flow' } });
      const metricsAt = async (port: number | undefined) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(await metricsAt(ports['web'])).toMatch(/strata_experience_calls_total\{origin="web.findItems"\} [1-9]/);
      const asked = await metricsAt(ports['erp'] ?? ports['web']);
      expect(asked).toMatch(/strata_system_calls_total\{system="sandbox",operation="findItems",outcome="ok",origin="web.findItems"\} [1-9]/);
      expect(asked).toMatch(/strata_system_in_flight\{system="sandbox"\} \d/);
    });

    it('sees in one call what each system can do, as it is configured here, also while one is down', async () => {
      const { process, sandbox } = context();
      const before = await process.get('/order-to-cash/v1/capabilities');
      await sandbox.fault({ system: 'erp', down: true });
      const { status, body } = await process.get('/order-to-cash/v1/capabilities');
      expect([status, body]).toEqual([200, before.body]);
      expect(body.systems).toMatchObject([
        // 20 s is what the configuration says: the connector's own would be 600.
        { systemId: 'sandbox', kind: 'erp', connector: 'sap-s4hana', operations: { findCustomers: { mode: 'command', safe: true }, createSalesOrder: { mode: 'command', safe: false, probe: 'findSalesOrders', settleAfterMs: 20_000 }, postInvoice: { mode: 'observe' } } },
        { systemId: 'sandbox-crm', kind: 'crm', connector: 'salesforce', operations: { upsertOrderStatus: { mode: 'command', safe: false } } },
      ]);
    });

    it('is told of an address that is not there by a problem', async () => {
      const { web } = context();
      for (const path of ['/web/v1/nothing', '/nothing', `/web/v1/orders/${crypto.randomUUID()}`, `/web/v1/orders/${crypto.randomUUID()}/timeline`]) {
        const { status, headers, body } = await web.get(path);
        expect({ path, status }).toEqual({ path, status: 404 });
        expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(body).toMatchObject({ status: 404, title: expect.stringMatching(/^(Not Found|not-found)$/), detail: expect.stringMatching(/\S/) });
      }
      expect(await web.get('/web/v1/orders/no-id')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/orderId' }] } });
    });
  });
}
