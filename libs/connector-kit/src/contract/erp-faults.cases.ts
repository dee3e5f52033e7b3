import { describe, expect, it } from 'vitest';
import type { SalesOrderDraft } from '#canonical';
import type { Fault } from '../fake/fault.js';
import { endsByDeadline, eventually, expectFailure, explain, failureOf } from './contract-call.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

export function faultCases(suite: ErpSuite): void {
  const read = (ctx = suite.call()) => suite.connector.readCustomer(ctx, { customerId: suite.data.customerId });
  const create = (draft: SalesOrderDraft, ctx = suite.call()) => suite.connector.createSalesOrder(ctx, { draft });
  const onRead = (fault: Fault, times = 1) => suite.harness.proxy.inject(fault, suite.harness.readRequest, times);
  const onCreate = (fault: Fault, times = 1) => suite.harness.proxy.inject(fault, suite.harness.createRequest, times);

  /** After an unknown outcome: the probe is asked until it finds the order, and finds one. */
  async function expectOneByProbe({ reference }: SalesOrderDraft): Promise<void> {
    await eventually('the order of a lost answer', suite.eventuallyMs, async () => ((await suite.find(reference)).length > 0 ? true : undefined));
    expect(await suite.find(reference)).toHaveLength(1);
  }

  describe('when a read goes wrong', { timeout: caseTimeoutMs }, () => {
    it('is unavailable when the system cannot be reached, and well again afterwards', async () => {
      await suite.harness.proxy.goDown();
      try {
        expect((await expectFailure(read(), 'unavailable')).retryable).toBe(true);
      } finally {
        await suite.harness.proxy.comeUp();
      }
      expect((await read()).id).toBe(suite.data.customerId);
    });

    it('is unavailable within the deadline when the answer is slow', async () => {
      const slow = onRead({ kind: 'held' });
      const ctx = suite.shortCall();
      await expectFailure(endsByDeadline(ctx, read(ctx)), 'unavailable');
      expect(slow.hits).toBe(1);
    });

    it.each<[string, Fault]>([
      ['the connection is cut', { kind: 'cut' }],
      ['half of the answer arrives', { kind: 'half' }],
      ['the answer stops in the middle of its text', { kind: 'half-text' }],
      ['the answer is empty', { kind: 'rewritten', text: () => '' }],
      ['the answer is a page for people', { kind: 'answered', answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Maintenance</html>' } }],
      ['the system is overloaded', { kind: 'answered', answer: { status: 503, body: 'Service Unavailable' } }],
    ])('is unavailable when %s', async (_case, fault) => {
      const injected = onRead(fault, Number.POSITIVE_INFINITY);
      await expectFailure(read(), 'unavailable');
      expect(injected.hits).toBeGreaterThan(0);
    });

    it('is unavailable when a value has a wrong type', async () => {
      const injected = onRead({ kind: 'rewritten', text: (body) => suite.harness.vendor.wrongTypeInRead(body) }, Number.POSITIVE_INFINITY);
      await expectFailure(read(), 'unavailable');
      expect(injected.hits).toBeGreaterThan(0);
    });

    it('is rate-limited when the system says so, with a time to wait', async () => {
      onRead({ kind: 'answered', answer: suite.harness.vendor.rateLimited }, Number.POSITIVE_INFINITY);
      const error = await expectFailure(read(), 'rate-limited');
      expect(error.details.retryAfterMs, explain(error)).toBeGreaterThan(0);
    });
  });

  describe('when a create goes wrong', { timeout: caseTimeoutMs }, () => {
    it('is unavailable, and nothing lands, when the system cannot be reached', async () => {
      const draft = suite.draft();
      await suite.harness.proxy.goDown();
      try {
        await expectFailure(create(draft), 'unavailable');
      } finally {
        await suite.harness.proxy.comeUp();
      }
      expect(await suite.find(draft.reference)).toEqual([]);
    });

    it('has an unknown outcome within the deadline when the answer is slow, and the probe finds one order', async () => {
      const slow = onCreate({ kind: 'held' });
      const draft = suite.draft();
      const ctx = suite.shortCall();
      const error = await expectFailure(endsByDeadline(ctx, create(draft, ctx)), 'unknown-outcome');
      expect(error.retryable).toBe(false);
      expect(slow.hits).toBe(1);
      await expectOneByProbe(draft);
    });

    it.each<[string, Fault]>([
      ['the answer is lost after the write', { kind: 'lost' }],
      ['half of the answer arrives', { kind: 'half' }],
      ['the answer stops in the middle of its text', { kind: 'half-text' }],
    ])('has an unknown outcome when %s, is not repeated, and the probe finds one order', async (_case, fault) => {
      const injected = onCreate(fault, Number.POSITIVE_INFINITY);
      const draft = suite.draft();
      await expectFailure(create(draft), 'unknown-outcome');
      expect(injected.hits).toBe(1);
      await expectOneByProbe(draft);
    });

    it('has an unknown outcome when a value of the answer has a wrong type, and the probe finds one order', async () => {
      const injected = onCreate({ kind: 'rewritten', text: (body) => suite.harness.vendor.wrongTypeInWrite(body) }, Number.POSITIVE_INFINITY);
      const draft = suite.draft();
      await expectFailure(create(draft), 'unknown-outcome');
      expect(injected.hits).toBe(1);
      await expectOneByProbe(draft);
    });

    it('has an unknown outcome when the connection is cut after sending, although nothing landed, and is not repeated', async () => {
      const injected = onCreate({ kind: 'cut' }, Number.POSITIVE_INFINITY);
      const draft = suite.draft();
      await expectFailure(create(draft), 'unknown-outcome');
      expect(injected.hits).toBe(1);
      expect(await suite.find(draft.reference)).toEqual([]);
    });

    it('is unavailable when the system says when to come again, and has an unknown outcome when it does not', async () => {
      onCreate({ kind: 'answered', answer: { status: 503, headers: { 'retry-after': '2' }, body: 'Maintenance' } });
      await expectFailure(create(suite.draft()), 'unavailable');
      suite.harness.proxy.clear();
      onCreate({ kind: 'answered', answer: { status: 503, body: 'Service Unavailable' } });
      await expectFailure(create(suite.draft()), 'unknown-outcome');
    });

    it('is rate-limited, and nothing lands, when the system says so', async () => {
      onCreate({ kind: 'answered', answer: suite.harness.vendor.rateLimited }, Number.POSITIVE_INFINITY);
      const draft = suite.draft();
      await expectFailure(create(draft), 'rate-limited');
      suite.harness.proxy.clear();
      expect(await suite.find(draft.reference)).toEqual([]);
    });
  });

  describe('its sign-in', { timeout: caseTimeoutMs }, () => {
    it('answers unauthenticated to bad credentials', async () => {
      const stranger = suite.harness.connectWithBadCredentials();
      try {
        await expectFailure(stranger.readCustomer(suite.call(), { customerId: suite.data.customerId }), 'unauthenticated');
        await expectFailure(stranger.createSalesOrder(suite.call(), { draft: suite.draft() }), 'unauthenticated');
      } finally {
        await stranger.close();
      }
    });

    it('heals a session that ran out, and writes the order once', async () => {
      const { answer, match } = suite.harness.vendor.sessionExpired;
      await suite.create();
      const expired = suite.harness.proxy.inject({ kind: 'answered', answer }, match, 1);
      const draft = suite.draft();
      await create(draft);
      expect(expired.hits).toBe(1);
      expect(await suite.find(draft.reference)).toHaveLength(1);
    });

    it('heals it once only: a session that cannot be renewed is an error soon', async () => {
      const { answer, match } = suite.harness.vendor.sessionExpired;
      const expired = suite.harness.proxy.inject({ kind: 'answered', answer }, match);
      const error = await failureOf(create(suite.draft()));
      expect(['unauthenticated', 'forbidden'], explain(error)).toContain(error.kind);
      expect(expired.hits).toBeGreaterThan(1);
      expect(expired.hits).toBeLessThan(5);
    });
  });
}
