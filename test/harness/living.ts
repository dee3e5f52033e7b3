import { existsSync, readFileSync } from 'node:fs';

/** Those of the processes that still run. One that has ended and waits for its parent to notice does not. */
export function living(pids: Record<string, number>): string[] {
  return Object.entries(pids).filter(([, pid]) => isAlive(pid)).map(([role]) => role);
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
