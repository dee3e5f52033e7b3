import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { Public } from './auth/declared-rights.js';
import { HttpConfig } from './config/http.config.js';
import { openDoor } from './auth/open-door.fixture.js';
import { createHttpApp } from './http-app.js';

@Public()
@Controller('things')
class ThingsController {
  @Get()
  read() {
    return {};
  }

  @Post()
  write(@Body() body: object) {
    return body;
  }

  @Get('endless')
  endless(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    const pieces = setInterval(() => reply.raw.write('x'.repeat(1_000_000)), 5);
    reply.raw.on('close', () => clearInterval(pieces));
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController] })
class ThingsModule {}

let app: NestFastifyApplication;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** An app with these settings, and connections to it. */
async function listening(settings: Partial<HttpConfig>): Promise<() => Socket> {
  app = await createHttpApp(ThingsModule, false, { http: Object.assign(new HttpConfig(), settings) });
  const server = app.getHttpServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
}

const endOf = (socket: Socket) => text(socket).catch(() => '');
const request = 'GET /things HTTP/1.1\r\nhost: x\r\n\r\n';
const isAnswered = async (socket: Socket): Promise<boolean> => {
  socket.write(request);
  return Promise.race([new Promise<boolean>((resolve) => socket.once('data', () => resolve(true))), new Promise<boolean>((resolve) => socket.once('close', () => resolve(false)))]);
};

describe('whoever sends slowly', () => {
  it.each([
    ['a head, a letter at a time', 'GET /things HTTP/1.1\r\nhost: x\r\n', 'a'],
    ['a body, a letter at a time', 'POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n', ' '],
    ['nothing at all', '', ''],
  ])('is answered 408, and the connection ends in time: %s', async (_, begin, drop) => {
    const open = await listening({ headersTimeout: 200, requestTimeout: 400 });
    const began = performance.now();
    const socket = open();
    socket.write(begin);
    const drops = setInterval(() => socket.writable && drop !== '' && socket.write(drop), 20);
    const said = await endOf(socket);
    clearInterval(drops);
    expect(said).toMatch(/^HTTP\/1.1 408 Request Timeout\r\nconnection: close\r\n/);
    expect(said).toContain('"detail":"the request did not come to its end in time"');
    // The timeout, a look, and what a busy machine takes.
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('does not keep the connection by never ending it either', async () => {
    const open = await listening({ headersTimeout: 200 });
    const socket = open();
    socket.write('GET /things HTTP/1.1\r\n');
    socket.pause();
    const server = app.getHttpServer();
    const connections = () => new Promise<number>((resolve) => void server.getConnections((_error: unknown, count: number) => resolve(count)));
    await expect.poll(connections).toBe(1);
    await expect.poll(connections, { timeout: 5_000 }).toBe(0);
  });
});

it('whoever does not read what they asked for is left', async () => {
  const open = await listening({ idleTimeout: 1_000 });
  const socket = open();
  socket.write('GET /things/endless HTTP/1.1\r\nhost: x\r\n\r\n');
  socket.pause();
  const server = app.getHttpServer();
  const connections = () => new Promise<number>((resolve) => void server.getConnections((_error: unknown, count: number) => resolve(count)));
  await expect.poll(connections).toBe(1);
  await expect.poll(connections, { timeout: 10_000 }).toBe(0);
});

describe('connections', () => {
  it('are closed that are too many, and one more is taken when one has gone', async () => {
    const open = await listening({ maxConnections: 2 });
    const [first, second] = [open(), open()];
    expect([await isAnswered(first), await isAnswered(second), await isAnswered(open())]).toEqual([true, true, false]);
    first.destroy();
    await delay(50);
    expect(await isAnswered(open())).toBe(true);
  });

  it('of one address are closed that are too many', async () => {
    const open = await listening({ maxConnectionsPerAddress: 2 });
    const [first, second] = [open(), open()];
    expect([await isAnswered(first), await isAnswered(second), await isAnswered(open())]).toEqual([true, true, false]);
    second.destroy();
    await delay(50);
    expect(await isAnswered(open())).toBe(true);
  });

  it('that nobody uses end', async () => {
    const open = await listening({ keepAliveTimeout: 100 });
    const socket = open();
    expect(await isAnswered(socket)).toBe(true);
    const began = performance.now();
    await endOf(socket);
    // Node gives a second more to a request that is on its way.
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
