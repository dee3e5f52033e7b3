import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stopWithinMs = 15_000;

export interface Command {
  /** Names its log and its pid file. */
  name: string;
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** What ends it cleanly; SIGTERM unless said. */
  stopSignal?: NodeJS.Signals;
}

interface Child extends Command {
  process: ChildProcess;
  ended: Promise<string>;
}

/**
 * The processes of one run. Each is in a process group of its own, so that a Ctrl-C in the terminal reaches us alone and we
 * end them in order; each writes `<name>.log` and has `<name>.pid` in the run's folder.
 */
export class Children {
  private readonly alive: Child[] = [];
  private stopping?: Promise<void>;
  private readonly killAll = () => this.alive.forEach(({ process }) => process.kill('SIGKILL'));
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    // Whoever forgets to stop, or calls process.exit, leaves nothing running.
    process.once('exit', this.killAll);
  }

  /** Runs a command to its end. Throws with the end of its log when it fails. */
  async run(command: Command): Promise<void> {
    const why = await this.start(command).ended;
    if (this.stopping) throw new Error('stopped');
    if (why !== 'code 0') throw new Error(`${command.name} failed (${why}):\n${this.logTail(command.name)}`);
  }

  /** Starts a command that goes on until stop(); `ended` resolves to the reason when it ends earlier. */
  start(command: Command): { ended: Promise<string> } {
    if (this.stopping) throw new Error('stopped');
    const log = openSync(this.path(`${command.name}.log`), 'a');
    const started = spawn(command.file, command.args, { env: { ...process.env, ...command.env }, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    if (started.pid) writeFileSync(this.path(`${command.name}.pid`), String(started.pid));
    const ended = new Promise<string>((resolve) => {
      started.once('error', ({ message }) => resolve(message));
      started.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    const child = { ...command, process: started, ended };
    this.alive.push(child);
    void ended.then(() => this.alive.splice(this.alive.indexOf(child), 1));
    return child;
  }

  logTail(name: string, lines = 20): string {
    const file = this.path(`${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-lines).join('\n') : '';
  }

  async end(name: string): Promise<void> {
    const child = this.alive.find((one) => one.name === name);
    if (!child) return;
    child.process.kill(child.stopSignal ?? 'SIGTERM');
    const timer = setTimeout(() => child.process.kill('SIGKILL'), stopWithinMs);
    await child.ended;
    clearTimeout(timer);
  }

  /** Ends everything, what was started last first. Nothing can be started afterwards. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const { name } of this.alive.toReversed()) await this.end(name);
      process.off('exit', this.killAll);
    })();
    return this.stopping;
  }

  private path(file: string): string {
    return join(this.folder, file);
  }
}
