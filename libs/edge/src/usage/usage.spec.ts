import { Controller, Get, Post, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StrataError, type CallContext } from '#canonical';
import { encodePrincipal } from '#contracts';
import { CallCounts, UsageHistory, type CountedBatch } from '#store';
import { migratedDatabase } from '#store/fixture';
import type { Admission } from '../auth/admission.js';
import { Authenticator } from '../auth/authenticator.js';
import { Scope, SignedIn } from '../auth/declared-rights.js';
import { AnonymousAuthenticator, openDoor } from '../auth/open-door.fixture.js';
import { Ctx } from '../call-context.js';
import { createHttpApp } from '../http-app.js';
import { CountedWithin } from '../limits/counted-within.js';
import { ClientUsage } from './client-usage.js';
import { UsageMeter } from './usage-meter.js';
import { UsageRecorder } from './usage-recorder.js';

let url: string;
let pool: Pool;
let history: UsageHistory;
beforeAll(async () => {
  const made = await migratedDatabase();
  url = made.url;
  await made.db.destroy();
  pool = new Pool({ connectionString: url, max: 2 });
  history = new UsageHistory(pool);
});
afterAll(() => pool.end());

const figures = async (client: string) => (await history.of(client, 1)).operations.map(({ operation, calls, errors }) => [operation, calls, errors]);

describe('calls of clients', () => {
  @SignedIn()
  @Controller('web/v1')
  class OrdersController {
    @Get('orders')
    listOrders(@Ctx() _: CallContext) {
      return [];
    }

    @Get('orders/none')
    readOrder(@Ctx() _: CallContext) {
      throw new StrataError('not-found', 'there is no order none');
    }

    @Get('ledger')
    @Scope('audit:read')
    readLedger(@Ctx() _: CallContext) {}

    @Post('batch')
    @CountedWithin()
    batch(@Ctx() _: CallContext) {
      return {};
    }
  }

  /** Whom one of our own processes calls for says its header `x-actor`. */
  class Inner extends AnonymousAuthenticator {
    override authenticate(asked: FastifyRequest): Admission {
      const admission = super.authenticate(asked);
      return asked.headers['x-actor'] === undefined ? admission : { ...admission, actor: { id: 'experience-web', scopes: [] } };
    }
  }

  let app: NestFastifyApplication;
  beforeAll(async () => {
    class Counted {}
    const edge: DynamicModule = openDoor({ provide: ClientUsage, useFactory: () => new ClientUsage(url) }, { provide: Authenticator, useClass: Inner });
    app = await createHttpApp({ module: Counted, imports: [edge], controllers: [OrdersController] }, false);
  });

  it('are counted under the operation that they asked for, refused ones too; not what was counted where it came in, nor what only holds calls', async () => {
    const as = (clientId: string | undefined, scopes: string[] = []) => ({ 'strata-principal': encodePrincipal({ id: `${clientId ?? 'somebody'}/ada`, clientId, scopes }) });
    const ask = async (path: string, headers: Record<string, string>) => (await request(app.getHttpServer()).get(path).set(headers)).status;
    expect(await Promise.all([ask('/web/v1/orders', as('shop')), ask('/web/v1/orders', as('shop')), ask('/web/v1/orders/none', as('shop')), ask('/web/v1/ledger', as('shop')), ask('/web/v1/nowhere', as('shop'))])).toEqual([200, 200, 404, 403, 404]);
    expect(await ask('/web/v1/orders', as('other'))).toBe(200);
    expect(await ask('/web/v1/orders', as(undefined))).toBe(200);
    expect(await ask('/web/v1/orders', { ...as('shop'), 'x-actor': 'yes' })).toBe(200);
    await request(app.getHttpServer()).post('/web/v1/batch').set(as('shop')).send({}).expect(201);
    // What was counted is written before the process goes.
    await app.close();
    expect(await figures('shop')).toEqual([['web.listOrders', 2, 0], ['web.readLedger', 1, 1], ['web.readOrder', 1, 1]]);
    expect(await figures('other')).toEqual([['web.listOrders', 1, 0]]);
    expect((await pool.query('SELECT DISTINCT client_id FROM call_count ORDER BY 1')).rows).toEqual([{ client_id: 'other' }, { client_id: 'shop' }]);
  });
});

describe('what a process counts', () => {
  /** The way to the database, which may be cut: before a batch gets there, or before its answer comes back. */
  class Wire {
    cut: 'before' | 'after' | undefined;
    readonly batches: CountedBatch[] = [];
    private readonly counts = new CallCounts(url);

    async add(batch: CountedBatch): Promise<void> {
      this.batches.push(batch);
      if (this.cut !== 'before') await this.counts.add(batch);
      if (this.cut !== undefined) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
    }

    forgetOld = () => this.counts.forgetOld();
    close = () => this.counts.close();
  }

  const ended: UsageRecorder[] = [];
  const process = (now?: () => number) => {
    const meter = new UsageMeter();
    const wire = new Wire();
    const recorder = new UsageRecorder(meter, wire, now);
    ended.push(recorder);
    return { meter, wire, recorder, calls: (client: string, count: number, ms = 4) => Array.from({ length: count }, (_, at) => meter.note(client, 'web.readOrder', at === 0 ? 500 : 200, ms)) };
  };
  afterEach(() => Promise.all(ended.splice(0).map((recorder) => recorder.end())));

  it('adds up with what the others count, percentiles too', async () => {
    const [one, other] = [process(), process()];
    one.calls('busy', 94, 4);
    other.calls('busy', 4, 4);
    other.calls('busy', 2, 900);
    await Promise.all([one.recorder.flush(), other.recorder.flush()]);
    one.calls('busy', 100, 900);
    await one.recorder.flush();
    const { buckets, operations } = await history.of('busy', 1);
    expect(operations).toEqual([{ operation: 'web.readOrder', calls: 200, errors: 4, p50Ms: expect.any(Number), p95Ms: expect.any(Number) }]);
    expect(operations[0]!.p50Ms).toBeGreaterThan(700);
    expect(buckets).toHaveLength(24);
    expect(buckets.reduce((sum, { calls }) => sum + calls, 0)).toBe(200);
    const days = (await history.of('busy', 30)).buckets;
    expect([days.length, days.at(-1)]).toMatchObject([30, { at: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`, calls: 200 }]);
  });

  it('is not lost while the database is away, keeps its hour, and holds nobody up', async () => {
    let now = Date.UTC(2026, 10, 29, 9, 59);
    const { wire, recorder, calls } = process(() => now);
    const seen = new UsageHistory(pool, () => now);
    wire.cut = 'before';
    calls('patient', 2);
    // As the timer does, at the turn of the hour.
    now += 60_000;
    await recorder.flush();
    calls('patient', 3);
    await recorder.flush();
    expect(wire.batches.length).toBeGreaterThan(1);
    wire.cut = undefined;
    await recorder.flush();
    const { buckets } = await seen.of('patient', 1);
    expect(buckets.slice(-2)).toMatchObject([{ at: '2026-11-29T09:00:00.000Z', calls: 2 }, { at: '2026-11-29T10:00:00.000Z', calls: 3 }]);
  });

  it('counts once when nobody knows whether it was written', async () => {
    const { wire, recorder, calls } = process();
    wire.cut = 'after';
    calls('unsure', 5);
    await recorder.flush();
    calls('unsure', 1);
    await recorder.flush();
    wire.cut = undefined;
    await recorder.flush();
    expect(await figures('unsure')).toEqual([['web.readOrder', 6, 2]]);
  });

  it('goes after 90 days', async () => {
    await pool.query(`INSERT INTO call_count SELECT 'old', now() - d * interval '1 day', 'web.readOrder', 1, 0, '{1}' FROM unnest(ARRAY[89, 91]) AS d`);
    const { recorder, calls } = process();
    calls('new', 1);
    await recorder.flush();
    expect((await pool.query(`SELECT count(*)::int AS kept FROM call_count WHERE client_id = 'old'`)).rows).toEqual([{ kept: 1 }]);
  });
});
