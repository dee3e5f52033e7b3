import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { RunningStrata } from '../harness/running-strata.js';
import type { KilledRole, PlannedKill } from './plan.js';
import type { Rounds } from './rounds.js';

export interface Kill {
  role: KilledRole;
  at: number;
  /** ms until everything was ready again. */
  downMs: number;
}

const readyWithinMs = 90_000;
const lookEveryMs = 50;

/** Kills one process after the other; the next when everything is ready again. Each kill has a round of orders before it. */
export async function killInTurn(strata: RunningStrata, plan: PlannedKill[], rounds: Rounds, ended: AbortSignal, tell: (kill: Kill, index: number) => void): Promise<Kill[]> {
  const kills: Kill[] = [];
  rounds.begin(0);
  for (const [index, { role, afterMs }] of plan.entries()) {
    if (ended.aborted) break;
    rounds.begin(index);
    await sleep(afterMs);
    const before = (await strata.record()).pids[role];
    const at = Date.now();
    await strata.kill(role);
    await untilAllReady(strata, role, before);
    const kill = { role, at, downMs: Date.now() - at };
    kills.push(kill);
    tell(kill, index);
  }
  return kills;
}

async function untilAllReady(strata: RunningStrata, role: KilledRole, before: number | undefined): Promise<void> {
  const until = Date.now() + readyWithinMs;
  for (;;) {
    const { pids, ports } = await strata.record();
    const missing = pids[role] === undefined || pids[role] === before ? [role] : await unready(strata, ports);
    if (missing.length === 0) return;
    if (Date.now() > until) throw new Error(`${missing.join(', ')} not ready ${readyWithinMs / 1_000} s after ${role} was killed:\n${await strata.logs()}`);
    await sleep(lookEveryMs);
  }
}

async function unready(strata: RunningStrata, ports: Record<string, number>): Promise<string[]> {
  const ok = (url: string) => fetch(url, { signal: AbortSignal.timeout(5_000) }).then((answer) => answer.ok, () => false);
  const checks: Record<string, Promise<boolean>> = {
    platform: ok(`${strata.baseUrl}/health/ready`),
    sandbox: ok(`${strata.sandboxUrl}/health/ready`),
    'restate admin': ok(`http://127.0.0.1:${ports['restateAdmin']}/health`),
    'restate ingress': ok(`http://127.0.0.1:${ports['restateIngress']}/restate/health`),
    postgres: strata.databaseUrl().then(answersQueries),
  };
  const answers = await Promise.all(Object.entries(checks).map(async ([name, check]) => ({ name, isReady: await check })));
  return answers.filter(({ isReady }) => !isReady).map(({ name }) => name);
}

async function answersQueries(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
