import { Controller, Get, Module, NotFoundException, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../auth/declared-rights.js';
import { CorsConfig } from '../config/http.config.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';

@Public()
@Controller()
class ThingsController {
  @Get(['web/v1/things', 'mobile/v1/things', 'order-to-cash/v1/things'])
  read() {
    return {};
  }

  @Post('web/v1/things')
  write() {
    return {};
  }

  @Get('web/v1/none')
  none(): never {
    throw new NotFoundException();
  }

  @Get('web/v1/events')
  events(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream' });
    reply.raw.end();
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController] })
class ThingsModule {}

const shop = 'https://shop.example.com';
const phone = 'http://localhost:8100';
const settings = { web: { origins: [shop, 'https://desk.example.com'] }, mobile: { origins: [phone] } };

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(ThingsModule, false, { cors: plainToInstance(CorsConfig, settings) });
});
afterAll(() => app.close());

const preflight = (path: string, origin: string) => request(app.getHttpServer()).options(path).set({ origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,idempotency-key' });
const read = (path: string, origin?: string) => request(app.getHttpServer()).get(path).set(origin === undefined ? {} : { origin });
const corsHeaders = (headers: Record<string, string>) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('a page of a configured origin', () => {
  it('is let to call with a token, and to read what it needs of the answer', async () => {
    const { status, headers } = await preflight('/web/v1/things', shop);
    expect([status, headers['access-control-allow-origin'], headers['access-control-allow-methods'], headers['access-control-max-age']]).toEqual([204, shop, 'GET, HEAD, POST', '600']);
    expect(headers['access-control-allow-headers']!.split(', ')).toEqual(expect.arrayContaining(['authorization', 'idempotency-key', 'if-none-match', 'content-type']));
    const answered = await read('/web/v1/things', shop);
    expect(answered.headers['access-control-allow-origin']).toBe(shop);
    expect(answered.headers['access-control-expose-headers']!.split(', ')).toEqual(expect.arrayContaining(['etag', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after']));
  });

  it.each(['/web/v1/none', '/web/v1/nowhere', '/web/v1/events'])('may read every answer: %s', async (path) => {
    expect((await read(path, shop)).headers['access-control-allow-origin']).toBe(shop);
  });

  it('never sends what its browser keeps of us', async () => {
    for (const { headers } of [await preflight('/web/v1/things', shop), await read('/web/v1/things', shop)]) expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('is told apart by caches', async () => {
    expect((await read('/web/v1/things', shop)).headers['vary']).toMatch(/^Origin, accept-encoding/);
  });
});

describe('a page of another origin', () => {
  it.each([
    ['/web/v1/things', 'https://evil.example.com'],
    ['/web/v1/things', phone],
    ['/mobile/v1/things', shop],
    ['/web/v1/things', 'null'],
    ['/web/v1/things', `${shop}.evil.example.com`],
    ['/web/v1/things', 'http://shop.example.com'],
    ['/order-to-cash/v1/things', shop],
  ])('is not let to call %s: %s', async (path, origin) => {
    const before = await preflight(path, origin);
    expect([before.status, corsHeaders(before.headers)]).toEqual([404, []]);
    expect(corsHeaders((await read(path, origin)).headers)).toEqual([]);
  });
});

it('whoever is no page is answered as ever', async () => {
  const { status, headers } = await read('/web/v1/things');
  expect([status, corsHeaders(headers)]).toEqual([200, []]);
});

it('where no origin is configured no page may call', async () => {
  const closed = await createHttpApp(ThingsModule, false);
  const { status, headers } = await request(closed.getHttpServer()).options('/web/v1/things').set({ origin: shop, 'access-control-request-method': 'GET' });
  expect([status, corsHeaders(headers)]).toEqual([404, []]);
  await closed.close();
});

it.each(['*', 'https://*.example.com', 'https://shop.example.com/', 'https://shop.example.com/path', 'shop.example.com', 'null'])('%s is no origin that can be configured', (origin) => {
  expect(validateSync(plainToInstance(CorsConfig, { web: { origins: [origin] } }))).toHaveLength(1);
});
