import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { processesOf } from './process-tree.js';

/** Linux counts in hundredths of a second, whatever the kernel's own tick. */
const msPerTick = 10;

/** CPU time of a process and of those it started, in ms. Our own is ours alone: we started all the others. */
export function cpuTimeOf(pid: number): number {
  return (pid === process.pid ? [pid] : processesOf(pid)).reduce((sum, each) => sum + timesOf(each), 0);
}

export function canMeasureCpu(): boolean {
  return existsSync('/proc/self/stat') && readdirSync('/proc/self/task').length > 0;
}

/** User and system time, with those of children that ended. 0 for a process that is gone. */
function timesOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // The second field is the name in parentheses and may hold blanks: utime is the 12th after it.
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * msPerTick;
}
