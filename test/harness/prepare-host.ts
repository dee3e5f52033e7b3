/**
 * Gets what the tests beside `npm test` need of this host: a browser, their programs in Python, a seeded Tryton. Each of them
 * gets its own where it is missing; this is for who wants it beforehand, or meanwhile: `npm run test:prepare`.
 */
import { ensureSchemathesis } from '../api/schemathesis.js';
import { ensureChromium } from '../browser/chromium.js';
import { ensureRenderer } from '../deploy/renderer.js';
import { startTryton } from '../tryton/tryton-server.js';
import { printedProgress } from './progress.js';
import { runInterruptibly } from './vitest-run.js';

await runInterruptibly(async (signal) => {
  const say = printedProgress();
  for (const ensure of [ensureChromium, ensureSchemathesis, ensureRenderer]) if (!signal.aborted) await ensure(say);
  const tryton = await startTryton({ signal, say });
  await tryton.stop();
  say('ready');
  return 0;
});
