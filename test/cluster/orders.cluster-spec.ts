import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunningStrata } from '../harness/running-strata.js';
import { SandboxClient } from '../harness/sandbox-client.js';
import { eventually, type WebClient, type OrderBody } from '../harness/web-client.js';
import { OrderClients } from './order-clients.js';

const members = ['restate-1', 'platform-1', 'restate-2', 'platform-2', 'restate-3'];
const total = 200;
const inEachKill = total / members.length;
/** So that orders are under way when a member dies. */
const headStartMs = 300;

let strata: RunningStrata;
let web: WebClient;
let sandbox: SandboxClient;
beforeAll(async () => {
  strata = await RunningStrata.start({ env: { STRATA_RESTATE_NODES: '3', STRATA_PLATFORMS: '2' } });
  web = strata.web();
  sandbox = new SandboxClient(strata.sandboxUrl);
}, 180_000);
afterAll(() => strata?.stop(), 90_000);

/** The member runs again as another process, and takes its part. */
async function untilBack(member: string, before: number): Promise<void> {
  const { ports, pids } = await eventually(() => strata.record(), ({ pids: now }) => now[member] !== undefined && now[member] !== before, () => `${member} was not started again`);
  const suffix = member.endsWith('-1') ? '' : member.slice(-1);
  const isUp = (port: number | undefined, path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(({ ok }) => ok, () => false);
  const isBack = member.startsWith('restate')
    ? async () => (await isUp(ports[`restateAdmin${suffix}`], '/health')) && isUp(ports[`restateIngress${suffix}`], '/restate/health')
    : async () => answersAs(pids[member]!);
  await eventually(isBack, (back) => back, () => strata.logs(), 60_000);
}

/** Each connection of its own meets one of the processes behind the address. */
async function answersAs(pid: number): Promise<boolean> {
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(`${strata.baseUrl}/health/ready`, { headers: { connection: 'close' } }).then((answer) => answer.json(), () => undefined)));
  return answers.some((answer) => (answer as { process?: number } | undefined)?.process === pid);
}

describe('three nodes of the engine and two processes behind one address', () => {
  it('lose no order and double none while each of the five is killed once', async () => {
    const bolt = await web.item('TG0001');
    const customers = await Promise.all(Array.from({ length: 8 }, (_, index) => web.customer(String(1_000_023 + 2 * index))));
    const orders = Array.from({ length: total }, (_, index): OrderBody => ({ customerId: customers[index % customers.length].customerId, purchaseOrderNumber: `PO-CLUSTER-${index}`, lines: [{ itemId: bolt.itemId, quantity: '1' }] }));
    const before = await sandbox.summary();
    const clients = new OrderClients(web, 16);

    for (const [round, member] of members.entries()) {
      const { pids } = await strata.record();
      const placing = clients.place(orders.slice(round * inEachKill, (round + 1) * inEachKill));
      await sleep(headStartMs);
      await strata.kill(member);
      await placing;
      await untilBack(member, pids[member]!);
    }

    const lastKill = Date.now();
    const ids = new Set(clients.acknowledged.map(({ orderId }) => orderId));
    expect(ids.size).toBe(total);
    for (const orderId of ids) await web.reaches(orderId, 'paid', 120_000);
    const settledMs = Date.now() - lastKill;
    const wrong = [];
    for (const orderId of ids) {
      const books = await sandbox.booksOf(orderId);
      const counts = [books.orders, books.deliveries, books.invoices, books.payments].map(({ length }) => length);
      if (counts.some((count) => count !== 1)) wrong.push({ orderId, counts });
    }
    const after = await sandbox.summary();
    const longest = Math.max(...clients.acknowledged.map(({ tookMs }) => tookMs));
    console.log(`${ids.size} orders placed and paid; killed ${members.join(', ')}; broken tries ${JSON.stringify(Object.fromEntries(clients.broken))}; the longest stall of a client ${longest} ms; all paid ${settledMs} ms after the last member was back`);
    expect(wrong).toEqual([]);
    expect(after['orders']! - before['orders']!).toBe(total);
  }, 600_000);
});
