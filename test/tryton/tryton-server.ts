import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Children } from './children.js';
import { ensurePackages } from './packages.js';
import { printedProgress, type Progress } from '../harness/progress.js';
import { makeRunFolder, sweepLeftovers, trytonHome } from './run-folder.js';
import { apiUser, configurationIn, database, startSeededCluster } from './seeded-cluster.js';
import { startTrytond } from './trytond.js';

export interface TrytonOptions {
  /** Where seeded databases are kept and the run works; `.strata/tryton` unless said. */
  workDir?: string;
  /** Ends a set-up that is under way. */
  signal?: AbortSignal;
  say?: Progress;
}

/** A real Tryton with the seed of seed.py and nothing else in it. */
export interface RunningTryton {
  /** `http://127.0.0.1:<port>`, without the database. */
  url: string;
  database: string;
  user: string;
  password: string;
  /** What trytond was started with: `trytond-admin -c` does its work beside it. */
  configuration: string;
  /** Its PostgreSQL, for judging outcomes by Tryton's own tables. */
  databaseUrl: string;
  query(sql: string, values?: unknown[]): Promise<any[]>;
  /** Ends both servers and removes their data; what trytond logged stays as `trytond.log` in the work folder. */
  stop(): Promise<void>;
}

/**
 * Sets up a Tryton 6.0 of our own from Debian's packages, on free ports of the loopback interface: some minutes the first
 * time, seconds afterwards.
 * @throws HostNotReady when packages are missing and we may not install them
 */
export async function startTryton({ workDir, signal, say = printedProgress() }: TrytonOptions = {}): Promise<RunningTryton> {
  const versions = await ensurePackages(say);
  signal?.throwIfAborted();
  const home = workDir ?? trytonHome();
  await sweepLeftovers(home);
  const folder = makeRunFolder(home);
  const children = new Children(folder);
  const stop = async () => {
    await children.stop();
    const log = join(folder, 'trytond.log');
    if (existsSync(log)) renameSync(log, join(home, 'trytond.log'));
    rmSync(folder, { recursive: true, force: true });
  };
  const abort = () => void children.stop();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const cluster = await startSeededCluster({ home, folder, children, say }, versions);
    const url = await startTrytond(folder, children, cluster);
    say(`ready at ${url}/${database}/`);
    return {
      configuration: configurationIn(folder),
      url, database, user: apiUser.login, password: apiUser.password, databaseUrl: cluster.url(database), stop,
      query: (sql, values) => cluster.query(database, sql, values),
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
