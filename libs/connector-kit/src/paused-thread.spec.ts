import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remainingMs, StrataError, type CallContext } from '#canonical';
import { createHttpOut, type HttpOut } from '#http-out';
import { callOf, paperSystem } from './connected-system.fixture.js';

const tryMs = 250;
const pauseMs = 400;
/** As many as a circuit wants to have seen before it opens. */
const screens = 20;

let server: Server;
let http: HttpOut;
let asked: ServerResponse[] = [];
let onAsked: () => void;
beforeAll(async () => {
  server = createServer((_, response) => {
    asked.push(response);
    onAsked();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  http = createHttpOut({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await http.close();
  server.closeAllConnections();
  server.close();
});

const standStill = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const timedOut = (cause: unknown): never => {
  throw new StrataError('unavailable', 'no answer', { cause, reason: 'timeout' });
};
const systemOf = () =>
  paperSystem(
    { readCredit: async (ctx: CallContext, _args: { customerId: string }) => (await http.send({ method: 'GET', path: '/', timeoutMs: remainingMs(ctx) }).catch(timedOut)).body },
    { readCredit: { tryTimeout: tryMs, tries: 2, hedge: 'off' } },
  );

describe('screens that wait for a system while the thread stands still for longer than a try', () => {
  it('get the answers that came meanwhile, and the system is neither asked again nor taken for one that is down', async () => {
    asked = [];
    onAsked = () => {
      if (asked.length !== screens) return;
      for (const response of asked) response.end('a limit');
      standStill(pauseMs);
    };
    const system = systemOf();
    const answers = await Promise.all(Array.from({ length: screens }, (_, of) => system.call(callOf('screen'), 'readCredit', { customerId: String(of) })));
    expect(answers.map(({ value, attempts }) => [value, attempts.map(({ outcome }) => outcome)])).toEqual(answers.map(() => ['a limit', ['ok']]));
    expect(asked).toHaveLength(screens);
    expect(system.state().circuits).toEqual({ readCredit: 'closed' });
  });

  it('are told how long the answers really took', async () => {
    asked = [];
    onAsked = () => {
      asked[0]!.end('a limit');
      standStill(pauseMs);
    };
    const { attempts } = await systemOf().call(callOf('screen'), 'readCredit', { customerId: '1' });
    expect(attempts[0]!.durationMs).toBeGreaterThanOrEqual(pauseMs);
  });

  it('are refused what does not come, at their deadline as ever', async () => {
    asked = [];
    onAsked = () => {
      if (asked.length === 1) standStill(pauseMs);
    };
    const ctx = callOf('screen', 2 * pauseMs);
    await expect(systemOf().call(ctx, 'readCredit', { customerId: '1' })).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'deadline' } });
    expect(Date.now() - ctx.deadline).toBeLessThan(pauseMs);
    server.closeAllConnections();
  });
});
