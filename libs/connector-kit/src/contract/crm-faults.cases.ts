import { describe, expect, it } from 'vitest';
import type { ErrorKind, OrderStatusNote } from '#canonical';
import type { Fault } from '../fake/fault.js';
import { callWithin, endsByDeadline, eventually, expectFailure, explain } from './contract-call.js';
import { caseTimeoutMs, type CrmSuite } from './crm.suite.js';

export function crmFaultCases(suite: CrmSuite): void {
  const read = (ctx = suite.call()) => suite.connector.readAccountOverview(ctx, { erpCustomerId: suite.data.erpCustomerId });
  const upsert = (note: OrderStatusNote, ctx = suite.call()) => suite.connector.upsertOrderStatus(ctx, { note });
  const onRead = (fault: Fault) => suite.harness.proxy.inject(fault, suite.harness.readRequest);
  const onUpsert = (fault: Fault) => suite.harness.proxy.inject(fault, suite.harness.upsertRequest);
  /** An upsert that the manifest calls safe may simply be repeated; else its outcome is unknown. */
  const whenLost = (): ErrorKind => (suite.harness.manifest.operations.upsertOrderStatus?.safe ? 'unavailable' : 'unknown-outcome');

  /** The note landed although its answer did not, and writing it again makes no second one. */
  async function expectOneNote(note: OrderStatusNote): Promise<void> {
    suite.harness.proxy.clear();
    await eventually('the note of a lost answer', suite.eventuallyMs, async () => (await suite.connector.findOrderStatus(suite.call(), { orderId: note.orderId })) ?? undefined);
    expect(await upsert(note)).toMatchObject({ created: false });
  }

  describe('when a read goes wrong', { timeout: caseTimeoutMs }, () => {
    it('is unavailable when the system cannot be reached, and well again afterwards', async () => {
      await suite.harness.proxy.goDown();
      try {
        await expectFailure(read(), 'unavailable');
      } finally {
        await suite.harness.proxy.comeUp();
      }
      expect((await read()).account.erpCustomerId).toBe(suite.data.erpCustomerId);
    });

    it('is unavailable within the deadline when the answer is slow', async () => {
      onRead({ kind: 'held' });
      const ctx = suite.shortCall();
      await expectFailure(endsByDeadline(ctx, read(ctx)), 'unavailable');
    });

    it.each<[string, Fault]>([
      ['the connection is cut', { kind: 'cut' }],
      ['half of the answer arrives', { kind: 'half' }],
      ['the answer stops in the middle of its text', { kind: 'half-text' }],
      ['the answer is a page for people', { kind: 'answered', answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Maintenance</html>' } }],
      ['the system is overloaded', { kind: 'answered', answer: { status: 503, body: 'Service Unavailable' } }],
    ])('is unavailable when %s', async (_case, fault) => {
      const injected = onRead(fault);
      await expectFailure(read(), 'unavailable');
      expect(injected.hits).toBeGreaterThan(0);
    });

    it('is unavailable when a value has a wrong type', async () => {
      const injected = onRead({ kind: 'rewritten', text: (body) => suite.harness.vendor.wrongTypeInRead(body) });
      await expectFailure(read(), 'unavailable');
      expect(injected.hits).toBeGreaterThan(0);
    });

    it('is rate-limited when the system says so, with a time to wait', async () => {
      onRead({ kind: 'answered', answer: suite.harness.vendor.rateLimited });
      const error = await expectFailure(read(), 'rate-limited');
      expect(error.details.retryAfterMs, explain(error)).toBeGreaterThan(0);
    });

    it('is not started past its deadline', async () => {
      await expectFailure(read(callWithin(-1)), 'unavailable');
      await expectFailure(upsert(suite.note(), callWithin(-1)), 'unavailable');
      expect(suite.harness.proxy.requests).toEqual([]);
    });
  });

  describe('when a write goes wrong', { timeout: caseTimeoutMs }, () => {
    it.each<[string, Fault]>([
      ['the answer is lost after the write', { kind: 'lost' }],
      ['half of the answer arrives', { kind: 'half' }],
    ])('says so when %s, and there is one note', async (_case, fault) => {
      const injected = onUpsert(fault);
      const note = suite.note();
      await expectFailure(upsert(note), whenLost());
      expect(injected.hits).toBe(1);
      await expectOneNote(note);
    });

    it('says so within the deadline when the answer is slow, and there is one note', async () => {
      onUpsert({ kind: 'held' });
      const note = suite.note();
      const ctx = suite.shortCall();
      await expectFailure(endsByDeadline(ctx, upsert(note, ctx)), whenLost());
      await expectOneNote(note);
    });

    it('says so when a value of the answer has a wrong type, and there is one note', async () => {
      onUpsert({ kind: 'rewritten', text: (body) => suite.harness.vendor.wrongTypeInWrite(body) });
      const note = suite.note();
      await expectFailure(upsert(note), whenLost());
      await expectOneNote(note);
    });

    it('is unavailable when the system says when to come again, and may have landed when it does not', async () => {
      onUpsert({ kind: 'answered', answer: { status: 503, headers: { 'retry-after': '2' }, body: 'Maintenance' } });
      await expectFailure(upsert(suite.note()), 'unavailable');
      suite.harness.proxy.clear();
      onUpsert({ kind: 'answered', answer: { status: 503, body: 'Service Unavailable' } });
      await expectFailure(upsert(suite.note()), whenLost());
    });

    it('is rate-limited, and nothing lands, when the system says so', async () => {
      onUpsert({ kind: 'answered', answer: suite.harness.vendor.rateLimited });
      const note = suite.note();
      await expectFailure(upsert(note), 'rate-limited');
      suite.harness.proxy.clear();
      expect(await suite.connector.findOrderStatus(suite.call(), { orderId: note.orderId })).toBeNull();
    });
  });

  describe('its sign-in', { timeout: caseTimeoutMs }, () => {
    it('answers unauthenticated to bad credentials', async () => {
      const stranger = suite.harness.connectWithBadCredentials();
      try {
        await expectFailure(stranger.readAccountOverview(suite.call(), { erpCustomerId: suite.data.erpCustomerId }), 'unauthenticated');
      } finally {
        await stranger.close();
      }
    });

    it('heals a session that ran out', async () => {
      const { answer, match } = suite.harness.vendor.sessionExpired;
      await read();
      const expired = suite.harness.proxy.inject({ kind: 'answered', answer }, match, 1);
      expect((await read()).account.erpCustomerId).toBe(suite.data.erpCustomerId);
      expect(expired.hits).toBe(1);
    });

    it('heals it once only: a session that cannot be renewed is an error soon', async () => {
      const { answer, match } = suite.harness.vendor.sessionExpired;
      const expired = suite.harness.proxy.inject({ kind: 'answered', answer }, match);
      await expectFailure(read(), 'unauthenticated');
      expect(expired.hits).toBe(2);
    });
  });
}
