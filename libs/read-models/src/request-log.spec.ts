import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { engineKey, RequestLog, type OnceRequest } from './request-log.js';

describe('a request that writes', () => {
  let db: DataSource;
  let log: RequestLog;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    log = new RequestLog(db);
  });
  afterAll(() => db.destroy());

  const request = (idempotencyKey: string, change: Partial<OnceRequest> = {}): OnceRequest => ({ client: 'web', idempotencyKey, operation: 'assign', body: { owner: 'anna', id: 1 }, ...change });
  let done = 0;
  const work = async () => ({ done: (done += 1) });

  it('is done once; a repeat, also one at the same time, is told the first answer', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => log.once(request('k1'), work)));
    expect(new Set(answers.map((each) => each.done)).size).toBe(1);
    expect(await log.once(request('k1', { body: { id: 1, owner: 'anna' } }), work)).toEqual(answers[0]);
  });

  it('is another one for another client', async () => {
    const first = await log.once(request('k2'), work);
    expect(await log.once(request('k2', { client: 'app' }), work)).not.toEqual(first);
  });

  it('is refused when its key was used with another body, or for another operation', async () => {
    await log.once(request('k3'), work);
    for (const change of [{ body: { owner: 'ben' } }, { operation: 'resolve' }]) {
      await expect(log.once(request('k3', change), work)).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable' } });
      await expect(log.admit(request('k3', change))).rejects.toMatchObject({ kind: 'invalid' });
    }
    await expect(log.admit(request('k3'))).resolves.toBeUndefined();
  });

  it('leaves no key when it fails, so that it can be tried again', async () => {
    await expect(log.once(request('k4'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await log.once(request('k4'), work)).toHaveProperty('done');
  });

  it('is forgotten after its window', async () => {
    const first = await log.once(request('k5'), work);
    await log.expire(-1);
    expect(await log.once(request('k5'), work)).not.toEqual(first);
  });

  it('can be asked for before it is done again', async () => {
    expect(await log.answered(request('k6'))).toBeUndefined();
    const first = await log.once(request('k6'), work);
    expect(await log.answered(request('k6'))).toEqual(first);
    await expect(log.answered(request('k6', { body: { owner: 'ben' } }))).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('has a key of its own at the engine for each client and operation', () => {
    const keys = [request('k'), request('k', { client: 'app' }), request('k', { operation: 'resolve' })].map(engineKey);
    expect(new Set(keys).size).toBe(3);
  });
});
