import { existsSync, readFileSync } from 'node:fs';
import { processesOf } from './process-tree.js';

/** Megabytes of a process and those below it; what is shared counts in parts. NaN where the system does not say it. */
export function memoryOf(pid: number): number {
  return processesOf(pid).reduce((sum, each) => sum + proportionalMb(each), 0);
}

function proportionalMb(pid: number): number {
  const file = `/proc/${pid}/smaps_rollup`;
  if (!existsSync(file)) return existsSync('/proc/self/smaps_rollup') ? 0 : Number.NaN;
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1]) / 1024;
}
