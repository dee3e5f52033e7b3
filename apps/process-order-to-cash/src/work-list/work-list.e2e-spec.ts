import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RaisedException } from '#read-models';
import { WorkListDoor } from './work-list.fixture.js';

let door: WorkListDoor;
beforeAll(async () => {
  door = await WorkListDoor.open();
});
beforeEach(() => door.empty());
afterAll(() => door.close());

const get = (path?: string) => door.get(path);
const post = (path: string, body: object, key?: string) => door.post(path, body, key);
const raised = (change?: Partial<RaisedException>) => door.raised(change);

describe('the work list over HTTP', () => {
  it('says of each what went wrong, what was tried, what a person can do, and who is to', async () => {
    const exception = await raised({ orderId: uuidv7() });
    const listed = await get('?state=open&kind=ledger-difference&systemId=erp&owner=order-desk&limit=1');
    expect([listed.status, listed.body]).toEqual([200, { items: [exception] }]);
    const read = await get(`/${exception.exceptionId}`);
    expect(read.body).toMatchObject({ reason: 'counts differ', tried: ['compared'], actions: ['accept', 'acknowledge'], owner: 'order-desk', orderId: exception.orderId });
  });

  it('is read page by page', async () => {
    const [first, second] = [await raised(), await raised()];
    const page = await get('?limit=1');
    expect(page.body.items).toEqual([second]);
    const next = await get(`?limit=1&cursor=${page.body.next}`);
    expect(next.body).toEqual({ items: [first] });
  });

  it.each([
    ['state=closed', '/state', 'state must be one of open, resolved'],
    ['kind=Credit', '/kind', 'kind must be the name of a kind'],
    ['orderId=4711', '/orderId', 'orderId must be a UUID'],
    ['owner=', '/owner', 'owner must be longer'],
    ['limit=201', '/limit', 'limit must not be greater than 200'],
    ['cursor=x', '/cursor', 'cursor must be the next of an earlier page'],
    ['reason=credit', '/reason', 'reason is not a known field'],
  ])('refuses %s and says what is wrong', async (query, pointer, detail) => {
    const { status, body } = await get(`?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });
});

describe('an exception that a person takes on', () => {
  it('is theirs, once per key', async () => {
    const { exceptionId } = await raised();
    const first = await post(`/${exceptionId}/assignment`, { owner: 'anna' }, 'k1');
    expect([first.status, first.body.owner]).toEqual([200, 'anna']);
    await post(`/${exceptionId}/assignment`, { owner: 'ben' }, 'k2');
    const repeat = await post(`/${exceptionId}/assignment`, { owner: 'anna' }, 'k1');
    expect([repeat.status, repeat.body]).toEqual([200, first.body]);
    expect((await door.list.read(exceptionId)).owner).toBe('ben');
    expect((await post(`/${exceptionId}/assignment`, { owner: 'carla' }, 'k1')).status).toBe(422);
  });

  it('ends with what they did, and a repeat is told the same', async () => {
    const { exceptionId } = await raised();
    const first = await post(`/${exceptionId}/resolve`, { action: 'accept', reason: 'booked by hand' }, 'k1');
    expect(first.body).toMatchObject({ state: 'resolved', resolution: { action: 'accept', by: 'anonymous', reason: 'booked by hand' } });
    const repeat = await post(`/${exceptionId}/resolve`, { action: 'accept', reason: 'booked by hand' }, 'k1');
    expect([repeat.status, repeat.body]).toEqual([200, first.body]);
  });

  it('cannot be ended or given away once it is resolved', async () => {
    const { exceptionId } = await raised();
    await post(`/${exceptionId}/resolve`, { action: 'accept', reason: 'done' });
    for (const [path, body] of [['resolve', { action: 'accept', reason: 'done' }], ['assignment', { owner: 'anna' }]] as const) {
      const { status, body: problem } = await post(`/${exceptionId}/${path}`, body);
      expect([status, problem]).toEqual([409, expect.objectContaining({ state: 'resolved', allowed: [], reason: 'exception-resolved' })]);
    }
  });

  it('offers some actions and no other', async () => {
    const { exceptionId } = await raised();
    const { status, body } = await post(`/${exceptionId}/resolve`, { action: 'refund', reason: 'why not' });
    expect([status, body]).toEqual([409, expect.objectContaining({ state: 'open', allowed: ['accept', 'acknowledge'], reason: 'action-not-allowed' })]);
    expect((await door.list.read(exceptionId)).state).toBe('open');
  });

  it('must exist', async () => {
    const id = uuidv7();
    const answers = await Promise.all([get(`/${id}`), post(`/${id}/assignment`, { owner: 'anna' }), post(`/${id}/resolve`, { action: 'accept', reason: 'x' })]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await get('/4711')).body.errors).toEqual([{ pointer: '/exceptionId', detail: 'exceptionId must be a UUID' }]);
  });

  it('needs an owner, a reason, and an Idempotency-Key', async () => {
    const { exceptionId } = await raised();
    expect((await post(`/${exceptionId}/assignment`, { owner: '' })).body.errors).toMatchObject([{ pointer: '/owner' }]);
    expect((await post(`/${exceptionId}/resolve`, { action: 'accept' })).body.errors).toMatchObject([{ pointer: '/reason' }]);
    const keyless = await post(`/${exceptionId}/resolve`, { action: 'accept', reason: 'x' }, '');
    expect([keyless.status, keyless.body.reason]).toEqual([400, 'idempotency-key']);
  });
});
