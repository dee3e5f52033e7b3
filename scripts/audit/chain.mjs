import { hash } from 'node:crypto';

/** The hash before the first row. */
export const genesis = '0'.repeat(64);

/** Fields of a row, in the order in which they are hashed; see docs/adr/0038. */
const hashed = ['previousHash', 'seq', 'at', 'operation', 'outcome', 'status', 'principal', 'client', 'actor', 'authority', 'remote', 'recordType', 'recordId', 'trace', 'count', 'subjectKey', 'sealed'];
/** Hashed after the others where one of them is not null: rows of before have neither. */
const measured = ['method', 'durationMs'];
const known = new Set([...hashed, ...measured, 'hash']);
const numbers = new Set(['seq', 'status', 'count', 'durationMs']);

/** What a row's hash is taken over, as PostgreSQL's json_build_array writes it. */
export function encoded(row) {
  let text = '';
  for (const name of hashed) text += `, ${JSON.stringify(row[name])}`;
  const { method = null, durationMs = null } = row;
  if (method !== null || durationMs !== null) text += `, ${JSON.stringify(method)}, ${JSON.stringify(durationMs)}`;
  return `[${text.slice(2)}]`;
}

export const hashOf = (row) => hash('sha256', encoded(row), 'hex');

/** What is wrong with the form of a row, or undefined. What is not hashed may not hide in it. */
function malformed(row) {
  for (const name in row) {
    if (!known.has(name)) return `has a field ${JSON.stringify(name)}, which no hash covers`;
    const value = row[name];
    if (value !== null && typeof value !== (numbers.has(name) ? 'number' : 'string')) return `has a ${name} of another type`;
  }
  for (const name of hashed) if (!(name in row)) return `lacks its ${name}`;
  return undefined;
}

/**
 * Follows the chain row by row. `fault` is the first row that is broken, missing or out of its order; after it only what
 * tells a missing row from one that was moved is still looked for.
 */
export class Chain {
  seq = 0;
  hash = genesis;
  /** @type {{kind: string, seq: number, text: string} | undefined} */
  fault;
  /** Of each checkpoint's row: seq -> hash. */
  wanted = new Map();

  /** Hashes of these rows are kept as they go by. */
  constructor(seqs = []) {
    for (const seq of seqs) this.wanted.set(seq, undefined);
  }

  take(row) {
    if (this.fault) {
      if (this.fault.kind === 'missing' && row.seq === this.fault.seq) this.fault = { kind: 'reordered', seq: row.seq, text: `row ${row.seq} stands out of its order: after row ${this.last}` };
      this.last = row.seq;
      return;
    }
    this.fault = this.faultOf(row);
    this.last = row.seq;
    if (this.fault) return;
    this.seq = row.seq;
    this.hash = row.hash;
    if (this.wanted.has(row.seq)) this.wanted.set(row.seq, row.hash);
  }

  faultOf(row) {
    const expected = this.seq + 1;
    const form = malformed(row);
    if (form) return { kind: 'broken', seq: expected, text: `row ${row.seq ?? expected} is broken: it ${form}` };
    if (row.seq > expected) return { kind: 'missing', seq: expected, text: `row ${expected} is missing: row ${row.seq} follows row ${this.seq}` };
    if (row.seq < expected) return { kind: 'reordered', seq: row.seq, text: `row ${row.seq} stands out of its order: after row ${this.seq}` };
    if (hashOf(row) !== row.hash) return { kind: 'broken', seq: row.seq, text: `row ${row.seq} is broken: what it says is not what its hash was taken over` };
    if (row.previousHash !== this.hash) return { kind: 'broken', seq: row.seq, text: `row ${row.seq} is broken: it does not follow from row ${this.seq}` };
    return undefined;
  }
}
