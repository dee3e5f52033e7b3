import { setTimeout as sleep } from 'node:timers/promises';
import { demoConfig, RunningStrata } from '../harness/running-strata.js';
import { SandboxClient } from '../harness/sandbox-client.js';
import type { OrderBody, WebClient } from '../harness/web-client.js';
import type { AcknowledgedOrder, ErpStock } from './books.js';
import { Clients } from './clients.js';
import { ErpDesk } from './erp-desk.js';
import { readExceptions, readLedgers, readOurs } from './evidence.js';
import { crmAgrees } from './judge/crm.js';
import { hasEnded } from './judge/ends.js';
import { judge } from './judge/judge.js';
import { returnsArrive } from './judge/returns.js';
import { workListIsExpected } from './judge/work-list.js';
import { killInTurn, type Kill } from './killer.js';
import { planKills, planOrders, poorCustomers, type PlannedOrder } from './plan.js';
import type { ChaosResult } from './report.js';
import { Rounds } from './rounds.js';
import type { ChaosSettings } from './settings.js';
import { Watch } from './watch.js';

/** Shares of the sandbox's writes whose answer is lost, and which are done only after the connection was cut. */
const faults = { loseAnswer: { share: 0.02 }, lateCommit: { share: 0.01, afterMs: 4_000 } };
/** Less than any order. */
const poorLimit = '0.50';
const progressEveryMs = 5_000;
const lookEveryMs = 500;

/** Looks at held orders every other second, so that those which were helped go on within the run. */
const config = () => demoConfig((text) => `${text}\norderToCash: { recheckHoldsEvery: 2000 }\n`);

/**
 * Starts Strata, places orders while its processes are killed and its systems lie, and judges by the systems' own ledgers
 * what became of them. Leaves no process, whatever happens.
 * @param say is told how far it is
 * @param interrupted ends the run early
 */
export async function runChaos(settings: ChaosSettings, say: (text: string) => void, interrupted?: AbortSignal): Promise<ChaosResult> {
  const strata = await RunningStrata.start({ config: await config() });
  try {
    return await runOn(strata, settings, say, interrupted);
  } finally {
    await strata.stop();
  }
}

async function runOn(strata: RunningStrata, settings: ChaosSettings, say: (text: string) => void, interrupted?: AbortSignal): Promise<ChaosResult> {
  const began = Date.now();
  const [web, sandbox] = [strata.desk(), new SandboxClient(strata.sandboxUrl)];
  const orders = planOrders(settings);
  const stockBefore = await sandbox.ledger<ErpStock>('items');
  const watch = new Watch(await strata.databaseUrl());
  const clients = new Clients(web, await bodies(web, orders), (orderId) => watch.last.statusOf.get(orderId));
  for (const customer of poorCustomers) await sandbox.changeCustomer(customer, { creditLimit: poorLimit });
  await sandbox.fault({ ...faults, seed: settings.seed });
  say(`${orders.length} orders of ${settings.clients} clients, seed ${settings.seed}`);

  const over = new AbortController();
  const ended = interrupted ? AbortSignal.any([over.signal, interrupted]) : over.signal;
  const [desk, rounds] = [new ErpDesk(sandbox), new Rounds()];
  const progress = setInterval(() => say(`${clients.acknowledged.length} acknowledged: ${labels(watch)}`), progressEveryMs);
  const beside = [watch.run(ended), desk.run(ended)];
  let kills: Kill[] = [];
  let settledAt: number | undefined;
  try {
    const placing = clients.place(orders, settings.clients, rounds, ended, (order) => desk.await(order));
    const killing = killInTurn(strata, planKills(settings), rounds, ended, ({ role, downMs }, index) => say(`kill ${index + 1}: ${role}, all ready again after ${(downMs / 1_000).toFixed(1)} s`));
    [kills] = await Promise.all([killing, withTimeLimit(placing, over, settings.settleWithinMs + settings.kills * 4 * 30_000)]);
    say('all are placed and nothing is killed any more');
    settledAt = await settled({ web, sandbox, clients, watch, desk, ended, untilMs: Date.now() + settings.settleWithinMs });
  } finally {
    clearInterval(progress);
    over.abort();
    await Promise.all([...beside, clients.cancelled()]);
  }

  await sandbox.repair();
  const lied = await sandbox.faultCounters();
  const evidence = { acknowledged: clients.acknowledged, ledgers: await readLedgers(sandbox), stockBefore, received: desk.received, ours: await readOurs(web, clients.acknowledged), exceptions: await readExceptions(web) };
  return {
    settings,
    evidence,
    lied: Object.values(lied),
    kills,
    findings: [...clients.findings, ...judge(evidence)],
    answers: clients.answers,
    longestStallMs: watch.longestStallMs,
    settledAfterMs: settledAt === undefined ? undefined : settledAt - (kills.at(-1)?.at ?? began),
    tookMs: Date.now() - began,
  };
}

/** Ends the run when the clients are not served in time. */
async function withTimeLimit(placing: Promise<void>, over: AbortController, ms: number): Promise<void> {
  const timer = globalThis.setTimeout(() => over.abort(), ms);
  await placing.finally(() => clearTimeout(timer));
}

interface Settling {
  web: WebClient;
  sandbox: SandboxClient;
  clients: Clients;
  watch: Watch;
  desk: ErpDesk;
  ended: AbortSignal;
  /** Epoch ms. */
  untilMs: number;
}

/** Waits until every order has come to its end, the CRM has heard of it, and goods that came back are seen. @returns when that was, undefined when time ran out */
async function settled({ web, sandbox, clients, watch, desk, ended, untilMs }: Settling): Promise<number | undefined> {
  while (!ended.aborted && Date.now() < untilMs) {
    const { statusOf } = watch.last;
    const isOver = ({ orderId, plan, cancel }: AcknowledgedOrder) => hasEnded(plan.fate, statusOf.get(orderId)) && (plan.cancel === undefined || cancel !== undefined);
    if (desk.isIdle && clients.acknowledged.every(isOver)) {
      const at = Date.now();
      const { acknowledged } = clients;
      const [ours, exceptions, ledgers] = await Promise.all([readOurs(web, acknowledged), readExceptions(web), readLedgers(sandbox)]);
      const open = [crmAgrees({ acknowledged, ours, crmOrders: ledgers.crmOrders }), workListIsExpected({ acknowledged, exceptions }), returnsArrive({ acknowledged, ours, ledgers })];
      const isTold = open.every((findings) => findings.length === 0);
      if (isTold) return at;
    }
    await sleep(lookEveryMs);
  }
  return undefined;
}

/** The body of an order, with the ids that a front end finds by searching. */
async function bodies(web: WebClient, orders: PlannedOrder[]): Promise<(order: PlannedOrder) => OrderBody> {
  const ids = new Map<string, string>();
  for (const customer of new Set(orders.map((order) => order.customer))) ids.set(customer, (await web.customer(customer)).customerId);
  for (const item of new Set(orders.flatMap(({ lines }) => lines.map((line) => line.item)))) ids.set(item, (await web.item(item)).itemId);
  const idOf = (number: string) => ids.get(number) ?? '';
  return ({ customer, lines, idempotencyKey }) => ({
    customerId: idOf(customer),
    purchaseOrderNumber: idempotencyKey,
    lines: lines.map(({ item, quantity }) => ({ itemId: idOf(item), quantity: String(quantity) })),
  });
}

function labels({ last }: Watch): string {
  return Object.entries(last.byStatus).map(([status, count]) => `${count} ${status}`).join(', ');
}
