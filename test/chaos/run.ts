/** Orders placed while everything is killed in turn: `npm run test:chaos [-- --orders N --clients N --kills N --seed N]`. */
import { runChaos } from './chaos.js';
import { reportOf } from './report.js';
import { chaosSettings } from './settings.js';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

const began = Date.now();
const say = (text: string) => console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)}s  ${text}`);

try {
  const result = await runChaos(chaosSettings(process.argv.slice(2)), say, interrupted.signal);
  console.log(reportOf(result));
  process.exitCode = interrupted.signal.aborted ? 130 : result.findings.length > 0 || result.settledAfterMs === undefined ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
