import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, object, type ObjectContext } from '@restatedev/restate-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DurableIngress, EngineAdmin, PausedWork } from '#durable';
import { RunningEngine } from '../harness/running-engine.js';
import { eventually } from '../harness/web-client.js';

let isMended = false;
const got: string[] = [];
const parcel = object({
  name: 'spec.Parcel',
  handlers: {
    post: async (ctx: ObjectContext) => {
      await ctx.run('stamp', () => {
        if (!isMended) throw new TypeError('no stamp');
      });
      got.push(ctx.key);
    },
    weigh: async (ctx: ObjectContext) => void got.push(`${ctx.key} weighed`),
  },
  options: { retryPolicy: { initialInterval: 10, maxInterval: 10, maxAttempts: 2, onMaxAttempts: 'pause' }, journalRetention: 0 },
});

let engine: RunningEngine;
let worker: Http2Server;
let admin: EngineAdmin;
let ingress: DurableIngress;
let paused: PausedWork;
beforeAll(async () => {
  engine = await RunningEngine.start();
  worker = createServer(createEndpointHandler({ services: [parcel] })).listen(0, '127.0.0.1');
  await once(worker, 'listening');
  // The first node of each list is not there, as when one of a cluster has died.
  admin = new EngineAdmin(['http://127.0.0.1:1', engine.admin]);
  ingress = new DurableIngress(['http://127.0.0.1:1', engine.ingress]);
  await admin.json('POST', '/deployments', { uri: `http://127.0.0.1:${(worker.address() as AddressInfo).port}` });
  paused = new PausedWork(admin);
});
afterAll(async () => {
  await engine.stop();
  worker.close();
  await Promise.all([admin.close(), ingress.close()]);
});

const whenPaused = (count: number) => eventually(() => paused.list(), ({ length }) => length === count, (last) => `expected ${count} to be paused, there are ${JSON.stringify(last)}`);
const untilGot = (what: string) => eventually(async () => got, (all) => all.includes(what), (all) => `${what} is not among ${all.join(', ')}`);

describe('work that the engine has paused', () => {
  it('is none while everything runs', async () => {
    expect(await paused.list()).toEqual([]);
  });

  it('says what it is, since when, and what the last try failed with', async () => {
    await ingress.send('spec.Parcel', 'first', 'post', {});
    const [work] = await whenPaused(1);
    expect(work).toMatchObject({ object: 'spec.Parcel', key: 'first', handler: 'post', failure: { message: 'no stamp', code: 500, step: 'stamp' } });
    expect(Date.parse(work!.pausedAt)).toBeGreaterThanOrEqual(Date.parse(work!.createdAt));
  });

  it('is paused again when it is resumed and the cause is still there', async () => {
    const [before] = await paused.list();
    await paused.resume(before!.id);
    const again = await eventually(() => paused.list(), ([work]) => work !== undefined && work.pausedAt > before!.pausedAt, () => 'it is not paused again');
    expect(again.map(({ id }) => id)).toEqual([before!.id]);
  });

  it('is done once it is resumed and the cause is gone', async () => {
    isMended = true;
    const [work] = await paused.list();
    await paused.resume(work!.id);
    await untilGot('first');
    await whenPaused(0);
    isMended = false;
  });

  it('lets what waits behind it go on when it is killed', async () => {
    await ingress.send('spec.Parcel', 'second', 'post', {});
    const [work] = await whenPaused(1);
    await ingress.send('spec.Parcel', 'second', 'weigh', {});
    expect(got).not.toContain('second weighed');
    await paused.kill(work!.id);
    await untilGot('second weighed');
    expect(got).not.toContain('second');
    await expect(paused.resume(work!.id)).rejects.toMatchObject({ kind: expect.stringMatching(/^(conflict|not-found)$/) });
  });

  it('comes the oldest first, as many as are asked for', async () => {
    for (const key of ['third', 'fourth']) {
      await ingress.send('spec.Parcel', key, 'post', {});
      await eventually(() => paused.list(), (all) => all.some((work) => work.key === key), () => `${key} is not paused`);
    }
    expect((await paused.list()).map(({ key }) => key)).toEqual(['third', 'fourth']);
    expect((await paused.list({ limit: 1 })).map(({ key }) => key)).toEqual(['third']);
  });

  it.each(["inv_1'; --", 'nonsense', 'inv_1foAirY4KKzi1e7qbPzp4aMMK1C8VrUq3K'])('is not found by the id %s', async (id) => {
    await expect(paused.kill(id)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('cannot be asked for while no node answers', async () => {
    const nowhere = new EngineAdmin(['http://127.0.0.1:1']);
    await expect(new PausedWork(nowhere).list()).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    await nowhere.close();
  });
});
