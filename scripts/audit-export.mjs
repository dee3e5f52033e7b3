// Writes the audit trail of a database as NDJSON: `npm run -s audit:export -- [--database postgresql://...] > export.ndjson`.
// First what it was when the export began, then every row, and a last line by which a cut file is known.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { databaseUrl } from './audit/database-url.mjs';
import { openTrail } from './audit/trail.mjs';

const { values } = parseArgs({ options: { database: { type: 'string' }, keys: { type: 'boolean' } } });
const trail = await openTrail(databaseUrl(values.database));
const write = async (text) => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};

if (values.keys) await write(trail.keys.map(({ publicKey }) => publicKey).join(''));
else {
  let rows = 0;
  await write(`${JSON.stringify({ export: { format: 'strata-audit/2', head: trail.head, keys: trail.keys, checkpoints: trail.checkpoints } })}\n`);
  for await (const lines of trail.pages()) {
    await write(`${lines.join('\n')}\n`);
    rows += lines.length;
  }
  await write(`${JSON.stringify({ end: { rows } })}\n`);
}
await trail.close();
