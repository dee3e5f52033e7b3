import { describe, expect, it } from 'vitest';
import { unreadableAnswer } from '../faults.js';
import { ChangeFeed, type ChangeSource } from './change.feed.js';

const minuteMs = 60_000;
const noon = Date.parse('2026-11-23T12:00:00Z');
const isoOf = (ms: number) => new Date(ms).toISOString();

/** A system that dates its documents by a clock of its own, and shows a change at once. */
class Ledger {
  readonly changes = new Map<string, string>();
  readonly broken = new Map<string, Error>();
  reads = 0;

  constructor(readonly clock: { now: number }) {}

  put(id: string, at = this.clock.now): void {
    this.changes.set(id, isoOf(at));
  }

  source: ChangeSource<undefined, string> = {
    startOf: (now) => isoOf(now - minuteMs),
    behind: (at) => isoOf(Date.parse(at) - minuteMs),
    rows: async (_call, { from, after }, top) => {
      const rows = [...this.changes].map(([id, at]) => ({ id, at, version: at })).toSorted((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
      return rows.filter(({ id, at }) => (after ? at > after.at || (at === after.at && id > after.id) : at >= from)).slice(0, top);
    },
    documents: async (_call, ids) => {
      this.reads += 1;
      const error = ids.map((id) => this.broken.get(id)).find((each) => each !== undefined);
      if (error) throw error;
      return [...ids];
    },
  };
}

/** A reader whose clock is so far ahead of the ledger's. */
function readerOf(ledger: Ledger, aheadMs = 0) {
  const warned: unknown[] = [];
  const feed = new ChangeFeed('erp', { now: () => ledger.clock.now + aheadMs, log: { warn: (_message, fields) => void warned.push(fields?.['id']) } });
  let cursor: string | undefined;
  const poll = async () => {
    const page = await feed.read('invoice', ledger.source, undefined, cursor);
    ({ cursor } = page);
    return page.documents;
  };
  return { poll, warned };
}

describe('a reader of changes', () => {
  it('misses nothing when its clock is two minutes ahead of the system', async () => {
    const clock = { now: noon };
    const ledger = new Ledger(clock);
    const { poll } = readerOf(ledger, 2 * minuteMs);
    expect(await poll()).toEqual([]);
    for (const id of ['1', '2', '3']) {
      clock.now += 5_000;
      ledger.put(id);
      expect(await poll()).toEqual([id]);
      expect(await poll()).toEqual([]);
    }
  });

  it('gets what a long transaction of the system shows late, after a time without changes too', async () => {
    const clock = { now: noon };
    const ledger = new Ledger(clock);
    const { poll } = readerOf(ledger);
    ledger.put('1');
    expect(await poll()).toEqual(['1']);
    clock.now += 60 * minuteMs;
    expect(await poll()).toEqual([]);
    ledger.put('late', clock.now - 10 * minuteMs);
    expect(await poll()).toEqual(['late']);
  });

  it('goes on behind what it was shown, so that a poll does not read everything again', async () => {
    const ledger = new Ledger({ now: noon });
    const { poll } = readerOf(ledger);
    ledger.put('1');
    ledger.put('2', noon + 10 * minuteMs);
    expect(await poll()).toEqual(['1', '2']);
    // Dated before what the system had shown by more than the overlap: nobody looks there any more.
    ledger.put('3', noon + minuteMs);
    expect(await poll()).toEqual([]);
  });

  it('gets more than one answer holds in portions, none of them twice', async () => {
    const ledger = new Ledger({ now: noon });
    const { poll } = readerOf(ledger);
    const ids = Array.from({ length: 120 }, (_, at) => String(1000 + at));
    for (const id of ids) ledger.put(id);
    expect([...(await poll()), ...(await poll()), ...(await poll()), ...(await poll())]).toEqual(ids);
  });
});

describe('a document that cannot be read', () => {
  const kind = { operation: 'changes', safe: true };

  it.each([
    ['a wrong type', unreadableAnswer('total is "x"', kind, new Error('total is "x"'))],
    ['a currency that is none', new RangeError('invalid currency code')],
    ['a field that is missing', new TypeError('expected a text')],
  ])('for %s does not stop the others, is named, and comes no more until it changes', async (_case, error) => {
    const ledger = new Ledger({ now: noon });
    const { poll, warned } = readerOf(ledger);
    for (const id of ['1', '2', '3', '4', '5']) ledger.put(id);
    ledger.broken.set('4', error);
    expect(await poll()).toEqual(['1', '2', '3', '5']);
    expect(warned).toEqual(['4']);
    expect(await poll()).toEqual([]);
    expect(warned).toEqual(['4']);
    ledger.broken.clear();
    ledger.put('4', noon + 1_000);
    expect(await poll()).toEqual(['4']);
  });

  it('is not left out for an answer that is no JSON at all', async () => {
    const ledger = new Ledger({ now: noon });
    const { poll, warned } = readerOf(ledger);
    ledger.put('1');
    ledger.broken.set('1', unreadableAnswer('half an answer', kind, new SyntaxError('end of input')));
    await expect(poll()).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'unreadable-answer' } });
    expect(warned).toEqual([]);
    ledger.broken.clear();
    expect(await poll()).toEqual(['1']);
  });
});
