import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePrincipal } from '#contracts';
import { Limits } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { BatchController } from '../batch/batch.controller.js';
import { BatchService } from '../batch/batch.service.js';
import { WritesController } from '../writes/writes.controller.js';
import { WritesService, WritesSettings } from '../writes/writes.service.js';
import { phoneApp } from './phone.fixture.js';

const plans = { free: { perSecond: 1, burst: 100, perDay: 12 } };

let db: DataSource;
let url: string;
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
});
afterAll(() => db.destroy());

const caller = (id: string) => ({ 'strata-principal': encodePrincipal({ id, clientId: id, plan: 'free', scopes: ['orders:read', 'orders:write'] }) });
const left = (headers: Headers) => /"day";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];

describe('of a client with twelve calls a day', () => {
  it('each call of a batch is counted, and the batch is not', async () => {
    const app = await phoneApp(BatchController, [BatchService], Limits.of({ plans, database: { url } }));
    const requests = Array.from({ length: 10 }, (_, index) => ({ id: String(index), method: 'GET', path: '/mobile/v1/orders' }));
    const first = await app.post('/mobile/v1/batch', { requests }, caller('batch'));
    const second = await app.post('/mobile/v1/batch', { requests }, caller('batch'));
    await app.close();
    expect([first.status, left(first.headers)]).toEqual([200, '12']);
    expect([...first.body.responses, ...second.body.responses].filter(({ status }) => status === 200)).toHaveLength(12);
    const refused = second.body.responses.find(({ status }) => status === 429);
    expect([second.status, refused?.headers['retry-after'], refused?.headers['ratelimit']]).toEqual([200, expect.stringMatching(/^\d+$/), expect.stringMatching(/^"day";r=0;/)]);
  });

  it('each write of an upload is counted, and the upload is not', async () => {
    const app = await phoneApp(WritesController, [WritesService, WritesSettings], Limits.of({ plans, database: { url } }));
    const write = (index: number) => ({ id: `w-${index}`, idempotencyKey: `key-${index}`, madeAt: new Date().toISOString(), type: 'cancel-order', orderId: '0198f3a0-0000-7000-8000-000000000001', reason: 'x' });
    const { status, headers, body } = await app.post('/mobile/v1/writes', { writes: Array.from({ length: 14 }, (_, index) => write(index)) }, caller('upload'));
    await app.close();
    expect([status, left(headers)]).toEqual([200, '12']);
    expect(body.results.filter((each) => each.problem !== undefined && each.problem.retryable)).toHaveLength(2);
  });
});
