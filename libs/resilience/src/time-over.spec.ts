import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFor, callWithin, failure, policiesOf, read } from './policies.fixture.js';
import type { CallScope, GuardedOperation } from './policies.types.js';

const tryMs = 150;
const pauseMs = 250;

let system: Server;
let socket: Socket;
/** Whether the system answers before the thread stands still. */
let answers = true;
beforeAll(async () => {
  system = createServer((asking) => {
    asking.on('data', () => {
      if (answers) asking.write('an answer');
      // Nothing is read or timed meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    });
  });
  system.listen(0, '127.0.0.1');
  await once(system, 'listening');
  socket = connect((system.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
});
afterAll(() => {
  socket.destroy();
  system.close();
});

const asked: CallScope[] = [];
async function ask(ctx: CallScope): Promise<string> {
  asked.push(ctx);
  const answer = once(socket, 'data');
  socket.write('?');
  return String((await answer)[0]);
}

const impatient = { guardMs: 0, retry: { tries: 1 }, hedge: { share: 1 } };
const cases: [string, GuardedOperation, () => CallScope][] = [
  ['of a call that is given up', { ...read, timeoutMs: tryMs }, () => callFor('order')],
  ['of a caller who waits for a call of several', { ...read, cacheMs: 0 }, () => callWithin(tryMs)],
  ['after which a screen asks again', { ...read, hedgeMs: tryMs }, () => callFor('screen')],
];

describe('a time that ends while the thread stands still', () => {
  it.each(cases)('%s, is not over before the answer was looked for', async (_which, operation, scope) => {
    answers = true;
    asked.length = 0;
    const { value } = await policiesOf(impatient).policies.run(scope(), operation, 'what', ask);
    expect([value, asked.length]).toEqual(['an answer', 1]);
  });

  it('is over when there is none', async () => {
    answers = false;
    expect(await failure(policiesOf(impatient).policies.run(callFor('order'), { ...read, timeoutMs: tryMs }, 'what', ask))).toMatchObject({ kind: 'unavailable', details: { reason: 'timeout' } });
  });
});
