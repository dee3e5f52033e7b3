import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HostNotReady } from './debian-packages.js';

const root = resolve(import.meta.dirname, '../..');

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Which specs, beside those that this process's arguments name. */
export interface VitestRun {
  args: string[];
  env?: Record<string, string | undefined>;
  /** Ends it early. */
  signal: AbortSignal;
}

/** Runs vitest and prints `N passed, N failed` as the last line. @returns its exit code, 1 when it was ended */
export async function runVitest({ args, env, signal }: VitestRun): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args, ...reporters, ...process.argv.slice(2)], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
    signal.addEventListener('abort', () => void vitest.kill('SIGTERM'), { once: true });
    const code = await new Promise<number>((ended, failed) => vitest.once('error', failed).once('exit', (status) => ended(status ?? 1)));
    if (!signal.aborted) console.log(`\n${closingLine(report)}`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that cannot be loaded, or whose preparation fails, has no failed test, and is a failure all the same. */
function closingLine(report: string): string {
  if (!existsSync(report)) return 'vitest ended before it ran a test';
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const unprepared = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed')).length;
  return `${numPassedTests} passed, ${numFailedTests + unprepared} failed`;
}

/** Runs `main` with a signal that Ctrl-C and its like abort; 130 then, 2 when the host lacks something. A second Ctrl-C while we clean up changes nothing. */
export async function runInterruptibly(main: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!interrupted.signal.aborted) console.log('\nstopping');
      interrupted.abort();
    });
  }
  try {
    const code = await main(interrupted.signal);
    process.exitCode = interrupted.signal.aborted ? 130 : code;
  } catch (error) {
    if (!interrupted.signal.aborted) console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = interrupted.signal.aborted ? 130 : error instanceof HostNotReady ? 2 : 1;
  }
}
