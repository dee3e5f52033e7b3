import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFor, callWithin, failure, policiesOf, read } from './policies.fixture.js';
import type { CallScope, GuardedOperation } from './policies.types.js';
import { Waits } from './waits.js';

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

describe('times that are waited for side by side', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are over each in its own time, whichever began first, unless the wait was ended', async () => {
    const waits = new Waits();
    const over: number[] = [];
    const begun = [300, 100, 200, 100].map((ms) => waits.begin(ms, () => over.push(ms)));
    waits.end(begun[2]!);
    await vi.advanceTimersByTimeAsync(99);
    expect(over).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toEqual([100, 100]);
    waits.begin(50, () => over.push(50));
    await vi.advanceTimersByTimeAsync(50);
    expect(over).toEqual([100, 100, 50]);
    await vi.advanceTimersByTimeAsync(149);
    expect(over).toEqual([100, 100, 50]);
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toEqual([100, 100, 50, 300]);
  });

  it('keep no process from ending once nobody waits', () => {
    const waits = new Waits();
    const begun = [10, 20].map((ms) => waits.begin(ms, () => undefined));
    expect(vi.getTimerCount()).toBe(1);
    for (const wait of begun) waits.end(wait);
    expect(vi.getTimerCount()).toBe(0);
  });
});
