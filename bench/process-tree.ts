import { existsSync, readFileSync } from 'node:fs';

/** A process and those below it: every backend of PostgreSQL is a child of its first process. Linux alone says them. */
export function processesOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  return [pid, ...children.flatMap(processesOf)];
}
