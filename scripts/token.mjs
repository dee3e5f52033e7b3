// Prints an access token of one of the demo's clients: `npm run -s token -- web`.
import { join, resolve } from 'node:path';
import { demoTokens } from './launcher/demo-tokens.mjs';
import { fail } from './launcher/terminal.mjs';

const home = process.env.STRATA_HOME ? resolve(process.env.STRATA_HOME) : join(resolve(import.meta.dirname, '..'), '.strata');
try {
  console.log((await demoTokens(home).as(process.argv[2] ?? 'web')()) ?? '');
} catch ({ message }) {
  fail(message);
  process.exitCode = 1;
}
