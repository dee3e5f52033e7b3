import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, Get, Header, Module, NotFoundException, Res, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Public } from '../auth/declared-rights.js';
import { HttpConfig } from '../config/http.config.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';

@Public()
@Controller('web/v1/things')
class ThingsController {
  @Get()
  read() {
    return { a: 'x'.repeat(2_000) };
  }

  @Get('page')
  @Header('content-security-policy', "default-src 'self'")
  @Header('content-type', 'text/html; charset=utf-8')
  page() {
    return '<p>';
  }

  @Get('file')
  file() {
    return new StreamableFile(Buffer.from('x'));
  }

  @Get('events')
  events(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.end(': over\n\n');
  }

  @Get('raw')
  raw(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.setHeader('x-frame-options', 'SAMEORIGIN');
    reply.raw.end();
  }

  @Get('none')
  none(): never {
    throw new NotFoundException();
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController] })
class ThingsModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(ThingsModule, false);
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const strict = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

it.each([
  ['/web/v1/things', 200],
  ['/web/v1/things/file', 200],
  ['/web/v1/things/events', 200],
  ['/web/v1/things/none', 404],
  ['/nowhere', 404],
  ['/web/v1/things/%ff', 400],
  [`/web/v1/things?${'x'.repeat(9_000)}`, 414],
])('an answer carries strict headers, whoever writes it: %#', async (path, status) => {
  const answered = await request(app.getHttpServer()).get(path);
  expect([answered.status, answered.headers]).toEqual([status, expect.objectContaining({ ...strict, 'strata-request-id': expect.stringMatching(/^[0-9a-f]{32}$/) })]);
  expect(answered.headers).not.toHaveProperty('strict-transport-security');
});

it('an answer that its reader has already carries them too', async () => {
  const { headers } = await request(app.getHttpServer()).get('/web/v1/things');
  const again = await request(app.getHttpServer()).get('/web/v1/things').set('if-none-match', headers['etag']!);
  expect([again.status, again.headers]).toEqual([304, expect.objectContaining(strict)]);
});

it('a compressed answer carries them too', async () => {
  const { headers } = await request(app.getHttpServer()).get('/web/v1/things').set('accept-encoding', 'gzip');
  expect(headers).toMatchObject({ ...strict, 'content-encoding': 'gzip' });
});

it('what is no request is answered with them', async () => {
  const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  socket.write('GARBAGE\r\n\r\n');
  const said = await text(socket);
  for (const [name, value] of Object.entries(strict)) expect(said).toContain(`${name}: ${value}\r\n`);
});

it('an answer names its request by the trace that it came with, or by one of its own', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const ask = async (traceparent?: string) => (await request(app.getHttpServer()).get('/web/v1/things').set(traceparent === undefined ? {} : { traceparent })).headers['strata-request-id'];
  expect(await ask(`00-${trace}-00f067aa0ba902b7-01`)).toBe(trace);
  const others = [await ask(), await ask(), await ask(`00-${trace}"-00f067aa0ba902b7-01`), await ask(`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`), await ask(`00-${trace}-${'0'.repeat(16)}-01`)];
  expect(new Set([...others, trace, '0'.repeat(32)]).size).toBe(7);
});

it('what a handler says itself goes before them', async () => {
  const page = await request(app.getHttpServer()).get('/web/v1/things/page');
  expect(page.headers).toMatchObject({ ...strict, 'content-security-policy': "default-src 'self'" });
  const raw = await request(app.getHttpServer()).get('/web/v1/things/raw');
  expect(raw.headers).toMatchObject({ ...strict, 'x-frame-options': 'SAMEORIGIN' });
});

it('browsers are told to come by TLS alone where a proxy speaks it for us', async () => {
  const secure = await createHttpApp(ThingsModule, false, { http: Object.assign(new HttpConfig(), { behindTls: true }) });
  const { headers } = await request(secure.getHttpServer()).get('/web/v1/things');
  expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
  await secure.close();
});
