import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkException } from '#canonical';
import { WorkListApi } from '#contracts';
import { EngineAdmin, PausedWork } from '#durable';
import { EdgeModule, provideApi, shapeHttpApp } from '#edge';
import { RequestLog, WorkList, type RaisedException } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { EngineWithPausedWork } from './engine.fixture.js';
import { ExceptionResolver } from './exception-resolver.js';
import { PausedWorkActions } from './paused-work.actions.js';
import { PausedWorkWatch } from './paused-work.watch.js';
import { WorkListController } from './work-list.controller.js';
import { WorkListService } from './work-list.service.js';

let db: DataSource;
let app: NestExpressApplication;
let list: WorkList;
let admin: EngineAdmin;
const engine = new EngineWithPausedWork();
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  list = new WorkList(db);
  admin = new EngineAdmin([await engine.start()]);

  @Module({
    imports: [EdgeModule],
    controllers: [WorkListController],
    providers: [{ provide: WorkList, useValue: list }, { provide: RequestLog, useValue: new RequestLog(db) }, ExceptionResolver, PausedWorkActions, PausedWorkWatch, { provide: PausedWork, useValue: new PausedWork(admin) }, ...provideApi(WorkListApi, WorkListService)],
  })
  class Door {}

  app = shapeHttpApp(await NestFactory.create<NestExpressApplication>(Door, { logger: false, bodyParser: false }));
  await app.init();
});
beforeEach(() => db.query('TRUNCATE work_exception, request'));
afterAll(async () => {
  await app.close();
  await admin.close();
  await engine.stop();
  await db.destroy();
});

const exceptions = '/order-to-cash/v1/exceptions';
const get = (path = '') => request(app.getHttpServer()).get(`${exceptions}${path}`);
const post = (path: string, body: object, key = uuidv7()) => request(app.getHttpServer()).post(`${exceptions}${path}`).set('idempotency-key', key).send(body);

async function raised(change: Partial<RaisedException> = {}): Promise<WorkException> {
  await list.raise([{ key: uuidv7(), kind: 'ledger-difference', reason: 'counts differ', owner: 'order-desk', actions: ['accept', 'acknowledge'], tried: ['compared'], systemId: 'erp', ...change }]);
  return (await list.list({})).items[0]!;
}

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
    expect((await list.read(exceptionId)).owner).toBe('ben');
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
    expect((await list.read(exceptionId)).state).toBe('open');
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
    const keyless = await request(app.getHttpServer()).post(`${exceptions}/${exceptionId}/resolve`).send({ action: 'accept', reason: 'x' });
    expect([keyless.status, keyless.body.reason]).toEqual([400, 'idempotency-key']);
  });
});

describe('work that the engine has put aside', () => {
  const orderId = uuidv7();
  const watch = () => app.get(PausedWorkWatch);
  beforeEach(() => {
    engine.paused.clear();
    engine.pause('inv_1', 'o2c.Order', orderId, 'advance');
  });
  const listed = async (): Promise<WorkException[]> => (await get('?kind=paused-work')).body.items;

  it('is on the list with its order, once, and without what a system said', async () => {
    engine.pause('inv_2', 'o2c.Feed', 'erp:invoice', 'poll');
    await watch().look();
    await watch().look();
    const items = await listed();
    expect(new Map(items.map(({ subject, orderId: id }) => [subject, id]))).toEqual(new Map([['inv_1', orderId], ['inv_2', undefined]]));
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ owner: 'platform', actions: ['resume', 'give-up'] });
    expect(JSON.stringify(items)).not.toContain(engine.failure);
  });

  it('ends by itself when somebody resumed it at the engine, and stays while the engine does not answer', async () => {
    await watch().look();
    engine.isDown = true;
    await expect(watch().look()).rejects.toMatchObject({ kind: 'unavailable' });
    engine.isDown = false;
    expect(await listed()).toMatchObject([{ state: 'open' }]);
    engine.paused.clear();
    await watch().look();
    expect(await listed()).toMatchObject([{ state: 'resolved', resolution: { action: 'none', by: 'strata:paused-work' } }]);
  });

  it.each([['resume', 'resume'], ['give-up', 'kill']])('is let go by %s, once, and says who did it', async (action, act) => {
    await watch().look();
    const [exception] = await listed();
    const body = { action, reason: 'mended' };
    const first = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ state: 'resolved', resolution: expect.objectContaining({ action, by: 'anonymous', reason: 'mended' }) })]);
    expect((await post(`/${exception!.exceptionId}/resolve`, body, 'k1')).body).toEqual(first.body);
    expect((await post(`/${exception!.exceptionId}/resolve`, body, 'k2')).status).toBe(409);
    expect(engine.acts).toEqual([`inv_1 ${act}`]);
  });

  it('is told done to a repeat also when the first answer was not kept', async () => {
    await watch().look();
    const [exception] = await listed();
    const body = { action: 'resume', reason: 'mended' };
    const first = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    await db.query('TRUNCATE request');
    const repeat = await post(`/${exception!.exceptionId}/resolve`, body, 'k1');
    expect([repeat.status, repeat.body, engine.acts.length]).toEqual([200, first.body, 1]);
  });

  it('that went on meanwhile is told so, and is no longer on the list', async () => {
    await watch().look();
    const [exception] = await listed();
    engine.paused.clear();
    const { status, body } = await post(`/${exception!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' });
    expect([status, body.reason]).toEqual([409, 'not-paused']);
    expect((await list.read(exception!.exceptionId)).state).toBe('resolved');
  });

  it('that cannot be resumed since the engine is down stays, and can be resumed with the same key', async () => {
    await watch().look();
    const [exception] = await listed();
    const resume = () => post(`/${exception!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' }, 'k1');
    engine.isDown = true;
    expect((await resume()).status).toBe(503);
    engine.isDown = false;
    expect([(await list.read(exception!.exceptionId)).state, (await resume()).body.state]).toEqual(['open', 'resolved']);
  });

  it('that is put aside again after it was resumed names the first one', async () => {
    await watch().look();
    const [first] = await listed();
    await post(`/${first!.exceptionId}/resolve`, { action: 'resume', reason: 'mended' });
    engine.pause('inv_1', 'o2c.Order', orderId, 'advance');
    await watch().look();
    expect((await get('?kind=paused-work&state=open')).body.items).toMatchObject([{ replayOf: first!.exceptionId }]);
  });
});
