import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, WebClient } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const repository = resolve(import.meta.dirname, '../../..');

/** What people may know of who did what, and what is kept of whom. */
export function auditCases(context: () => StrataContext): void {
  describe('the audit trail and the rights of those whose data it is', () => {
    const canary = `Canary ${crypto.randomUUID()}`;
    const desk = (path: string, body: object) => context().process.post(`/order-to-cash/v1${path}`, body, { 'idempotency-key': crypto.randomUUID() });
    const auditor = async () => new WebClient(await context().strata.processUrl(), context().strata.as('auditor'));
    const rowsOf = async (orderId: string) => (await context().database.query<{ operation: string; principal: string; actor: string | null }>(`SELECT operation, principal, actor FROM audit.entry WHERE record_type = 'order' AND record_id = $1 ORDER BY seq`, [orderId])).rows;

    it('tells of an order who placed it, what the flow wrote for them and who called it off; is followed to its end; and goes without the person when they are erased', async () => {
      const { web, strata } = context();
      const wish = await orderOf(context(), buyers.reminded, [[items.bolt, '1']]);
      const { orderId } = await web.order({ ...wish, purchaseOrderNumber: canary.slice(0, 35), lines: wish.lines.map((line) => ({ ...line, expectedUnitPrice: { amount: '0.01', currency: 'EUR' } })) });
      await web.reaches(orderId, 'on-hold');
      expect((await desk(`/orders/${orderId}/cancellation`, { reason: canary })).status).toBe(202);
      await web.reaches(orderId, 'cancelled');

      const rows = await rowsOf(orderId);
      expect(rows).toContainEqual({ operation: 'web.placeOrder', principal: 'web', actor: 'experience-web' });
      expect(rows).toContainEqual({ operation: 'order-to-cash.cancelOrder', principal: 'desk', actor: null });
      expect(rows).toContainEqual({ operation: 'order-to-cash.create-sales-order', principal: 'web', actor: 'order-to-cash' });

      const who = await auditor();
      const subject = `/privacy/subjects/${wish.customerId}`;
      const told = await who.get(`${subject}/export`);
      expect(told.status).toBe(200);
      expect(JSON.stringify(told.body.tables.audit)).toContain(canary);
      expect(JSON.stringify(told.body.tables.durable_order)).toContain(canary);
      expect((await context().process.get(`${subject}/export`)).status).toBe(403);

      const erased = await who.post(`${subject}/erasure`, {});
      expect([erased.status, erased.body]).toMatchObject([200, { subjectId: wish.customerId, orders: expect.any(Number) }]);
      expect(JSON.stringify((await who.get(`${subject}/export`)).body)).not.toContain(canary);
      expect(await web.read(orderId)).toMatchObject({ status: 'cancelled', purchaseOrderNumber: '' });

      // What is new is signed within ten seconds.
      const folder = join(strata.home, 'audit');
      await eventually(async () => existsSync(join(folder, 'audit-public-key.pem')) && readdirSync(folder), (files) => files !== false && files.length > 1, JSON.stringify);
      const args = ['--database', await strata.databaseUrl(), '--checkpoints', folder, '--key', join(folder, 'audit-public-key.pem')];
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'scripts/audit-verify.mjs'), ...args], { encoding: 'utf8' });
      expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('whole and in their order'), expect.anything()]);
      expect(await strata.logs()).not.toContain(canary);
    });

    it('is written by processes whose login owns nothing', async () => {
      const { rows } = await context().database.query<{ login: string; owned: number }>(
        `SELECT usename AS login, (SELECT count(*)::int FROM pg_shdepend WHERE refobjid = usesysid AND deptype = 'o') AS owned FROM pg_stat_activity WHERE application_name LIKE 'strata-%' GROUP BY usename, usesysid`,
      );
      expect(rows).toEqual([{ login: 'strata_app', owned: 0 }]);
    });
  });
}
