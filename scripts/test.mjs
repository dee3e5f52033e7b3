// Behind `npm test`: installs what is missing, then every check and test. Its last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ensureInstalled } from './launcher/install.mjs';
import { fail, say, StartFailure } from './launcher/terminal.mjs';

const root = resolve(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'strata-test-'));
const atOnce = 2;
const progressEveryMs = 20_000;
const running = new Set();
const total = { passed: 0, failed: 0 };
let interrupted = false;

const packaged = (...file) => join('node_modules', ...file);
const vitest = (project) => ({
  report: join(reports, `${project}.json`),
  args: [packaged('vitest/vitest.mjs'), 'run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${join(reports, `${project}.json`)}`],
});

/** One group after the other; a stage that fails is the last. */
const groups = [
  [
    { name: 'types', args: [packaged('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    { name: 'types of the client and the examples', args: [packaged('typescript/bin/tsc'), '-p', 'examples/order-live/tsconfig.json'] },
    { name: "types of the portal's pages", args: [packaged('typescript/bin/tsc'), '-p', 'apps/portal/web/tsconfig.json'] },
    { name: 'lint', args: [packaged('oxlint/bin/oxlint')] },
    { name: 'import rules', args: [packaged('dependency-cruiser/bin/dependency-cruiser.mjs'), 'apps', 'libs', 'test', 'scripts', '--config', '.dependency-cruiser.mjs'] },
    { name: 'registries and capability matrix are fresh', args: ['scripts/connector-registry.ts', '--check'] },
    { name: 'typed client is fresh', args: ['scripts/client.mjs', '--check'] },
    { name: 'SAP metadata is fresh', args: ['scripts/sap-metadata.ts', '--check'] },
    { name: 'build', args: ['scripts/build.mjs'] },
  ],
  [
    { name: 'OpenAPI documents are fresh', args: ['dist/apps/platform/src/openapi.js', '--check'] },
    { name: 'unit and contract tests', ...vitest('unit') },
  ],
  [{ name: 'end-to-end tests', ...vitest('e2e') }],
];

/** Runs a stage, prints its outcome and counts it. Its own output is shown when it fails. */
async function runStage({ name, args, report }) {
  const began = Date.now();
  const { code, output } = await run(args, (text) => say(`        ${name}: ${text}`));
  if (interrupted) return;
  const { passed, failed } = counts(report, code);
  total.passed += passed;
  total.failed += failed;
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  say(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name}${report ? `: ${passed} passed, ${failed} failed` : ''} (${took})`);
  if (failed > 0) fail(output.trim());
}

/** A dot of vitest's reporter is a test: a long stage says how many it has behind it. */
function run(args, tell) {
  return new Promise((done) => {
    // As npm does: what a tool starts as `node` is the one of the packages too.
    const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
    const child = spawn(join(root, 'node_modules/.bin/node'), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const chunks = [];
    let dots = 0;
    child.stdout.on('data', (chunk) => (dots += chunk.toString('utf8').split('·').length - 1));
    const progress = setInterval(() => dots > 0 && tell(`${dots} tests so far`), progressEveryMs);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    const ended = (code, more = '') => {
      clearInterval(progress);
      running.delete(child);
      done({ code, output: Buffer.concat(chunks).toString('utf8') + more });
    };
    child.once('error', ({ message }) => ended(1, message));
    child.once('close', (code) => ended(code));
  });
}

/** A stage that fails without a failed test, such as a type error, counts as one. */
function counts(report, code) {
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = report && existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

async function runGroup(stages) {
  const waiting = [...stages];
  const lane = async () => {
    while (waiting.length > 0 && total.failed === 0) await runStage(waiting.shift());
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    interrupted = true;
    total.failed += 1;
    for (const child of running) child.kill(signal);
  });
}

try {
  await ensureInstalled(root);
  say('ok      packages');
  for (const group of groups) if (total.failed === 0) await runGroup(group);
} catch (error) {
  fail(error instanceof StartFailure ? error.message : error.stack);
  total.failed += 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
