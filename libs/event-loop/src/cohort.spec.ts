import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cohort } from './cohort.js';
import { whenTimeIsOver } from './time-over.js';

let server: Server;
let sockets: Socket[];
let ours: Socket[];

beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ours = [];
  sockets = [];
  while (sockets.length < 2) {
    const open = once(server, 'connection');
    sockets.push(connect((server.address() as AddressInfo).port, '127.0.0.1'));
    ours.push(...((await open) as [Socket]));
  }
});
afterEach(() => {
  for (const socket of [...sockets, ...ours]) socket.destroy();
  server.close();
});

/** What is written is read once this has ended: nothing is read or timed meanwhile. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('what arrives at one turn of the event loop', () => {
  it('goes on together, step by step', async () => {
    const steps: string[] = [];
    let ended = 0;
    const bothEnded = Promise.withResolvers<void>();
    const cohort = new Cohort<string>((name) => void goOn(name));
    async function goOn(name: string): Promise<void> {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} goes on`);
      if (++ended === sockets.length) bothEnded.resolve();
    }
    for (const socket of sockets) socket.on('data', (name) => cohort.add(String(name)));

    for (const [at, name] of ['first', 'second'].entries()) ours[at]!.write(name);
    standStill(20);
    await bothEnded.promise;

    expect(steps.map((step) => step.split(' ').slice(1).join(' '))).toEqual(['begins', 'begins', 'goes on', 'goes on']);
    expect(steps.toSorted()).toEqual(['first begins', 'first goes on', 'second begins', 'second goes on']);
  });

  it('is handled once, and what comes later at a later turn', async () => {
    const handled: string[] = [];
    const cohort = new Cohort<string>((name) => {
      handled.push(name);
      if (name === 'first') cohort.add('of the first');
    });
    cohort.add('first');
    cohort.add('second');
    expect(handled).toEqual([]);
    await new Promise(setImmediate);
    expect(handled).toEqual(['first', 'second']);
    await new Promise(setImmediate);
    expect(handled).toEqual(['first', 'second', 'of the first']);
  });

  it('is handled before a time is over that ended while the thread stood still', async () => {
    const happened: string[] = [];
    const cohort = new Cohort<() => void>((end) => {
      happened.push('handled');
      end();
    });
    const end = whenTimeIsOver(10, () => happened.push('over'));
    sockets[0]!.on('data', () => cohort.add(end));

    ours[0]!.write('an answer');
    standStill(30);
    await once(sockets[0]!, 'data');
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);

    expect(happened).toEqual(['handled']);
  });

  it('lets a time be over that nothing ends', async () => {
    const over: string[] = [];
    whenTimeIsOver(1, () => over.push('ended'))();
    whenTimeIsOver(10, () => over.push('not ended'));
    await expect.poll(() => over).toEqual(['not ended']);
  });
});
