import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { say, StartFailure } from './terminal.mjs';

const readyWithinMs = 60_000;
const firstRestartMs = 250;
const lastRestartMs = 5_000;
const stopWithinMs = 10_000;

/**
 * Parents processes. A role is `{name, command(): {file, args, env?, cwd?}, ready(pid): Promise<boolean>, stopSignal?}`.
 * What ends is started again with a growing delay, until stop().
 */
export class Supervisor {
  constructor(home) {
    this.home = home;
    this.children = [];
    this.stopping = false;
    this.onChange = () => {};
    this.onFatal = () => {};
  }

  record() {
    return { pids: Object.fromEntries(this.children.filter(({ process }) => process?.pid).map(({ role, process }) => [role.name, process.pid])) };
  }

  /** Starts a role and waits until it is ready. */
  async start(role) {
    const child = { role, process: undefined, failures: 0, isReady: false, log: join(this.home, 'logs', `${role.name}.log`), logStart: 0 };
    this.children.push(child);
    this.launch(child);
    const until = Date.now() + readyWithinMs;
    while (!(await role.ready(child.process?.pid).catch(() => false))) {
      if (this.stopping) throw new StartFailure('stopped');
      if (child.fatal) throw new StartFailure(child.fatal);
      if (Date.now() > until) throw new StartFailure(`${role.name} is not ready after ${readyWithinMs / 1000} s. Its log ends with:\n${this.tail(child)}`);
      await sleep(50);
    }
    child.isReady = true;
    say(role.name);
  }

  launch(child) {
    const { role } = child;
    const { file, args, env = {}, cwd } = role.command();
    const log = openSync(child.log, 'a');
    child.logStart = statSync(child.log).size;
    const started = Date.now();
    child.process = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    const ended = (why) => this.ended(child, why, Date.now() - started);
    child.process.once('error', (error) => ended(error.message));
    child.process.once('exit', (code, signal) => ended(signal ?? `code ${code}`));
    this.onChange();
  }

  ended(child, why, afterMs) {
    child.process = undefined;
    child.gone?.();
    if (this.stopping) return;
    const said = this.tail(child);
    const configuration = /^configuration: .*/ms.exec(said)?.[0];
    if (configuration || (!child.isReady && child.failures >= 2)) {
      child.fatal = configuration ?? `${child.role.name} does not start (${why}). Its log ends with:\n${said}`;
      if (child.isReady) this.onFatal(child.fatal);
      return;
    }
    child.failures = afterMs > 30_000 ? 0 : child.failures + 1;
    const delay = Math.min(firstRestartMs * 2 ** (child.failures - 1 || 0), lastRestartMs);
    if (child.isReady) say(`${child.role.name} ended (${why}); starting it again`);
    setTimeout(() => {
      if (!this.stopping) this.launch(child);
    }, delay);
  }

  tail(child) {
    return stripVTControlCharacters(readFileSync(child.log).subarray(child.logStart).toString('utf8')).trim().split('\n').slice(-15).join('\n');
  }

  /** Ends everything, what was started last first; what does not go in time is killed. */
  async stop() {
    this.stopping = true;
    for (const child of this.children.toReversed()) await this.end(child);
  }

  async end(child) {
    if (!child.process) return;
    const gone = new Promise((resolve) => (child.gone = resolve));
    child.process.kill(child.role.stopSignal ?? 'SIGTERM');
    const timer = setTimeout(() => child.process?.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(timer);
  }
}
