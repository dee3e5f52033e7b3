import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedIn } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { createHttpApp } from './http-app.js';

@SignedIn()
@Controller()
class ThingsController {
  @Post('things')
  echo(@Body() body: object) {
    return body;
  }

  @Post('things::count')
  @HttpCode(200)
  count() {
    return { count: 3 };
  }

  @Get('things/names')
  names(@Query() query: object) {
    return query;
  }

  @Get('things/events')
  events(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(': here\n\n');
    setTimeout(() => reply.raw.end(': over\n\n'), 30);
  }

  @Get('things/trouble')
  trouble(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(': here\n\n');
    throw new Error('in the middle');
  }

  @Post('things/nothing')
  @HttpCode(204)
  nothing(): void {}

  @Get('files/*')
  files(@Res() reply: FastifyReply): void {
    reply.callNotFound();
  }

  @Get('things/:id')
  thing(@Param('id') id: string) {
    return { id };
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController] })
class ThingsModule {}

let app: NestFastifyApplication;
let port: number;
beforeAll(async () => {
  app = await createHttpApp(ThingsModule, false);
  const server = app.getHttpServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
});
afterAll(() => app.close());

const door = () => request(app.getHttpServer());

/** What a connection is told that says this, and nothing more. */
async function told(bytes: string): Promise<{ head: string; body: Record<string, unknown> }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head, body: JSON.parse(body) as Record<string, unknown> };
}

describe('an address', () => {
  it('may end in a verb behind a colon', async () => {
    expect((await door().post('/things:count')).body).toEqual({ count: 3 });
  });

  it('may hold an id of any length, with every escape', async () => {
    const id = `${'x'.repeat(500)} ä/:%`;
    expect((await door().get(`/things/${encodeURIComponent(id)}`)).body).toEqual({ id });
  });

  it('names a parameter once, or several times', async () => {
    expect((await door().get('/things/names?a=1&b=2&b=3')).body).toEqual({ a: '1', b: ['2', '3'] });
  });

  it('may end in a slash', async () => {
    expect((await door().get('/things/7/')).body).toEqual({ id: '7' });
  });

  it.each(['/things/%', '/things/%ff'])('whose escapes spell nothing is refused in our words: %s', async (path) => {
    const { status, headers, body } = await door().get(path);
    expect([status, headers['content-type'], body.kind]).toEqual([400, 'application/problem+json; charset=utf-8', 'invalid']);
  });

  it('that is too long is refused, whether there is something or not', async () => {
    for (const path of ['/things/names', '/nowhere']) {
      const { status, headers, body } = await door().get(`${path}?a=${'x'.repeat(8_192)}`);
      expect([status, headers['content-type'], body.title, body.detail]).toEqual([414, 'application/problem+json; charset=utf-8', 'URI Too Long', 'the address is longer than 8192 characters']);
    }
  });

  it('that is not there is told with its method', async () => {
    const { status, body } = await door().get('/nowhere?a=1');
    expect([status, body.title, body.detail]).toEqual([404, 'Not Found', 'Cannot GET /nowhere?a=1']);
  });

  it.each([
    ['put', '/things/7', 'GET, HEAD'],
    ['delete', '/things/%20anything/?a=1', 'GET, HEAD'],
    ['patch', '/things', 'POST'],
    ['get', '/things:count', 'POST'],
    ['trace', '/things/names', 'GET, HEAD'],
    ['propfind', '/things/7', 'GET, HEAD'],
  ] as const)('is told by which methods it is called, when by none of them: %s %s', async (method, path, allow) => {
    const { status, headers, body } = await door()[method](path);
    expect([status, headers['allow'], headers['content-type']]).toEqual([405, allow, 'application/problem+json; charset=utf-8']);
    expect(body).toEqual({ type: 'about:blank', title: 'Method Not Allowed', status: 405, detail: `this address takes ${allow}, and not ${method.toUpperCase()}`, kind: 'invalid', retryable: false });
  });

  it('says so before it looks at a body', async () => {
    for (const [method, fields] of [['QUERY', ''], ['PUT', 'content-type: text/plain\r\n'], ['PUT', 'content-type: application/json\r\n']]) {
      const { head } = await told(`${method} /things/7 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${fields}content-length: 1\r\n\r\n{`);
      expect([method, fields, head.split('\r\n')[0]]).toEqual([method, fields, 'HTTP/1.1 405 Method Not Allowed']);
    }
  });

  it.each([
    ['put', '/nowhere'],
    ['put', '/things/7/parts'],
    ['get', '/files/gone'],
    ['put', '/files/gone'],
    ['options', '/things/7'],
    ['head', '/things'],
  ] as const)('is not there where no handler is, nor where one for all below finds nothing: %s %s', async (method, path) => {
    const { status, headers } = await door()[method](path);
    expect([status, headers['allow']]).toEqual([404, undefined]);
  });

  it('that can be read can be asked for its head alone', async () => {
    const { status, headers, text: said } = await door().head('/things/7');
    expect([status, headers['content-length'], said]).toEqual([200, '10', undefined]);
  });
});

describe('a body', () => {
  const post = (type: string, body: string | Buffer) => door().post('/things').set('content-type', type).send(body);

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('of the type %s is read', async (type) => {
    expect((await post(type, '{"a":"ä"}')).body).toEqual({ a: 'ä' });
  });

  it('may begin with a byte order mark', async () => {
    expect((await post('application/json', '\ufeff{"a":1}')).body).toEqual({ a: 1 });
  });

  it.each(['json', 'application/vnd.sap+json', 'text/plain', 'multipart/form-data; boundary=x'])('of the type %s is told to be JSON', async (type) => {
    const { status, body } = await post(type, '{"a":1}');
    expect([status, body.kind, body.detail]).toEqual([400, 'invalid', 'the body must be JSON, with the header content-type: application/json']);
  });

  it.each(['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'gzip, gzip', 'anything'])('that is coded as %s is told to come as it is, and is not unpacked', async (coding) => {
    const { status, body } = await door().post('/things').set('content-type', 'application/json').set('content-encoding', coding).send('{"a":1}');
    expect([status, body.kind, body.detail]).toEqual([400, 'invalid', 'the body must be JSON as it is, without content-encoding']);
  });

  it('that says that it is not coded is read', async () => {
    expect((await door().post('/things').set('content-type', 'application/json').set('content-encoding', 'identity').send('{"a":1}')).body).toEqual({ a: 1 });
  });

  it('without a type is told to be JSON', async () => {
    const { head, body } = await told('POST /things HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}');
    expect([head.split('\r\n')[0], body['kind']]).toEqual(['HTTP/1.1 400 Bad Request', 'invalid']);
  });

  it('with a name that would change what objects are is told that it is not known', async () => {
    const { status, body } = await post('application/json', '{"__proto__":{"admin":true}}');
    expect([status, body.errors]).toEqual([400, [{ pointer: '/__proto__', detail: '__proto__ is not a known field' }]]);
  });

  it('whose objects and lists stand deep in each other is refused before it is read', async () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const { status, body } = await post('application/json', nested(65));
    expect([status, body.errors]).toEqual([400, [{ pointer: '', detail: 'at most 64 objects and lists stand in each other' }]]);
    expect((await post('application/json', nested(64))).status).toBe(201);
    expect((await post('application/json', '['.repeat(100_000))).status).toBe(400);
    expect((await post('application/json', '{"a":'.repeat(20_000))).status).toBe(400);
  });

  it('may hold any number of brackets in its texts, and any number of objects beside each other', async () => {
    const texts = { a: '['.repeat(1_000), b: `\\"${'{'.repeat(1_000)}`, c: '\\\\', d: Array.from({ length: 500 }, () => ({})) };
    expect((await post('application/json', JSON.stringify(texts))).body).toEqual(texts);
  });

  it('over the limit is refused, however its length is said, and the connection can go on', async () => {
    const chunked = door().post('/things').set({ 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    chunked.write(`{"a":"${'x'.repeat(300_000)}"}`);
    expect((await chunked).status).toBe(413);
    const { status, headers } = await post('application/json', `{"a":"${'x'.repeat(300_000)}"}`);
    expect(status).toBe(413);
    expect(headers['connection']).not.toBe('close');
  });

  it('of an answer may be none', async () => {
    const { status, text: said, headers } = await door().post('/things/nothing');
    expect([status, said, headers['content-type']]).toEqual([204, '', undefined]);
  });
});

describe('a stream', () => {
  it('is written as it comes', async () => {
    expect((await door().get('/things/events')).text).toBe(': here\n\n: over\n\n');
  });

  it('that fails in its middle ends', async () => {
    expect((await door().get('/things/trouble')).text).toBe(': here\n\n');
  });
});

it('a request with too many header fields is refused', async () => {
  const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '1']));
  // Node's client sends four of its own.
  const { status, body } = await door().get('/things/7').set(fields(100));
  expect([status, body.title, body.detail]).toEqual([431, 'Request Header Fields Too Large', 'the header fields are too long, or too many']);
  expect((await door().get('/things/7').set(fields(90))).status).toBe(200);
});

describe('what is no request', () => {
  it.each([
    ['GARBAGE\r\n\r\n', '400 Bad Request'],
    [`GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
  ])('%j is answered in our words', async (bytes, line) => {
    const { head, body } = await told(bytes);
    expect(head).toContain(`HTTP/1.1 ${line}\r\n`);
    expect(head).toContain('content-type: application/problem+json');
    expect([body['type'], `${String(body['status'])} ${String(body['title'])}`]).toEqual(['about:blank', line]);
  });
});

it('an app that ends answers what came in before', async () => {
  const ending = await createHttpApp(ThingsModule, false);
  const server = ending.getHttpServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /things/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  const said = text(socket);
  await delay(15);
  await ending.close();
  expect(await said).toContain(': over');
});
