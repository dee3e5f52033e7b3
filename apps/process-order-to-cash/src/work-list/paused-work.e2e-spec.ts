import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkException } from '#canonical';
import { WorkListDoor } from './work-list.fixture.js';

let door: WorkListDoor;
beforeAll(async () => {
  door = await WorkListDoor.open();
});
beforeEach(() => door.empty());
afterAll(() => door.close());

const get = (path?: string) => door.get(path);
const post = (path: string, body: object, key?: string) => door.post(path, body, key);

describe('work that the engine has put aside', () => {
  const orderId = uuidv7();
  beforeEach(() => {
    door.engine.pause('inv_1', 'o2c.Order', orderId, 'advance');
  });
  const listed = async (): Promise<WorkException[]> => (await get('?kind=paused-work')).body.items;

  it('is on the list with its order, once, and without what a system said', async () => {
    door.engine.pause('inv_2', 'o2c.Feed', 'erp:invoice', 'poll');
    await door.watch.look();
    await door.watch.look();
    const items = await listed();
    expect(new Map(items.map(({ subject, orderId: id }) => [subject, id]))).toEqual(new Map([['inv_1', orderId], ['inv_2', undefined]]));
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ owner: 'platform', actions: ['resume', 'give-up'] });
    expect(JSON.stringify(items)).not.toContain(door.engine.failure);
  });

  it('ends by itself when somebody resumed it at the engine, and stays while the engine does not answer', async () => {
    await door.watch.look();
    door.engine.isDown = true;
    await expect(door.watch.look()).rejects.toMatchObject({ kind: 'unavailable' });
    door.engine.isDown = false;
    expect(await listed()).toMatchObject([{ state: 'open' }]);
    door.engine.paused.clear();
    await door.watch.look();
    expect(await listed()).toMatchObject([{ state: 'resolved', resolution: { action: 'none', by: 'strata:paused-work' } }]);
  });

  it.each([['resume', 'resume'], ['give-up', 'kill']])('is let go by %s, once, and says who did it', async (action, act) => {
    await door.watch.look();
    const [exception] = await listed();
    const body = { action, reason: 'mended' };
    const first = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ state: 'resolved', resolution: expect.objectContaining({ action, by: 'anonymous', reason: 'mended' }) })]);
    expect((await post(`/${exception!.exceptionId}/resolve`, body, 'k1')).body).toEqual(first.body);
    expect((await post(`/${exception!.exceptionId}/resolve`, body, 'k2')).status).toBe(409);
    expect(door.engine.acts).toEqual([`inv_1 ${act}`]);
  });

  it('is told done to a repeat also when the first answer was not kept', async () => {
    await door.watch.look();
    const [exception] = await listed();
    const body = { action: 'resume', reason: 'mended' };
    const first = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    await door.db.query('TRUNCATE request');
    const repeat = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    expect([repeat.status, repeat.body, door.engine.acts.length]).toEqual([200, first.body, 1]);
  });

  it('that went on meanwhile is told so, and ends by itself', async () => {
    await door.watch.look();
    const [exception] = await listed();
    door.engine.paused.clear();
    const { status, body } = await post(`/${exception!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' });
    expect([status, body.reason]).toEqual([409, 'not-paused']);
    await door.watch.look();
    expect(await door.list.read(exception!.exceptionId)).toMatchObject({ state: 'resolved', resolution: { action: 'none' } });
  });

  it('that cannot be resumed since the engine is down stays, and can be resumed with the same key', async () => {
    await door.watch.look();
    const [exception] = await listed();
    const resume = () => post(`/${exception!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' }, 'k1');
    door.engine.isDown = true;
    expect((await resume()).status).toBe(503);
    door.engine.isDown = false;
    expect([(await door.list.read(exception!.exceptionId)).state, (await resume()).body.state]).toEqual(['open', 'resolved']);
  });

  it('that is put aside again after it was resumed names the first one', async () => {
    await door.watch.look();
    const [first] = await listed();
    await post(`/${first!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' });
    door.engine.pause('inv_1', 'o2c.Order', orderId, 'advance');
    await door.watch.look();
    expect((await get('?kind=paused-work&state=open')).body.items).toMatchObject([{ replayOf: first!.exceptionId }]);
  });

  it('says before it is resumed what that would do, and does nothing', async () => {
    await door.watch.look();
    const [exception] = await listed();
    const preview = await post(`/${exception!.exceptionId}/replay`, { dryRun: true });
    expect(preview.body).toMatchObject({ outcome: 'would-replay', preview: { wouldDo: expect.stringContaining(`advance of o2c.Order ${orderId}`), probe: { system: 'engine', found: true } } });
    expect(door.engine.acts).toEqual([]);
    const replay = await post(`/${exception!.exceptionId}/replay`, { dryRun: false });
    expect([replay.body.outcome, door.engine.acts]).toEqual(['replayed', ['inv_1 resume']]);
  });
});
