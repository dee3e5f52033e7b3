import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, writerDataSource } from '../data-source.js';
import { MeasuredCalls1764600000010 } from '../migrations/1764600000010-measured-calls.js';
import { emptyDatabase } from '../spec-database.fixture.js';
import { AuditCheckpoints } from './audit-checkpoints.js';
import { AuditLog } from './audit-log.js';
import { auditDatabase, placed, runScript, specMasterKey } from './audit-trail.fixture.js';
import { SubjectKeys } from './subject-keys.js';

const folder = mkdtempSync(join(tmpdir(), 'strata-audit-'));
const kept = join(folder, 'checkpoints');
const key = join(kept, 'audit-public-key.pem');
const rowCount = 40;
let url: string;
let pool: Pool;
let keys: SubjectKeys;
/** Lines of the export: what it was, the rows, the end. */
let lines: string[];

beforeAll(async () => {
  ({ url, pool } = await auditDatabase());
  keys = new SubjectKeys(pool, specMasterKey);
  const checkpoints = new AuditCheckpoints({ pool, master: specMasterKey, folder: kept });
  const log = new AuditLog({ pool, keys, onAppended: checkpoints.appended });
  for (let at = 1; at <= rowCount; at += 1) {
    const full = at % 2 === 0 && { remote: '::1', authority: 'token:ü', actor: 'web', trace: 'ab', method: 'POST', durationMs: 11.6, personal: { subject: `erp~C-${at % 3}`, said: { name: 'Ada' } } };
    await log.append(placed({ ...full, record: { type: 'order', id: `€ ${at}` } }));
    if (at % 10 === 0) await checkpoints.sign();
  }
  await log.close();
  lines = runScript('audit-export', ['--database', url]).said.trimEnd().split('\n');
});
afterAll(async () => {
  await pool.end();
  rmSync(folder, { recursive: true });
});

const verify = (...args: string[]) => {
  const { code, said } = runScript('audit-verify', args);
  return [code, said.split('\n')[0]];
};

let files = 0;
/** Verifies an export of these lines against the checkpoints that were kept elsewhere. */
function verifyLines(changed: readonly string[], ...args: string[]) {
  const file = join(folder, `export-${(files += 1)}.ndjson`);
  writeFileSync(file, changed.join('\n'));
  return verify('--file', file, ...(args.length > 0 ? args : ['--checkpoints', kept, '--key', key]));
}

type Row = Record<string, unknown>;
const rowOf = (seq: number): Row => JSON.parse(lines[seq] ?? '') as Row;
const withRow = (seq: number, change: Row) => lines.with(seq, JSON.stringify({ ...rowOf(seq), ...change }));
const opening = (change: (said: { head: Row; checkpoints: Row[]; keys: Row[] }) => void) => {
  const said = JSON.parse(lines[0] ?? '') as { export: Parameters<typeof change>[0] };
  change(said.export);
  return lines.with(0, JSON.stringify(said));
};

describe('a trail that nobody touched', () => {
  it('is whole, in the database and as an export', () => {
    expect(lines).toHaveLength(rowCount + 2);
    expect(verifyLines(lines)).toEqual([0, expect.stringMatching(/^40 rows, whole and in their order; the last hash is [0-9a-f]{64}$/)]);
    expect(verify('--database', url, '--checkpoints', kept, '--key', key)[0]).toBe(0);
  });

  it('is as whole where it began before rows said their method and duration, and so is an export of that time', async () => {
    const before = await emptyDatabase();
    const old = writerDataSource({ url: before, connections: 2 });
    await old.initialize();
    old.migrations.splice(old.migrations.findIndex(({ constructor }) => constructor === MeasuredCalls1764600000010));
    await migrate(old);
    const read = JSON.stringify([{ at: new Date(), operation: 'web.readOrder', outcome: 'ok', status: 200, count: 1, method: 'GET', duration_ms: 7 }]);
    await old.query('SELECT audit.append($1)', [read]);
    await old.destroy();
    const owner = await writerDataSource({ url: before, connections: 2 }).initialize();
    await migrate(owner);
    const exported = () => runScript('audit-export', ['--database', before]).said;
    const first = exported();
    expect(first).toContain('"method" : null');
    expect(verifyLines(first.replaceAll(/, "(method|durationMs)" : null/g, '').replace('strata-audit/2', 'strata-audit/1').split('\n'), '--key', key)[0]).toBe(0);
    await owner.query('SELECT audit.append($1)', [read]);
    await owner.destroy();
    expect(exported()).toContain('"method" : "GET", "durationMs" : 7');
    expect(verify('--database', before)).toEqual([0, expect.stringContaining('2 rows, whole')]);
  });

  it('says what it could not hold it against', () => {
    const { said } = runScript('audit-verify', ['--database', url]);
    expect(said).toContain('no checkpoints from elsewhere');
    expect(said).toContain('--key holds them against one that you keep');
  });

  it('still follows from row to row when a person was erased', async () => {
    expect(await keys.erase('erp~C-1')).toBe(1);
    expect(verify('--database', url, '--checkpoints', kept)[0]).toBe(0);
  });

  it('has a checkpoint every so often, signed, in the database and in the folder', () => {
    const [file = ''] = readdirSync(kept).filter((name) => name.startsWith('checkpoints-'));
    const seqs = readFileSync(join(kept, file), 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as Row)['seq']);
    expect(seqs).toEqual([10, 20, 30, 40]);
  });
});

describe('the first row is named', () => {
  it.each<[string, Row]>([
    ['who did it', { principal: 'somebody else' }],
    ['when', { at: '2026-03-01T10:00:00.124Z' }],
    ['to what', { recordId: '€ 8' }],
    ['how it ended', { outcome: 'forbidden' }],
    ['what was sealed', { sealed: 'ff' }],
    ['under whose key', { subjectKey: null }],
    ['its hash', { hash: '0'.repeat(64) }],
    ['what it follows from', { previousHash: '0'.repeat(64) }],
    ['a text of the same length, elsewhere', { actor: null, authority: 'web' }],
    ['by which method', { method: 'GET' }],
    ['how long it took', { durationMs: 11 }],
    ['neither method nor duration', { method: null, durationMs: null }],
    ['a field more', { note: 'x' }],
    ['a number as a text', { status: '202' }],
  ])('that says something else: %s', (_, change) => {
    expect(verifyLines(withRow(12, change))).toEqual([1, expect.stringMatching(/^row 12 is broken: /)]);
  });

  it('that is missing', () => {
    expect(verifyLines(lines.toSpliced(12, 1))).toEqual([1, 'row 12 is missing: row 13 follows row 11']);
    expect(verifyLines(lines.toSpliced(1, 3))).toEqual([1, 'row 1 is missing: row 4 follows row 0']);
  });

  it('that was moved', () => {
    expect(verifyLines(lines.toSpliced(12, 1).toSpliced(20, 0, lines[12] ?? ''))).toEqual([1, 'row 12 stands out of its order: after row 20']);
    expect(verifyLines(lines.toSpliced(12, 0, lines[5] ?? ''))).toEqual([1, 'row 5 stands out of its order: after row 11']);
  });

  it('that was put in by renumbering the others', () => {
    const renumbered = lines.map((line, at) => (at > 12 && at <= rowCount ? JSON.stringify({ ...rowOf(at), seq: at + 1 }) : line)).toSpliced(13, 0, JSON.stringify({ ...rowOf(12), seq: 13 }));
    expect(verifyLines(renumbered)).toEqual([1, expect.stringMatching(/^row 13 is broken: /)]);
  });

  it('that was cut off', () => {
    expect(verifyLines(lines.slice(0, 31))).toEqual([1, 'row 31 is missing: the file is cut off after row 30']);
    expect(verifyLines([...lines.slice(0, 31), lines[31]?.slice(0, 50) ?? ''])).toEqual([1, 'row 31 is missing: the file is cut off after row 30']);
    expect(verifyLines(lines.toSpliced(36, 5))).toEqual([1, 'row 36 is missing: the trail is truncated after row 35 of 40']);
  });

  it('that is no row', () => {
    expect(verifyLines(lines.with(12, '{"seq":12,'))).toEqual([1, 'row 12 is broken: its line is no JSON']);
    expect(verifyLines([...lines, lines[3] ?? ''])).toEqual([1, 'row 41 is broken: something follows the end of the export']);
  });
});

describe('signed checkpoints that were kept elsewhere', () => {
  const short = (rows: number) => [...opening(({ head, checkpoints }) => {
    Object.assign(head, { seq: rows, hash: rowOf(rows)['hash'] });
    checkpoints.splice(Math.floor(rows / 10));
  }).slice(0, rows + 1), lines.at(-1) ?? ''];

  it('know of rows that were cut off, even where everything else was made to fit', () => {
    expect(verifyLines(short(35), '--key', key)[0]).toBe(0);
    expect(verifyLines(short(35))).toEqual([1, 'row 36 is missing: the trail is truncated after row 35, and a signed checkpoint knows row 40']);
  });

  it('know that rows were written anew, whoever did that', async () => {
    const other = await auditDatabase();
    const log = new AuditLog({ pool: other.pool });
    for (let at = 1; at <= rowCount; at += 1) await log.append(placed({ principal: 'somebody else' }));
    await log.close();
    await other.pool.end();
    expect(verify('--database', other.url)[0]).toBe(0);
    expect(verify('--database', other.url, '--checkpoints', kept, '--key', key)).toEqual([1, 'row 10 is broken: a signed checkpoint knows another row there, so rows up to it were written anew']);
  });

  it('count only when they are signed by the key that is held against them', () => {
    const stranger = join(folder, 'stranger.pem');
    writeFileSync(stranger, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    expect(verifyLines(lines, '--key', stranger)).toEqual([1, 'the checkpoint of row 10 is not signed by this key']);
    expect(verifyLines(opening(({ checkpoints: [first] }) => Object.assign(first ?? {}, { at: '2020-01-01T00:00:00.000Z' })), '--key', key)).toEqual([1, 'the checkpoint of row 10 is not signed by this key']);
  });
});

describe('what could not be looked at', () => {
  it.each<[string, string[], string]>([
    ['a file that is not there', ['--file', '/nowhere.ndjson'], 'ENOENT'],
    ['a file that is no export', ['--file', join(import.meta.dirname, 'audit-verify.spec.ts')], 'is no export of an audit trail'],
    ['an option that there is not', ['--fiel', 'x'], 'Unknown option'],
    ['checkpoints that are none', ['--file', 'x', '--checkpoints', join(import.meta.dirname, 'audit-verify.spec.ts')], 'is no checkpoint'],
  ])('is no broken trail: %s', (_, args, complaint) => {
    const { code, complaints } = runScript('audit-verify', args);
    expect([code, complaints]).toEqual([2, expect.stringContaining(complaint)]);
    expect(complaints).toContain('npm run audit:verify');
  });
});
