import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { EngineAdmin } from '#durable';
import { OrderClients } from '../cluster/order-clients.js';
import { PlatformProcess } from '../harness/platform-process.js';
import { demoConfig, RunningStrata } from '../harness/running-strata.js';
import { SandboxClient } from '../harness/sandbox-client.js';
import { eventually, type WebClient, type OrderBody } from '../harness/web-client.js';
import { buyers, items, orderOf } from './buyers.js';
import { StoredOrders } from './stored-orders.js';

const frontEnds = 4;
const betweenOrdersMs = 400;
/** Longer than the 5 s that any process waits for its handlers at the end: only what is handed over survives. */
const slowCreate = { system: 'erp', operation: 'API_SALES_ORDER_SRV/A_SalesOrder', slow: { ms: 6_500 } } as const;

let strata: RunningStrata;
let web: WebClient;
let sandbox: SandboxClient;
let engine: EngineAdmin;
const platforms: PlatformProcess[] = [];
beforeAll(async () => {
  // An order on hold is looked at every second, and all of them are compared every two.
  const config = await demoConfig((text) => `${text}\norderToCash: { recheckHoldsEvery: 1000, reconcileEvery: 2000 }\n`);
  strata = await RunningStrata.start({ config, env: { STRATA_PLATFORMS: '0' } });
  engine = new EngineAdmin([`http://127.0.0.1:${(await strata.record()).ports['restateAdmin']}`]);
  web = strata.desk();
  sandbox = new SandboxClient(strata.sandboxUrl);
});
afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.kill()));
  await engine?.close();
  await strata?.stop();
});

async function deploy(build: string, workerPort?: number): Promise<PlatformProcess> {
  const platform = await PlatformProcess.start(strata, build, workerPort);
  platforms.push(platform);
  return platform;
}

async function deploymentOf(build: string): Promise<string> {
  const known = await engine.deployments();
  return known.find(({ metadata }) => metadata?.['build'] === build)!.id;
}

/** Orders by the deployment that their work in the engine began on, as far as a look every so often sees it. */
class Carriers {
  readonly seen = new Map<string, Set<string>>();

  async look(): Promise<void> {
    const rows = await engine.query<{ key: string; deployment: string }>(
      `SELECT target_service_key AS key, pinned_deployment_id AS deployment FROM sys_invocation WHERE target_service_name = 'o2c.Order' AND pinned_deployment_id IS NOT NULL AND status <> 'completed'`,
    );
    for (const { key, deployment } of rows) this.seen.set(deployment, (this.seen.get(deployment) ?? new Set()).add(key));
  }

  of(deployment: string): Set<string> {
    return this.seen.get(deployment) ?? new Set();
  }
}

describe('a second version that is deployed under load', () => {
  it('takes over: every order is paid exactly once, and the first version ends by itself', { timeout: 120_000 }, async () => {
    onTestFailed(async () => console.error(platforms.map(({ output }, index) => `== version ${index + 1}\n${output}`).join('\n'), await strata.logs()));
    const first = await deploy('1');
    await first.ready();
    const older = await deploymentOf('1');

    const held = await Promise.all([1, 2, 3].map(async () => (await web.order(await orderOf({ web }, buyers.withoutCredit, [[items.bolt, '1']]))).orderId));
    for (const orderId of held) await web.reaches(orderId, 'on-hold');
    const stored = new StoredOrders(engine);
    const ofVersion1 = await ordersInFlight();
    for (const orderId of ofVersion1) await stored.makeVersion1(orderId);

    let isLoaded = true;
    const carriers = new Carriers();
    const looking = whileTrue(() => isLoaded, 100, () => carriers.look());
    const wish = await orderOf({ web }, buyers.crashing, [[items.bolt, '1']]);
    const clients = await Promise.all(Array.from({ length: frontEnds }, (_, index) => frontEnd(wish, index)));
    const placing = clients.map(({ client, next }) => whileTrue(() => isLoaded, betweenOrdersMs, () => client.place([next()])));

    await sleep(1_000);
    await sandbox.fault({ system: 'erp', down: true });
    await sleep(500);
    await sandbox.repair();
    await sleep(1_500);
    // What begins on version 1 until version 2 is there is still under way then.
    await sandbox.fault(slowCreate);
    const second = await deploy('2');
    await second.ready();
    const newer = await deploymentOf('2');
    const begun = await engine.query(`SELECT id FROM sys_invocation WHERE pinned_deployment_id = '${older}' AND status <> 'completed'`);
    const ended = first.terminate();
    await sleep(1_000);
    await sandbox.repair();
    expect(await ended).toBe(0);
    expect(await engine.query(`SELECT id, status FROM sys_invocation WHERE pinned_deployment_id = '${older}' AND status <> 'completed'`)).toEqual([]);
    await sleep(500);
    isLoaded = false;
    await Promise.all([looking, ...placing]);

    expect(await Promise.all(ofVersion1.map((orderId) => stored.schemaVersionOf(orderId)))).toEqual([1, 1]);
    for (const orderId of ofVersion1) expect((await web.post(`/order-to-cash/v1/orders/${orderId}/deliveries`, {}, { 'idempotency-key': crypto.randomUUID() })).status).toBe(202);
    for (const orderId of held) await sandbox.release((await sandbox.booksOf(orderId)).orders[0].salesOrder);
    const placed = clients.flatMap(({ client }) => client.acknowledged.map(({ orderId }) => orderId));
    const all = [...new Set([...held, ...placed])];
    const both = all.filter((orderId) => carriers.of(older).has(orderId) && carriers.of(newer).has(orderId));
    const broken = clients.map(({ client }) => Object.fromEntries(client.broken));
    console.log(`${all.length} orders; ${begun.length} pieces of work were under way on version 1 when it was told to end; of orders ${carriers.of(older).size} were seen on version 1, ${carriers.of(newer).size} on version 2, ${both.length} on both; broken tries ${JSON.stringify(broken)}`);
    expect(all).toHaveLength(held.length + placed.length);
    for (const orderId of [...all, ...ofVersion1]) await web.reaches(orderId, 'paid', 40_000);
    expect(await Promise.all(ofVersion1.map((orderId) => stored.schemaVersionOf(orderId)))).toEqual([2, 2]);
    const shipped = await Promise.all(ofVersion1.map(async (orderId) => (await web.read(orderId)).lines.map(({ ledger }) => [ledger.shipped, ledger.invoiced])));
    expect(shipped).toEqual([[['5', '5']], [['3', '3']]]);
    expect(await Promise.all(ofVersion1.map(async (orderId) => Object.entries(await sandbox.booksOf(orderId)).map(([book, documents]) => `${book} ${documents.length}`).join(', ')))).toEqual([
      'orders 1, deliveries 2, invoices 2, payments 2',
      'orders 1, deliveries 1, invoices 1, payments 1',
    ]);
    const counts = await Promise.all(all.map(async (orderId) => Object.entries(await sandbox.booksOf(orderId)).map(([book, documents]) => `${book} ${documents.length}`).join(', ')));
    expect(new Set(counts)).toEqual(new Set(['orders 1, deliveries 1, invoices 1, payments 1']));
    expect(await engine.query(`SELECT id FROM sys_invocation WHERE status = 'paused'`)).toEqual([]);
    expect(begun.length).toBeGreaterThan(0);
    expect(both.length).toBeGreaterThan(0);
    expect(placed.length).toBeGreaterThanOrEqual(40);
  });

  it('goes on comparing with the ERP and the CRM by itself, as the first did', async () => {
    const { items: runs } = (await web.found('/order-to-cash/v1/reconciliations?systemId=sandbox')) as { items: { state: string; startedAt: string }[] };
    const done = runs.filter(({ state }) => state === 'done');
    expect(done.length).toBeGreaterThan(1);
    const next = await eventually(async () => (await web.found('/order-to-cash/v1/reconciliations?systemId=sandbox&limit=1')).items[0], ({ startedAt }) => startedAt > runs[0]!.startedAt, JSON.stringify);
    expect(Date.parse(next.startedAt) - Date.parse(runs[0]!.startedAt)).toBeGreaterThanOrEqual(1_900);
  });

  it('keeps its address: a third one that wants it says so and ends', async () => {
    const second = (await engine.deployments()).find(({ metadata }) => metadata?.['build'] === '2')!;
    const third = await deploy('3', Number(new URL(second.uri).port));
    expect(await third.ended()).toBe(1);
    expect(third.output).toContain('as build 2, and this is build 3');
    expect(new Set((await engine.deployments()).map(({ metadata }) => metadata?.['build']))).toEqual(new Set(['1', '2']));
  });
});

/** Two orders that rest until somebody asks for a delivery: of five, two are shipped, invoiced and paid; of three, nothing is. */
async function ordersInFlight(): Promise<string[]> {
  const resting = async (quantity: string) => (await web.order(await orderOf({ web }, buyers.atTheDesk, [[items.bolt, quantity]], { deliverOnRequest: true }))).orderId;
  const partly = await resting('5');
  const untouched = await resting('3');
  for (const orderId of [partly, untouched]) await web.reaches(orderId, 'confirmed');
  await web.post(`/order-to-cash/v1/orders/${partly}/deliveries`, { lines: [{ position: 1, quantity: '2' }] }, { 'idempotency-key': crypto.randomUUID() });
  await eventually(() => web.read(partly), ({ axes, lines }) => axes['payment'] === 'partial' && lines[0]?.ledger.invoiced === '2', JSON.stringify);
  return [partly, untouched];
}

/** A buyer of its own for each front end. */
async function frontEnd(wish: OrderBody, index: number): Promise<{ client: OrderClients; next: () => OrderBody }> {
  const { customerId } = await web.customer(String(Number(buyers.crashing) + 2 * index));
  let count = 0;
  return { client: new OrderClients(web, 1), next: () => ({ ...wish, customerId, purchaseOrderNumber: `PO-UPGRADE-${index}-${(count += 1)}` }) };
}

async function whileTrue(goesOn: () => boolean, pauseMs: number, act: () => Promise<unknown>): Promise<void> {
  while (goesOn()) {
    await act();
    await sleep(pauseMs);
  }
}
