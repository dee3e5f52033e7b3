import { existsSync, readFileSync } from 'node:fs';

/** Those of the processes that still run. One that has ended and waits for its parent to notice does not. */
export function living(pids: Record<string, number>): string[] {
  return Object.entries(pids).filter(([, pid]) => isAlive(pid)).map(([role]) => role);
}

/** Ends those that still run, at once: for what a failed test would leave behind. */
export function killLiving(pids: Record<string, number>): void {
  for (const role of living(pids)) process.kill(pids[role] ?? Number.NaN, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}
