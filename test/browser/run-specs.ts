/** Runs the specs that look at pages in Chromium: `npm run test:browser [-- vitest's arguments]`. */
import { ensureChromium } from './chromium.js';
import { runInterruptibly, runVitest } from '../harness/vitest-run.js';

await runInterruptibly(async (signal) => {
  await ensureChromium((text) => console.log(text));
  return runVitest({ args: ['--project', 'browser'], signal });
});
