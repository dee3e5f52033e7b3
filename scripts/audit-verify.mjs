// Follows the audit trail from its first row to its last, and names the first row that is broken, missing, out of its order
// or cut off. Ends with 1 when there is one, with 2 when it could not look. Offline, on an export:
//   npm run audit:verify -- --file export.ndjson --checkpoints .strata/checkpoints --key audit-public.pem
// or on the database itself: --database postgresql://...
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkpointsOf, faultOfCheckpoints, keysIn, keysOf } from './audit/checkpoints.mjs';
import { Chain } from './audit/chain.mjs';
import { databaseUrl } from './audit/database-url.mjs';
import { lineBlocks } from './audit/export-lines.mjs';

/** Of the first one, rows do not say by which method a call came and how long it took. */
const formats = new Set(['strata-audit/1', 'strata-audit/2']);
const usage = 'npm run audit:verify -- (--file export.ndjson | [--database postgresql://...]) [--checkpoints file-or-folder] [--key public.pem]';

async function main() {
  const { values } = parseArgs({ options: { file: { type: 'string' }, database: { type: 'string' }, checkpoints: { type: 'string' }, key: { type: 'string' } } });
  const witnesses = values.checkpoints === undefined ? [] : checkpointsOf(values.checkpoints);
  const trail = values.file === undefined ? await fromDatabase(databaseUrl(values.database), witnesses) : await fromFile(values.file, witnesses);
  const keys = values.key === undefined ? keysIn(trail.keys.map(({ publicKey }) => publicKey).join('')) : keysOf(values.key);
  const checkpoints = [...trail.checkpoints, ...witnesses];
  const fault = trail.chain.fault ?? trail.ending ?? faultOfCheckpoints(trail.chain, checkpoints, keys);
  if (fault) {
    console.log(fault.text);
    return 1;
  }
  const { seq, hash } = trail.chain;
  console.log(`${seq} rows, whole and in their order; the last hash is ${hash}`);
  const last = checkpoints.reduce((most, each) => Math.max(most, each.seq), 0);
  console.log(checkpoints.length === 0 ? 'no checkpoint: whether rows were cut off at the end cannot be told' : `${checkpoints.length} signed checkpoints agree, the last of row ${last}`);
  if (values.key === undefined && keys.length > 0) console.log('signatures were held against the keys that came with the trail; --key holds them against one that you keep');
  if (witnesses.length === 0) console.log('no checkpoints from elsewhere: --checkpoints finds a trail that was written anew as a whole');
  return 0;
}

async function fromDatabase(url, witnesses) {
  const { openTrail } = await import('./audit/trail.mjs');
  const trail = await openTrail(url);
  const chain = new Chain([...trail.checkpoints, ...witnesses].map(({ seq }) => seq));
  const progress = progressOf((rows) => rows / Math.max(1, trail.head.seq));
  for await (const lines of trail.pages()) {
    for (const line of lines) chain.take(JSON.parse(line));
    progress(chain.seq);
  }
  await trail.close();
  return { chain, ending: endingOf(chain, trail.head), keys: trail.keys, checkpoints: trail.checkpoints };
}

async function fromFile(file, witnesses) {
  const { size } = statSync(file);
  const progress = progressOf((bytes) => bytes / size);
  let chain;
  let opening;
  let end;
  let unreadable = false;
  for await (const { lines, bytes } of lineBlocks(file)) {
    for (const line of lines) {
      const said = parsed(line);
      // The last line of a cut file is half a row; anywhere else it is a broken one.
      if (unreadable) chain.fault ??= { seq: chain.seq + 1, text: `row ${chain.seq + 1} is broken: its line is no JSON` };
      unreadable = opening !== undefined && said === undefined;
      if (unreadable) continue;
      if (!opening) {
        opening = said?.export;
        if (!formats.has(opening?.format)) throw new Error(`${file} is no export of an audit trail`);
        chain = new Chain([...opening.checkpoints, ...witnesses].map(({ seq }) => seq));
      } else if (end) chain.fault ??= { seq: chain.seq + 1, text: `row ${chain.seq + 1} is broken: something follows the end of the export` };
      else if (said?.end) end = said.end;
      else chain.take(said);
    }
    progress(bytes);
  }
  if (!opening) throw new Error(`${file} is empty`);
  const ending = end ? endingOf(chain, opening.head) : { text: `row ${chain.seq + 1} is missing: the file is cut off after row ${chain.seq}` };
  return { chain, ending, keys: opening.keys, checkpoints: opening.checkpoints };
}

/** A line that is cut or changed is no JSON: no row, that is. */
function parsed(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The database keeps apart how far the trail goes. */
function endingOf(chain, head) {
  if (head.seq > chain.seq) return { text: `row ${chain.seq + 1} is missing: the trail is truncated after row ${chain.seq} of ${head.seq}` };
  return head.hash === chain.hash ? undefined : { text: `row ${chain.seq} is broken: the trail did not end with it` };
}

function progressOf(share) {
  let told = 0;
  return (done) => {
    if (!process.stderr.isTTY && Date.now() - told < 2_000) return;
    if (Date.now() - told < 200) return;
    told = Date.now();
    process.stderr.write(process.stderr.isTTY ? `\r${(share(done) * 100).toFixed(0)} %` : `${(share(done) * 100).toFixed(0)} %\n`);
  };
}

try {
  process.exitCode = await main();
  if (process.stderr.isTTY) process.stderr.write('\r');
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
}
