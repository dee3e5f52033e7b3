// Gives the embedded issuer a new signing key now: `npm run keys:rotate -- [--leaked] [--database postgresql://...]`.
// The keys that there are get an end; a running issuer makes the successor, since it has the master key. With --leaked their
// end is now.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { databaseUrl } from './audit/database-url.mjs';

/** Longer than a token is good, and than a successor takes to sign. */
const overlap = '15 min';
/** ms in which a running issuer has made a key and signs with it. */
const patienceMs = 30_000;

const { values } = parseArgs({ options: { database: { type: 'string' }, leaked: { type: 'boolean' } } });
const client = new pg.Client({ connectionString: databaseUrl(values.database) });
await client.connect();
try {
  const ending = values.leaked ? 'published_until = now()' : `published_until = now() + interval '${overlap}' WHERE published_until IS NULL`;
  const { rows: [{ asked }] } = await client.query('SELECT clock_timestamp() AS asked');
  const { rowCount } = await client.query(`UPDATE oidc_signing_key SET ${ending}`);
  if (rowCount === 0) throw new Error('the issuer has no key yet: it makes one when it starts');
  process.exitCode = await told(asked);
} finally {
  await client.end();
}

/** Waits for the successor. Ends with 1 when nobody made one: no issuer runs. */
async function told(asked) {
  for (const until = Date.now() + patienceMs; Date.now() < until; await delay(250)) {
    const { rows: [key] } = await client.query('SELECT kid FROM oidc_signing_key WHERE created_at > $1 AND signs_from <= now() AND published_until IS NULL', [asked]);
    if (!key) continue;
    console.log(`${key.kid} signs from now on; ${values.leaked ? 'tokens of the keys before are accepted for ten minutes at most' : 'tokens of the key before are accepted until they end'}`);
    return 0;
  }
  console.log('no issuer has made a new key: none runs, or none reaches this database. The next one that starts makes it');
  return 1;
}
