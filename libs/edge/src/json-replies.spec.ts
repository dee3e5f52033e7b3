import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Controller, Get, Header, Module, NotFoundException, Post, Res, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedIn } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { createHttpApp } from './http-app.js';
import { entityTagOf, isKnown } from './json-replies.js';

const screen = { customerId: 'c', master: { source: 'erp', asOf: '2026-11-25T09:00:00.000Z', stale: false }, note: 'says "asOf":"never"' };
let shown: object = screen;
let madeOfFile: Promise<number>;

@SignedIn()
@Controller()
class ScreensController {
  @Get(['web/v1/screen', 'erp/v1/screen'])
  screen() {
    return shown;
  }

  @Get('web/v1/prices')
  @Header('cache-control', 'private, max-age=5')
  prices() {
    return { items: Array.from({ length: 100 }, (_, position) => ({ itemId: `item-${position}` })) };
  }

  @Get('web/v1/nothing')
  nothing(): never {
    throw new NotFoundException('no such screen');
  }

  @Post('web/v1/screen')
  write() {
    return shown;
  }

  @Get('bi/v1/file')
  file() {
    let made = 0;
    const stream = Readable.from(
      (async function* () {
        for (; made < 1_000; made += 1) yield Buffer.alloc(1_000);
      })(),
      { objectMode: false },
    );
    madeOfFile = new Promise((resolve) => stream.once('close', () => resolve(made)));
    return new StreamableFile(stream, { type: 'text/csv' });
  }

  @Get('web/v1/events')
  events(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.end(`data: ${'x'.repeat(5_000)}\n\n`);
  }
}

@Module({ imports: [openDoor()], controllers: [ScreensController] })
class ScreensModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(ScreensModule, false);
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}, method: InjectOptions['method'] = 'GET') => app.inject({ method, url, headers });

describe('a file of which the headers alone are asked for', () => {
  it.each<Record<string, string>>([{}, { 'accept-encoding': 'gzip' }])('is not made, with %o', async (headers) => {
    const { statusCode, headers: answered, body } = await get('/bi/v1/file', headers, 'HEAD');
    expect([statusCode, answered['content-type'], body]).toEqual([200, 'text/csv', '']);
    expect(await madeOfFile).toBe(0);
    expect((await get('/bi/v1/file')).body).toHaveLength(1_000_000);
  });
});

describe('what an experience reads', () => {
  it('has a weak entity tag, and is kept by its reader alone who asks again', async () => {
    const { statusCode, headers, body } = await get('/web/v1/screen');
    expect([statusCode, JSON.parse(body)]).toEqual([200, screen]);
    expect(headers).toMatchObject({ etag: expect.stringMatching(/^W\/"[\w-]{27}"$/), 'cache-control': 'private, no-cache', 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding, authorization, x-api-key' });
  });

  it('is not sent again to who has it: 304 with the same tag and no body', async () => {
    const first = await get('/web/v1/screen');
    const again = await get('/web/v1/screen', { 'if-none-match': `"other", ${String(first.headers.etag)}` });
    expect([again.statusCode, again.body, again.headers.etag, again.headers['content-type']]).toEqual([304, '', first.headers.etag, undefined]);
    expect(again.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'accept-encoding, authorization, x-api-key' });
  });

  it('is the same when it was read again and says the same, and another when it is stale or says something else', async () => {
    const { etag } = (await get('/web/v1/screen')).headers;
    const tagOf = async (view: object) => {
      shown = view;
      return (await get('/web/v1/screen')).headers.etag;
    };
    expect(await tagOf({ ...screen, master: { ...screen.master, asOf: '2026-11-25T10:00:00.000Z' } })).toBe(etag);
    expect(await tagOf({ ...screen, master: { ...screen.master, stale: true } })).not.toBe(etag);
    expect(await tagOf({ ...screen, note: 'says "asOf":"ever"' })).not.toBe(etag);
    shown = screen;
  });

  it('keeps what its controller says of its life', async () => {
    expect((await get('/web/v1/prices')).headers).toMatchObject({ 'cache-control': 'private, max-age=5', etag: expect.any(String) });
  });

  it('can be asked for its head, with the tag of the whole', async () => {
    const head = await get('/web/v1/screen', {}, 'HEAD');
    expect([head.body, head.headers.etag]).toEqual(['', (await get('/web/v1/screen')).headers.etag]);
  });
});

it.each([
  ['GET', '/erp/v1/screen', 200],
  ['POST', '/web/v1/screen', 201],
  ['GET', '/web/v1/nothing', 404],
] as const)('%s %s has no tag', async (method, url, status) => {
  const { statusCode, headers } = await get(url, { 'if-none-match': '*' }, method);
  expect([statusCode, headers.etag]).toEqual([status, undefined]);
});

describe('an answer worth it', () => {
  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip;q=1.0, br;q=0.5', 'gzip', gunzipSync],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ] as const)('is compressed for who takes %s, and its tag stays', async (accepted, encoding, open) => {
    const plain = await get('/web/v1/prices');
    const { headers, rawPayload } = await get('/web/v1/prices', { 'accept-encoding': accepted });
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding, authorization, x-api-key', etag: plain.headers.etag });
    expect(rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(open(rawPayload).toString()).toBe(plain.body);
  });

  it.each([
    ['/web/v1/screen', 'br'],
    ['/web/v1/events', 'br'],
    ['/web/v1/prices', 'identity'],
    ['/web/v1/prices', 'deflate'],
  ])('is not %s for who takes %s', async (url, accepted) => {
    const { headers, statusCode } = await get(url, { 'accept-encoding': accepted });
    expect([statusCode, headers['content-encoding']]).toEqual([200, undefined]);
  });
});

it('a tag is known by its name, by a list with it, weakly, and by any', () => {
  const tag = entityTagOf('{}');
  expect([tag, tag.slice(2), `"a", ${tag}`, '*'].map((header) => isKnown(tag, header))).toEqual([true, true, true, true]);
  expect([undefined, '', '"a"', 'W/"a"', tag.slice(3, -1)].map((header) => isKnown(tag, header))).toEqual([false, false, false, false, false]);
});
