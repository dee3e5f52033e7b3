/** Runs every spec that needs a real Tryton against one that it sets up and ends: `npm run test:tryton [-- vitest's arguments]`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HostNotReady } from './packages.js';
import { startTryton, type RunningTryton } from './tryton-server.js';

const root = resolve(import.meta.dirname, '../..');
/** A second Ctrl-C while we clean up changes nothing. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!interrupted.signal.aborted) console.log('\nstopping');
    interrupted.abort();
  });
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** @returns vitest's exit code, 1 when it was ended */
function runVitest(tryton: RunningTryton, reportFile: string): Promise<number> {
  const env = {
    ...process.env,
    TRYTON_URL: tryton.url, TRYTON_DATABASE: tryton.database, TRYTON_USER: tryton.user, TRYTON_PASSWORD: tryton.password, TRYTON_DATABASE_URL: tryton.databaseUrl,
    TRYTON_CONFIGURATION: tryton.configuration,
  };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), ...reporters, ...process.argv.slice(2)];
  const vitest = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => void vitest.kill('SIGTERM');
  interrupted.signal.addEventListener('abort', end, { once: true });
  return new Promise((ended, failed) => vitest.once('error', failed).once('exit', (code) => ended(code ?? 1)));
}

/** A file that cannot even be loaded has no tests, and is a failure all the same. */
function closingLine(reportFile: string): string {
  if (!existsSync(reportFile)) return 'vitest ended before it ran a test';
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  const unloadable = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  return `${numPassedTests} passed, ${numFailedTests + unloadable} failed`;
}

async function main(): Promise<number> {
  const reports = mkdtempSync(join(tmpdir(), 'strata-tryton-report-'));
  let tryton: RunningTryton | undefined;
  try {
    tryton = await startTryton({ signal: interrupted.signal });
    const code = await runVitest(tryton, join(reports, 'report.json'));
    if (interrupted.signal.aborted) return 130;
    console.log(`\n${closingLine(join(reports, 'report.json'))}`);
    return code;
  } finally {
    await tryton?.stop();
    rmSync(reports, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!interrupted.signal.aborted) console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = interrupted.signal.aborted ? 130 : error instanceof HostNotReady ? 2 : 1;
}
