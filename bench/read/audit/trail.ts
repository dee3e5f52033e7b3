import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { encoded, genesis } from '../../../scripts/audit/chain.mjs';

/** Of so many rows one is of a write, with what it said: reads are told without. */
const readsForAWrite = 10;
/** Bytes of what a row has sealed: a request, its answer and what was there before. */
const sealedBytes = 1_500;
const rowsOfAChunk = 1_000;
const began = Date.UTC(2026, 0, 1);

const columns = 'seq, at, operation, outcome, status, principal, client, actor, authority, remote, record_type, record_id, trace, count, subject_key, sealed, previous_hash, hash, method, duration_ms';

/**
 * Puts so many rows into an empty trail, chained as the product chains them: `audit.append` takes some 50 us for each, and this
 * a tenth. Whether it chained them right is what is measured next.
 */
export async function fillTrail(databaseUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string }>(`SELECT key_id::text AS key FROM audit.key_of('bench', gen_random_uuid(), decode(repeat('ab', 60), 'hex'))`);
    const trail = { hash: genesis };
    await client.query('BEGIN');
    const { rows: before } = await client.query<{ seq: string; hash: string }>(`SELECT seq, encode(hash, 'hex') AS hash FROM audit.head FOR UPDATE`);
    const first = Number(before[0]?.seq) + 1;
    trail.hash = before[0]?.hash ?? genesis;
    await pipeline(Readable.from(chunks(trail, first, count, rows[0]?.key ?? '')), client.query(from(`COPY audit.entry (${columns}) FROM STDIN`)));
    await client.query(`UPDATE audit.head SET seq = $1, hash = decode($2, 'hex')`, [first + count - 1, trail.hash]);
    await client.query('COMMIT');
    await client.query('ANALYZE audit.entry');
  } finally {
    await client.end();
  }
}

function* chunks(trail: { hash: string }, first: number, count: number, key: string): Generator<string> {
  for (let at = first; at < first + count; at += rowsOfAChunk) {
    let chunk = '';
    for (let seq = at; seq < Math.min(at + rowsOfAChunk, first + count); seq += 1) chunk += nextLine(trail, seq, key);
    yield chunk;
  }
}

function nextLine(trail: { hash: string }, seq: number, key: string): string {
  const some = hash('md5', String(seq), 'hex');
  const isWrite = seq % readsForAWrite === 0;
  const row = {
    previousHash: trail.hash, seq, at: new Date(began + seq * 1_000).toISOString(), operation: isWrite ? 'web.placeOrder' : 'web.readCustomerOverview', outcome: 'ok', status: isWrite ? 202 : 200,
    principal: 'shop', client: 'shop', actor: null, authority: `token:${some}`, remote: `10.0.0.${seq % 250}`, recordType: 'customer', recordId: some.slice(0, 12), trace: some, count: 1,
    subjectKey: isWrite ? key : null, sealed: isWrite ? some.repeat(Math.ceil((2 * sealedBytes) / some.length)) : null,
    method: isWrite ? 'POST' : 'GET', durationMs: seq % 250,
  };
  const { previousHash, sealed, method, durationMs, ...rest } = row;
  trail.hash = hash('sha256', encoded(row), 'hex');
  const bytes = (hex: string | null) => (hex === null ? null : `\\\\x${hex}`);
  return `${[...Object.values(rest), bytes(sealed), bytes(previousHash), bytes(trail.hash), method, durationMs].map((value) => value ?? '\\N').join('\t')}\n`;
}
