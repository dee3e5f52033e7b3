import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkException } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { WorkList } from './work-list.js';
import type { OrderException, RaisedException } from './work-list.statements.js';

let db: DataSource;
let list: WorkList;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  list = new WorkList(db);
});
beforeEach(() => db.query('TRUNCATE work_exception'));
afterAll(() => db.destroy());

const raised = (key: string, change: Partial<RaisedException> = {}): RaisedException => ({ key, kind: 'ledger-difference', reason: 'counts differ', owner: 'order-desk', actions: ['accept'], tried: [], ...change });
const due = (kind: string, change: Partial<OrderException> = {}): OrderException => ({ kind, reason: `${kind} it is`, since: '2026-01-01T08:00:00.000Z', owner: 'credit-desk', actions: ['release-hold'], tried: [], ...change });
const all = async () => (await list.list({})).items;
const only = async (): Promise<WorkException> => {
  const items = await all();
  expect(items).toHaveLength(1);
  return items[0]!;
};

describe('what a person must look at', () => {
  it('is listed once while it is open: the first raise says since when, the last one what is known', async () => {
    await list.raise([raised('a', { since: '2026-01-01T08:00:00.000Z' })]);
    await list.raise([raised('a', { since: '2026-01-02T08:00:00.000Z', reason: 'counts still differ', tried: ['compared again'], actions: ['accept', 'ignore'] })]);
    expect(await only()).toMatchObject({ state: 'open', raisedAt: '2026-01-01T08:00:00.000Z', reason: 'counts still differ', tried: ['compared again'], actions: ['accept', 'ignore'] });
  });

  it('stays with whom it was assigned to when it is raised again', async () => {
    await list.raise([raised('a')]);
    await list.assign((await only()).exceptionId, 'anna');
    await list.raise([raised('a', { reason: 'more is known' })]);
    expect(await only()).toMatchObject({ owner: 'anna', reason: 'more is known' });
  });

  it('may be raised twice in one breath, and by several at the same time in any order', async () => {
    const [a, b] = [raised('a'), raised('b')];
    await Promise.all([list.raise([a, b, a]), list.raise([b, a]), list.raise([a, b])]);
    expect(await all()).toHaveLength(2);
  });

  it('comes again as another one after it ended', async () => {
    await list.raise([raised('a')]);
    await list.settle(['a', 'unknown'], 'strata:reconciliation');
    await list.raise([raised('a')]);
    expect((await all()).map(({ state }) => state)).toEqual(['open', 'resolved']);
    expect((await list.list({ state: 'resolved' })).items).toMatchObject([{ resolution: { action: 'none', by: 'strata:reconciliation', reason: 'ended by itself' } }]);
  });

  it('is ended once, and says who did it, what and why', async () => {
    await list.raise([raised('a')]);
    const { exceptionId } = await only();
    const resolution = { action: 'accept', by: 'anna', reason: 'booked by hand' };
    const ended = await list.resolve(exceptionId, resolution);
    expect(ended).toMatchObject({ state: 'resolved', resolution });
    expect(ended.resolvedAt).toBeDefined();
    for (const again of [() => list.resolve(exceptionId, resolution), () => list.assign(exceptionId, 'ben'), () => list.intend(exceptionId, resolution)]) {
      await expect(again()).rejects.toMatchObject({ kind: 'conflict', details: { state: 'resolved', allowed: [] } });
    }
    expect(await only()).toEqual(ended);
  });

  it('that nobody raised is not found', async () => {
    for (const look of [() => list.read(uuidv7()), () => list.assign(uuidv7(), 'anna')]) await expect(look()).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('belongs to the transaction that raises it', async () => {
    await expect(db.transaction(async (tx) => {
      await list.raise([raised('a')], tx);
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await all()).toEqual([]);
  });
});

describe('the list', () => {
  it('is read page by page, newest first, each one once, also those of the same moment', async () => {
    const since = (index: number) => `2026-01-0${1 + Math.floor(index / 3)}T08:00:00.000Z`;
    await list.raise(Array.from({ length: 8 }, (_, index) => raised(`k${index}`, { since: since(index) })));
    const seen: WorkException[] = [];
    for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages += 1) {
      const page = await list.list({}, { cursor, limit: 3 });
      seen.push(...page.items);
      cursor = page.next;
      expect(pages).toBeLessThan(3);
    }
    expect(new Set(seen.map(({ exceptionId }) => exceptionId)).size).toBe(8);
    expect(seen.map(({ raisedAt }) => raisedAt)).toEqual(seen.map(({ raisedAt }) => raisedAt).toSorted().toReversed());
  });

  it('refuses a cursor that is none of its own', async () => {
    for (const cursor of ['', 'x', Buffer.from("1 ' OR 1=1").toString('base64url')]) {
      await expect(list.list({}, { cursor })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
    }
  });

  it('is narrowed by state, kind, order, system and owner', async () => {
    const orderId = uuidv7();
    await list.raise([raised('a', { kind: 'one' }), raised('b', { orderId }), raised('c', { systemId: 'erp' }), raised('d', { owner: 'anna' })]);
    await list.settle(['a'], 'strata:spec');
    for (const filter of [{ state: 'resolved' as const }, { kind: 'one' }, { orderId }, { systemId: 'erp' }, { owner: 'anna' }]) expect((await list.list(filter)).items).toHaveLength(1);
    expect((await list.list({ orderId, owner: 'anna' })).items).toEqual([]);
  });
});

describe('the exceptions of an order', () => {
  const orderId = uuidv7();
  const sync = (...exceptions: OrderException[]) => list.syncOrder(orderId, 'erp', exceptions);

  it('are those that it has now: what is missing is raised, what is gone ends by itself', async () => {
    await sync(due('credit'), due('backorder'));
    await sync(due('backorder'), due('undo-failed'));
    const states = Object.fromEntries((await all()).map(({ kind, state, resolution }) => [kind, resolution ? `${state} by ${resolution.by}` : state]));
    expect(states).toEqual({ credit: 'resolved by strata:order-to-cash', backorder: 'open', 'undo-failed': 'open' });
    expect((await list.list({ kind: 'backorder' })).items).toMatchObject([{ orderId, systemId: 'erp', owner: 'credit-desk', actions: ['release-hold'], raisedAt: '2026-01-01T08:00:00.000Z' }]);
    await sync();
    expect((await list.list({ state: 'open' })).items).toEqual([]);
  });

  it('change nothing when they are said again', async () => {
    await sync(due('credit'));
    const before = await only();
    await sync(due('credit', { since: '2026-02-01T08:00:00.000Z' }));
    expect(await only()).toEqual(before);
  });

  it('are not those of another order, nor what somebody else raised about it', async () => {
    await list.syncOrder(uuidv7(), 'erp', [due('credit')]);
    await list.raise([raised('difference:erp:1', { orderId })]);
    await sync();
    expect((await all()).map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('end with what a person began to do about them, unless that was taken back', async () => {
    await sync(due('credit'), due('approval'));
    const release = { action: 'release-hold', by: 'anna', reason: 'paid in advance' };
    for (const { exceptionId } of await all()) await list.intend(exceptionId, release);
    const [approval] = (await list.list({ kind: 'approval' })).items;
    await list.takeBack(approval!.exceptionId);
    await sync();
    expect((await list.list({ kind: 'credit' })).items).toMatchObject([{ state: 'resolved', resolution: release }]);
    expect((await list.list({ kind: 'approval' })).items).toMatchObject([{ state: 'resolved', resolution: { action: 'none' } }]);
  });

  it('that a person has acknowledged do not come again, unless there is more to say', async () => {
    await sync(due('over-shipped'));
    await list.resolve((await only()).exceptionId, { action: 'acknowledge', by: 'anna', reason: 'the customer keeps it' });
    await sync(due('over-shipped', { since: '2026-02-01T08:00:00.000Z' }));
    expect(await only()).toMatchObject({ state: 'resolved', resolution: { by: 'anna' } });
    await sync(due('over-shipped', { reason: 'even more was shipped' }));
    expect((await all()).map(({ state }) => state)).toEqual(['open', 'resolved']);
  });

  it('that come again after a replay say which one was replayed; after anything else they do not', async () => {
    await sync(due('undo-failed'));
    const first = await only();
    await list.intend(first.exceptionId, { action: 'retry', by: 'anna', reason: 'the ERP is back' });
    await sync();
    await sync(due('undo-failed'));
    const [second] = (await list.list({ state: 'open' })).items;
    expect(second).toMatchObject({ replayOf: first.exceptionId });
    await sync();
    await sync(due('undo-failed'));
    expect((await list.list({ state: 'open' })).items[0]).not.toHaveProperty('replayOf');
  });
});
