import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { processesOf } from '../process-tree.js';

/** The core of what is measured; everything else has the others. */
const measuredCore = '0';

/** Whether processes can be bound to cores here: wants taskset and at least two. */
export function canPin(): boolean {
  return cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;
}

/** Binds a process with all its threads and children; what it starts later goes with it. */
export function pin(pid: number, to: 'measured' | 'other'): void {
  const cores = to === 'measured' ? measuredCore : `1-${cpus().length - 1}`;
  for (const each of processesOf(pid)) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(each)], { stdio: 'ignore' });
}
