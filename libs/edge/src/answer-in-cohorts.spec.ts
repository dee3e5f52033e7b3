import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Controller, Get, Module, Param } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedIn } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { createHttpApp } from './http-app.js';

const steps: string[] = [];

@SignedIn()
@Controller()
class StepsController {
  @Get('steps/:name')
  async take(@Param('name') name: string) {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} goes on`);
    return { name };
  }
}

@Module({ imports: [openDoor()], controllers: [StepsController] })
class StepsModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(StepsModule, false);
  await app.getHttpAdapter().getInstance().listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

/** A connection on which a first call was answered. */
async function connected() {
  const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  const ask = async (name: string): Promise<string> => {
    socket.write(`GET /steps/${name} HTTP/1.1\r\nhost: strata\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [string];
    return answer.slice(answer.indexOf('\r\n\r\n') + 4);
  };
  await ask('first');
  return { ask, end: () => socket.destroy() };
}

describe('requests that arrive at one turn of the event loop', () => {
  it('are answered together, step by step, each with its own answer', async () => {
    const [one, other] = [await connected(), await connected()];
    steps.length = 0;

    const answers = [one.ask('one'), other.ask('other')];
    // Both have arrived before any of them is read.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);

    expect(await Promise.all(answers)).toEqual(['{"name":"one"}', '{"name":"other"}']);
    // Which of them comes first is the kernel's.
    expect(steps.map((step) => step.slice(step.indexOf(' ') + 1))).toEqual(['begins', 'begins', 'goes on', 'goes on']);
    one.end();
    other.end();
  });
});
