import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from './children.js';
import { freePort, type PostgresCluster } from './postgres.js';
import { apiUser, database, writeConfiguration } from './seeded-cluster.js';

const readyWithinMs = 120_000;

/** Starts the application server on a free port and waits until our user can sign in. @returns its address, without the database */
export async function startTrytond(folder: string, children: Children, cluster: PostgresCluster): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = children.start({ name: 'trytond', file: '/usr/bin/trytond', args: ['-c', writeConfiguration(folder, cluster, port), '-d', database, '-v'] });
  let ended: string | undefined;
  void server.ended.then((why) => (ended = why));
  const until = Date.now() + readyWithinMs;
  while (!(await signsIn(url))) {
    if (ended || Date.now() > until) throw new Error(`trytond ${ended ? `ended (${ended})` : `lets nobody in after ${readyWithinMs / 1000} s`}:\n${children.logTail('trytond')}`);
    await sleep(200);
  }
  return url;
}

async function signsIn(url: string): Promise<boolean> {
  const body = JSON.stringify({ id: 1, method: 'common.db.login', params: [apiUser.login, { password: apiUser.password }, 'en'] });
  try {
    const response = await fetch(`${url}/${database}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return response.ok && Array.isArray(((await response.json()) as { result?: unknown }).result);
  } catch {
    return false; // It does not listen yet.
  }
}
