import { describe, expect, it } from 'vitest';
import { eventually, expectFailure, failureOf } from './contract-call.js';
import type { ErpWrite } from './erp.harness.js';
import type { PreparedWrites } from './erp-prepared.write.js';
import { preparedOrderWrites } from './erp-prepared-orders.js';
import { preparedMoneyWrites } from './erp-prepared-money.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

export function lostAnswerCases(suite: ErpSuite): void {
  const prepare: PreparedWrites<ErpWrite> = { ...preparedOrderWrites(suite), ...preparedMoneyWrites(suite) };

  describe('when the answer to a later step is lost', { timeout: 2 * caseTimeoutMs }, () => {
    it.each(Object.keys(prepare) as ErpWrite[])('%s has an unknown outcome, its probe finds it done once, and a repeat does not do it twice', async (operation) => {
      const request = suite.harness.writeRequests[operation];
      expect(request !== undefined, `writeRequests names ${operation} if the manifest commands it`).toBe(suite.commands(operation));
      // What is not commanded is refused, which the cases of the manifest see to.
      if (!request) return;
      const { write, landed, repeat } = await prepare[operation]();
      expect(await landed()).toBe(0);
      const lost = suite.harness.proxy.inject({ kind: 'lost' }, request);
      await expectFailure(write(), 'unknown-outcome');
      expect(lost.hits).toBe(1);
      lost.remove();
      await eventually(`the landing of ${operation}`, suite.eventuallyMs, async () => (await landed()) || undefined);
      if (repeat === 'rejected') await expectFailure(write(), 'rejected');
      else if (repeat === 'either') await write().catch((error: unknown) => failureOf(Promise.reject(error)));
      else if (repeat === undefined) await write();
      expect(await landed()).toBe(1);
    });
  });
}
