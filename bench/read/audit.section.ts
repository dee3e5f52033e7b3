import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fillTrail } from './audit/trail.js';
import type { ReadRun } from './read-bench.js';

const root = join(import.meta.dirname, '../..');
const goalMs = 30_000;

/** `npm run audit:verify` over a long trail, read from the database that it stands in. */
export async function audit({ plan, rig, figures, say }: ReadRun): Promise<void> {
  const strata = await rig.product({ pinned: false });
  try {
    const databaseUrl = await strata.databaseUrl();
    await fillTrail(databaseUrl, plan.auditRows);
    say(`${plan.auditRows} rows are there`);
    const from = performance.now();
    const { code, said, rows } = await verify(databaseUrl);
    const ms = performance.now() - from;
    if (code !== 0 || rows < plan.auditRows) throw new Error(`audit:verify ended with ${code}: ${said}`);
    figures.put('audit.rows', rows, 'rows, every tenth with something sealed');
    figures.put('audit.verify', ms, 'ms', plan.auditRows === 1_000_000 ? { atMost: goalMs } : undefined);
    figures.put('audit.rate', (rows * 1000) / ms, 'rows/s');
  } finally {
    await strata.stop();
  }
}

async function verify(databaseUrl: string): Promise<{ code: number | null; said: string; rows: number }> {
  const child = spawn(process.execPath, [join(root, 'scripts/audit-verify.mjs'), '--database', databaseUrl], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  return { code, said, rows: Number.parseInt(said, 10) };
}
