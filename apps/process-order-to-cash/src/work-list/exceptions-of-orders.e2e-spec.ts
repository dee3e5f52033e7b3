import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StrataError, type WorkException } from '#canonical';
import { WorkListDoor } from './work-list.fixture.js';

let door: WorkListDoor;
beforeAll(async () => {
  door = await WorkListDoor.open();
});
beforeEach(() => door.empty());
afterAll(() => door.close());

const get = (path?: string) => door.get(path);
const post = (path: string, body: object, key?: string) => door.post(path, body, key);

/** The open exceptions of an order that has these kinds. */
async function orderWith(...kinds: string[]): Promise<{ orderId: string; exceptions: WorkException[] }> {
  const orderId = uuidv7();
  await door.orders.have(orderId, ...kinds);
  return { orderId, exceptions: (await door.list.list({ orderId })).items };
}
async function heldBy(kind: string): Promise<WorkException> {
  return (await orderWith(kind)).exceptions[0]!;
}

describe('an exception of an order', () => {
  it.each([
    ['credit', 'release-hold', { type: 'release-hold', hold: 'credit' }],
    ['credit', 'reject-hold', { type: 'reject-hold', hold: 'credit' }],
    ['undo-failed', 'retry', { type: 'retry', kind: 'undo-failed' }],
    ['undo-failed', 'cancel', { type: 'cancel' }],
  ])('of the kind %s ends by %s at the order, and says who did it and why', async (kind, action, command) => {
    const { exceptionId, orderId } = await heldBy(kind);
    const { status, body } = await post(`/${exceptionId}/resolve`, { action, reason: 'as agreed' });
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'resolved', resolution: expect.objectContaining({ action, by: 'anonymous', reason: 'as agreed' }) })]);
    expect(door.orders.taken).toEqual([{ orderId, ...command, reason: 'as agreed' }]);
  });

  it('is resolved once per key, also when it is asked at the same time or the first answer was not kept', async () => {
    const { exceptionId } = await heldBy('credit');
    const release = () => post(`/${exceptionId}/resolve`, { action: 'release-hold', reason: 'paid' }, 'k1');
    const answers = await Promise.all([release(), release()]);
    await door.db.query('TRUNCATE request');
    expect([...answers, await release()].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(door.orders.taken).toHaveLength(1);
    expect((await post(`/${exceptionId}/resolve`, { action: 'release-hold', reason: 'another' }, 'k1')).status).toBe(422);
  });

  it('stays open while the order still has it, with what was begun', async () => {
    door.orders.isMended = false;
    const { exceptionId } = await heldBy('undo-failed');
    const { body } = await post(`/${exceptionId}/resolve`, { action: 'retry', reason: 'once more' });
    expect(body).toMatchObject({ state: 'open', resolution: { action: 'retry', reason: 'once more' } });
  });

  it('that the order refuses is as it was, and the refusal is told as the order says it', async () => {
    const { exceptionId, orderId } = await heldBy('credit');
    door.orders.trouble = new StrataError('conflict', 'the order is being cancelled', { state: 'cancelled', allowed: [], reason: 'over' });
    const { status, body } = await post(`/${exceptionId}/resolve`, { action: 'release-hold', reason: 'paid' });
    expect([status, body]).toEqual([409, expect.objectContaining({ state: 'cancelled', reason: 'over' })]);
    await door.orders.have(orderId!);
    expect(await door.list.read(exceptionId)).toMatchObject({ state: 'resolved', resolution: { action: 'none' } });
  });

  it('that the order may have taken keeps the note of it', async () => {
    const { exceptionId, orderId } = await heldBy('credit');
    door.orders.trouble = new StrataError('unknown-outcome', 'no answer');
    expect((await post(`/${exceptionId}/resolve`, { action: 'release-hold', reason: 'paid' })).status).toBe(504);
    await door.orders.have(orderId!);
    expect(await door.list.read(exceptionId)).toMatchObject({ state: 'resolved', resolution: { action: 'release-hold' } });
  });

  it('that is acknowledged asks nothing of the order, and does not come again', async () => {
    const { exceptionId, orderId } = await heldBy('over-shipped');
    expect((await post(`/${exceptionId}/resolve`, { action: 'acknowledge', reason: 'they keep it' })).body.state).toBe('resolved');
    await door.orders.look(orderId!);
    expect((await get(`?state=open&orderId=${orderId}`)).body.items).toEqual([]);
    expect(door.orders.taken).toEqual([]);
  });
});

describe('a replay', () => {
  it('shows first what it would do and what the system says, and does nothing', async () => {
    const { exceptionId } = await heldBy('undo-failed');
    const { status, body } = await post(`/${exceptionId}/replay`, { dryRun: true });
    expect([status, body]).toEqual([200, { exceptionId, outcome: 'would-replay', preview: { wouldDo: expect.any(String), probe: { system: 'erp', operation: 'findSalesOrders', found: false, detail: 'nothing is there' } } }]);
    expect([door.orders.taken, (await door.list.read(exceptionId)).state]).toEqual([[], 'open']);
  });

  it('is done once, and what comes of it names the first', async () => {
    const { exceptionId, orderId } = await heldBy('undo-failed');
    const replay = () => post(`/${exceptionId}/replay`, { dryRun: false }, 'k1');
    const first = await replay();
    expect(first.body).toMatchObject({ exceptionId, outcome: 'replayed', exception: { state: 'resolved', resolution: { action: 'retry', by: 'anonymous' } } });
    expect((await replay()).body).toEqual(first.body);
    expect(door.orders.taken).toHaveLength(1);
    await door.orders.have(orderId!, 'undo-failed');
    expect((await get(`?state=open&orderId=${orderId}`)).body.items).toMatchObject([{ replayOf: exceptionId }]);
  });

  it.each(['credit', 'over-shipped'])('of the kind %s is refused: nothing of it can be tried again', async (kind) => {
    const { exceptionId, actions } = await heldBy(kind);
    for (const dryRun of [true, false]) {
      const { status, body } = await post(`/${exceptionId}/replay`, { dryRun });
      expect([status, body]).toEqual([409, expect.objectContaining({ state: 'open', allowed: actions })]);
    }
  });

  it('of what is resolved is refused, and of what is not there not found', async () => {
    const { exceptionId, orderId } = await heldBy('undo-failed');
    await door.orders.have(orderId!);
    for (const dryRun of [true, false]) expect((await post(`/${exceptionId}/replay`, { dryRun })).body).toMatchObject({ status: 409, state: 'resolved' });
    expect((await post(`/${uuidv7()}/replay`, { dryRun: true })).status).toBe(404);
    expect((await post(`/${exceptionId}/replay`, {})).body.errors).toMatchObject([{ pointer: '/dryRun' }]);
  });
});

describe('a replay of a cohort', () => {
  const cohort = (filter: object | undefined, dryRun: boolean, key?: string) => post(':replay', { filter, dryRun }, key);

  it('is shown first, then done once for each, and leaves what the filter does not name', async () => {
    const held = [await heldBy('undo-failed'), await heldBy('undo-failed')];
    await heldBy('backorder');
    const shown = await cohort({ kind: 'undo-failed' }, true);
    expect(shown.body).toMatchObject({ dryRun: true, left: 0, items: [{ outcome: 'would-replay' }, { outcome: 'would-replay' }] });
    expect(door.orders.taken).toEqual([]);
    const done = await cohort({ kind: 'undo-failed' }, false, 'k1');
    expect(done.body.items.map(({ exceptionId, outcome }: Record<string, string>) => [exceptionId, outcome])).toEqual(held.map(({ exceptionId }) => [exceptionId, 'replayed']));
    expect((await cohort({ kind: 'undo-failed' }, false, 'k1')).body).toEqual(done.body);
    expect(door.orders.taken.map(({ type, orderId }) => [type, orderId]).toSorted((a, b) => (a[1]! < b[1]! ? -1 : 1))).toEqual(held.map(({ orderId }) => ['retry', orderId]));
    expect((await get('?state=open')).body.items).toMatchObject([{ kind: 'backorder' }]);
  });

  it('says of each what did not work, and takes only what can be tried again', async () => {
    const { orderId } = await orderWith('undo-failed', 'credit');
    door.orders.trouble = new StrataError('conflict', 'nothing of the order waits');
    expect((await cohort({ orderId }, false)).body).toMatchObject({ left: 0, items: [{ outcome: 'refused', detail: 'nothing of the order waits' }] });
    door.orders.trouble = new StrataError('unavailable', 'the engine is away');
    expect((await cohort({ orderId }, false)).body.items).toMatchObject([{ outcome: 'failed' }]);
  });

  it.each([
    [{}, '/filter', 'filter must name at least one of kind, orderId, systemId, owner'],
    [undefined, '/filter', 'filter must name at least one of kind, orderId, systemId, owner'],
    [{ kind: 'Credit' }, '/filter/kind', 'kind must be the name of a kind'],
    [{ state: 'open' }, '/filter/state', 'state is not a known field'],
  ])('by the filter %j is refused', async (filter, pointer, detail) => {
    const { status, body } = await cohort(filter, true);
    expect([status, body.errors]).toEqual([400, [{ pointer, detail: expect.stringContaining(detail) }]]);
  });
});
