import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext, Plan } from '#canonical';
import { CallLedger } from '#store';
import { migratedDatabase } from '#store/fixture';
import type { Admission } from '../auth/admission.js';
import { Authenticator } from '../auth/authenticator.js';
import { Scope, SignedIn } from '../auth/declared-rights.js';
import { Ctx } from '../call-context.js';
import type { PlansConfig } from '../config/plans.config.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';
import { CountedWithin } from './counted-within.js';
import { Limits } from './limits.js';
import { RateLimiter } from './rate-limiter.js';

const small: PlansConfig = { free: { perSecond: 5, burst: 20, perDay: 1_000 }, partner: { perSecond: 1_000, burst: 1_000, perDay: 30 } };

/** When calls of a client came through, at whichever replica. */
const log: { client: string; at: number }[] = [];

let db: DataSource;
let url: string;
let now: Date | undefined;
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
});
afterAll(() => db.destroy());

const running: Replica[] = [];
afterEach(async () => {
  now = undefined;
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

interface Replica {
  app: NestFastifyApplication;
  get(client: string, plan: Plan | undefined, path?: string, actor?: string): request.Test;
  stop(): Promise<void>;
}

/** Whoever a request says that it comes from. */
class SaidByHeaders extends Authenticator {
  authenticate({ headers }: FastifyRequest): Admission {
    const said = (name: string) => headers[name] as string | undefined;
    const principal = { id: said('x-client')!, clientId: said('x-client')!, scopes: [], plan: said('x-plan') as Plan | undefined };
    return { principal, ...(said('x-actor') && { actor: { id: said('x-actor')!, scopes: [] } }) };
  }
}

async function replica(plans: PlansConfig = small): Promise<Replica> {
  const ledger = new CallLedger(url, () => now as Date);
  const limiter = new RateLimiter(plans, ledger);

  @Controller()
  class Things {
    @SignedIn()
    @Get('things')
    things(@Ctx() { principal }: CallContext) {
      log.push({ client: principal.id, at: performance.now() });
      return {};
    }

    @Scope('orders:write')
    @Get('forbidden')
    forbidden() {
      return {};
    }

    @SignedIn()
    @CountedWithin()
    @Get('batch')
    batch() {
      return {};
    }
  }

  const edge = openDoor({ provide: Authenticator, useClass: SaidByHeaders }, { provide: Limits, useValue: new Limits(limiter, ledger) });
  @Module({ imports: [edge], controllers: [Things] })
  class App {}

  const app = await createHttpApp(App, false);
  await app.listen(0, '127.0.0.1');
  let stopped: Promise<void> | undefined;
  const started: Replica = {
    app,
    get: (client, plan, path = '/things', actor) => request(app.getHttpServer()).get(path).set({ 'x-client': client, ...(plan && { 'x-plan': plan }), ...(actor && { 'x-actor': actor }) }),
    stop: () => (stopped ??= app.close()),
  };
  running.push(started);
  return started;
}

const times = <T>(count: number, each: (index: number) => PromiseLike<T>) => Promise.all(Array.from({ length: count }, (_, index) => each(index)));
const through = (client: string) => log.filter((each) => each.client === client).length;

describe('the daily quota of a client', () => {
  it('is never exceeded by ten callers of two replicas, and is there for the last call', async () => {
    const replicas = [await replica(), await replica()];
    const statuses: number[] = [];
    await times(10, async (caller) => {
      for (let call = 0; call < 8; call += 1) statuses.push((await replicas[caller % 2]!.get('ten', 'partner')).status);
    });
    expect([through('ten'), statuses.filter((status) => status === 429).length]).toEqual([30, 50]);
  });

  it('of one is one call, whoever is first', async () => {
    const replicas = [await replica({ partner: { perDay: 1 } }), await replica({ partner: { perDay: 1 } })];
    await times(10, (caller) => replicas[caller % 2]!.get('one', 'partner'));
    expect(through('one')).toBe(1);
  });

  it('begins anew at midnight in UTC, with nothing of the day before', async () => {
    now = new Date('2026-11-29T23:59:59.500Z');
    const replicas = [await replica(), await replica()];
    await times(10, (caller) => replicas[caller % 2]!.get('night', 'partner'));
    expect(through('night')).toBe(10);
    now = new Date('2026-11-30T00:00:00Z');
    await new Promise((resolve) => void setTimeout(resolve, 500));
    await times(60, (caller) => replicas[caller % 2]!.get('night', 'partner'));
    expect(through('night')).toBe(10 + 30);
  });

  it('is what it was after a restart: what was not spent was given back', async () => {
    const [first, second] = [await replica(), await replica()];
    await times(5, () => first.get('again', 'partner'));
    await first.stop();
    const ledger = new CallLedger(url);
    expect((await ledger.usageOf('again')).map(({ used }) => used)).toEqual([5]);
    await ledger.close();
    await times(40, () => second.get('again', 'partner'));
    expect(through('again')).toBe(30);
  });

  it('loses what a replica had leased that died', async () => {
    const dead = new CallLedger(url);
    const { day } = await dead.lease({ clientId: 'died', limits: { quota: { perDay: 30, block: 3 } }, waiting: 1, held: { burst: 0, day: 0 } });
    await dead.close();
    const other = await replica();
    // While the ledger is asked a call may be told to come again.
    await expect.poll(async () => times(10, () => other.get('died', 'partner')).then(() => through('died')), { timeout: 10_000 }).toBe(30 - day.given);
    await times(10, () => other.get('died', 'partner'));
    expect(through('died')).toBe(30 - day.given);
  });
});

describe('the burst of a client', () => {
  it('is exceeded by one block of each replica at most, over two that are hammered', async () => {
    const replicas = [await replica(), await replica()];
    // Each has a block in hand while the bucket fills up.
    await times(2, (index) => replicas[index]!.get('hammer', 'free'));
    await new Promise((resolve) => void setTimeout(resolve, 1_500));
    const began = performance.now();
    await times(10, async (caller) => {
      while (performance.now() < began + 2_500) await replicas[caller % 2]!.get('hammer', 'free');
    });
    const [perSecond, burst, block] = [5, 20, 2];
    const all = log.filter(({ client, at }) => client === 'hammer' && at >= began);
    for (const { at: from } of all) {
      for (const ms of [100, 1_000, 2_000]) {
        // 50 ms are what a lease may take to arrive on a busy machine.
        const most = burst + (perSecond * (ms + 50)) / 1_000 + 2 * block;
        expect(all.filter(({ at }) => at >= from && at < from + ms).length).toBeLessThanOrEqual(most);
      }
    }
    expect(all.length).toBeGreaterThanOrEqual(burst + 2 * perSecond);
  });
});

describe('the answer to a client of a plan', () => {
  it('says what the plan allows, and what is left, the least first', async () => {
    now = new Date('2026-11-29T12:00:00Z');
    const only = await replica();
    const { headers } = await only.get('told', 'free');
    expect(headers).toMatchObject({ 'ratelimit-policy': '"burst";q=20;w=4, "day";q=1000;w=86400', ratelimit: '"burst";r=19;t=1, "day";r=999;t=43200' });
    expect((await only.get('told-too', 'partner')).headers['ratelimit']).toMatch(/^"day";r=29;t=43200, "burst";r=/);
  });

  it('that came too fast names plan and policy, and when to come again', async () => {
    now = new Date('2026-11-29T12:00:00Z');
    const only = await replica();
    await times(20, () => only.get('fast', 'free'));
    const { status, headers, body } = await only.get('fast', 'free');
    expect([status, headers['retry-after'], headers['ratelimit']]).toEqual([429, '1', '"burst";r=0;t=1, "day";r=980;t=43200']);
    expect(body).toMatchObject({ type: 'urn:strata:problem:rate-limited', kind: 'rate-limited', retryable: true, plan: 'free', policy: 'burst', detail: 'calls came faster than 5 a second, 20 at once: the plan free allows no more' });
  });

  it('whose day is spent says when the next one begins', async () => {
    now = new Date('2026-11-29T23:59:00Z');
    const only = await replica();
    await times(30, () => only.get('day', 'partner'));
    const { headers, body } = await only.get('day', 'partner');
    expect([headers['retry-after'], body]).toEqual(['60', expect.objectContaining({ plan: 'partner', policy: 'day', detail: 'the 30 calls of this UTC day are spent: the plan partner allows no more' })]);
  });

  it('when the database is away is 503, after what is in hand is spent', async () => {
    const only = await replica({ free: { perSecond: 100, burst: 100, perDay: 1_000 } });
    await only.get('away', 'free');
    await db.query('ALTER FUNCTION lease_calls RENAME TO lease_calls_away');
    const statuses = (await times(40, () => only.get('away', 'free'))).map(({ status }) => status);
    const late = await only.get('away', 'free');
    await db.query('ALTER FUNCTION lease_calls_away RENAME TO lease_calls');
    expect(statuses.filter((status) => status === 200).length).toBe(10);
    expect([late.status, late.headers['retry-after'], late.body.detail]).toEqual([503, '1', 'how many calls are left cannot be asked now']);
    await expect.poll(async () => (await only.get('away', 'free')).status, { timeout: 5_000 }).toBe(200);
  });

  it.each([
    ['who has no plan', undefined, '/things', undefined],
    ['who is ours', 'internal', '/things', undefined],
    ['for whom one of our own processes calls', 'free', '/things', 'web'],
  ] as const)('%s says nothing of limits', async (_, plan, path, actor) => {
    const { status, headers } = await (await replica()).get('unlimited', plan, path, actor);
    expect([status, headers['ratelimit'], headers['ratelimit-policy']]).toEqual([200, undefined, undefined]);
  });

  it('for want of a scope is one of its calls, and says what is left', async () => {
    const only = await replica();
    const answers = await times(21, () => only.get('eager', 'free', '/forbidden'));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403, 429]));
    expect(answers[0]!.headers).toMatchObject({ ratelimit: expect.stringContaining('"burst";r='), 'www-authenticate': expect.stringContaining('insufficient_scope') });
  });

  it('to a call that only makes others says what is left, and takes none', async () => {
    const only = await replica();
    await times(3, () => only.get('batch', 'free', '/batch'));
    expect((await only.get('batch', 'free', '/batch')).headers['ratelimit']).toMatch(/^"burst";r=20, "day";r=1000;t=\d+$/);
  });

  it('whose plan was changed says the new one, and keeps what was used', async () => {
    const only = await replica();
    await times(4, () => only.get('moved', 'free'));
    expect((await only.get('moved', 'partner')).headers['ratelimit-policy']).toBe('"burst";q=1000;w=1, "day";q=30;w=86400');
    await only.stop();
    const ledger = new CallLedger(url);
    expect((await ledger.usageOf('moved')).map(({ used }) => used)).toEqual([5]);
    await ledger.close();
  });
});
