import { Client } from 'pg';

/** Rows of a page; two are held in memory at once. */
const pageRows = 5_000;

const row = `json_build_object('seq', seq, 'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'operation', operation, 'outcome', outcome, 'status', status,
  'principal', principal, 'client', client, 'actor', actor, 'authority', authority, 'remote', remote, 'recordType', record_type, 'recordId', record_id, 'trace', trace, 'count', count,
  'subjectKey', subject_key, 'sealed', encode(sealed, 'hex'), 'previousHash', encode(previous_hash, 'hex'), 'hash', encode(hash, 'hex'),
  'method', method, 'durationMs', duration_ms)::text AS line`;
const checkpoint = `json_build_object('seq', seq, 'hash', encode(hash, 'hex'), 'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'count', count, 'keyId', key_id, 'signature', encode(signature, 'base64')) AS checkpoint`;

/** The trail of a database as it is at one moment, read only. */
export async function openTrail(url) {
  const client = new Client({ connectionString: url, application_name: 'strata-audit-export' });
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [head] = (await client.query(`SELECT seq::int8::text AS seq, encode(hash, 'hex') AS hash FROM audit.head`)).rows;
  const checkpoints = (await client.query(`SELECT ${checkpoint} FROM audit.checkpoint ORDER BY seq`)).rows.map((each) => each.checkpoint);
  const keys = (await client.query('SELECT key_id, public_key FROM audit.signing_key ORDER BY created_at')).rows.map(({ key_id, public_key }) => ({ keyId: key_id, publicKey: public_key }));
  return {
    head: { seq: Number(head.seq), hash: head.hash },
    checkpoints,
    keys,
    /** Rows as JSON texts, a page at a time, in their order. */
    async *pages() {
      await client.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT ${row} FROM audit.entry ORDER BY seq`);
      const fetch = () => {
        const page = client.query(`FETCH ${pageRows} FROM rows`);
        // It is awaited later, if at all: a failure of it is told then.
        page.catch(() => undefined);
        return page;
      };
      // The database makes the next page ready while this one is looked at.
      let next = fetch();
      for (;;) {
        const { rows } = await next;
        if (rows.length === 0) return;
        next = fetch();
        yield rows.map(({ line }) => line);
      }
    },
    close: () => client.end(),
  };
}
