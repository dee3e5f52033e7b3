/** Goes over every OpenAPI document with Schemathesis, on a Strata of its own: `npm run test:api [-- name of a document]`. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoOf } from '../../scripts/launcher/demo-tokens.mjs';
import { printedProgress } from '../harness/progress.js';
import { demoConfig, RunningStrata } from '../harness/running-strata.js';
import { runInterruptibly } from '../harness/vitest-run.js';
import { runExamples, runSpentKey } from './example-run.js';
import { Parties } from './parties.js';
import { apis, passesOf, type Pass } from './passes.js';
import { ensureSchemathesis } from './schemathesis.js';

const say = printedProgress();
/** Nobody is slowed down, but for the key of an app in the sandbox, which has one call a day. */
const plans = 'plans: { partner: { perSecond: 10000, burst: 100000, perDay: 1000000000 }, free: { perDay: 1 }, person: { perSecond: 10000, burst: 100000 } }\n';

/** All of it, on a machine that is busy with other things. */
const endsWithinMs = 420_000;

interface Run {
  parties: Parties;
  signal: AbortSignal;
}

await runInterruptibly(async (signal) => {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !apis.includes(name));
  if (unknown.length > 0) throw new Error(`no document is called ${unknown.join(', ')}: ${apis.join(', ')}`);
  const python = await ensureSchemathesis(say);
  const strata = await RunningStrata.start({ config: await demoConfig((text) => text + plans) });
  try {
    const parties = await Parties.of(strata);
    say('two partners have an order each, two developers some apps');
    const granted = demoOf(strata.home).clients;
    let failed = 0;
    for (const [what, run] of [['examples of every operation', runExamples], ['the same by a key whose plan is spent', runSpentKey]] as const) {
      const { sent, faults } = await run(strata, granted, parties);
      for (const fault of faults) console.log(fault);
      if (faults.length > 0) failed += 1;
      say(`${faults.length === 0 ? 'ok    ' : 'FAILED'}  ${what}: ${sent} sent, ${faults.length} not as documented`);
    }
    const passes = passesOf(granted).filter(({ api }) => named.length === 0 || named.includes(api));
    const run: Run = { parties, signal: AbortSignal.any([signal, AbortSignal.timeout(endsWithinMs)]) };
    for (const pass of passes) if (!signal.aborted && !(await runPass(pass, python, strata, run))) failed += 1;
    console.log(`\n${passes.length + 2 - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await strata.stop();
  }
});

/** What Schemathesis says is shown when it found something. @returns whether all checks held */
async function runPass({ api, caller, document, operations, isRefused }: Pass, python: string, strata: RunningStrata, { parties, signal }: Run): Promise<boolean> {
  const who = isRefused ? `${caller}, who may not` : caller;
  const file = (name: string) => join(strata.home, `${api}-${who}${name}`);
  writeFileSync(file('.json'), JSON.stringify(document));
  writeFileSync(file('.ids.json'), JSON.stringify(parties.hiddenFrom(caller)));
  writeFileSync(file('.toml'), `${readFileSync(join(import.meta.dirname, 'schemathesis.toml'), 'utf8')}\n${parties.dictionaries(api)}`);
  const credentials = Object.entries(await parties.credentials(caller)).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const args = ['-m', 'schemathesis.cli', '--config-file', file('.toml'), 'run', file('.json'), '--url', strata.baseUrl, ...credentials, '--no-color', ...(isRefused ? ['--phases', 'fuzzing', '--max-examples', '2'] : [])];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'strata_checks.py'), STRATA_API_FOREIGN_IDS: file('.ids.json'), STRATA_API_REFUSED: isRefused ? 'yes' : 'no' };
  const began = performance.now();
  const run = spawn(python, args, { cwd: strata.home, env, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGTERM' });
  let output = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number>((ended) => run.once('error', ({ message }) => (output += message)).once('close', (status) => ended(status ?? 1)));
  const cases = /(\d+) generated/.exec(output)?.[1] ?? 'no';
  if (code !== 0) console.log(output);
  say(`${code === 0 ? 'ok    ' : 'FAILED'}  ${api} as ${who}: ${operations} operations, ${cases} cases (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return code === 0;
}
