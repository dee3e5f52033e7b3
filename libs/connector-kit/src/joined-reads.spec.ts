import { afterEach, describe, expect, it, vi } from 'vitest';
import { StrataError, type CallContext } from '#canonical';
import { callOf } from './connected-system.fixture.js';
import { unreadableAnswer } from './faults.js';
import { JoinedReads, type JoinedRead } from './joined-reads.js';

interface Call {
  ctx: CallContext;
  operation: string;
}

/** Each customer has one row in the system unless a test says otherwise; keys of each request are written down. */
function shelf(changes: Partial<JoinedRead<Call, string>> & { rowsOf?(keys: readonly string[]): string[] | Error } = {}) {
  const { rowsOf = (keys: readonly string[]) => keys.map((key) => `${key}: one`), ...how } = changes;
  const requests: { call: Call; keys: readonly string[] }[] = [];
  const reads = new JoinedReads<Call, string>({
    keysPerRead: 10,
    read: async (call, keys) => {
      requests.push({ call, keys });
      const rows = rowsOf(keys);
      if (rows instanceof Error) throw rows;
      return rows;
    },
    keyOf: (row) => row.split(':')[0]!,
    ...how,
  });
  return { reads, requests, keysAsked: () => requests.map(({ keys }) => keys) };
}

const of = (priority?: CallContext['priority'], withinMs?: number, operation = 'readCustomer'): Call => ({ ctx: callOf(priority, withinMs), operation });
const screen = () => of('screen');
const all = (reads: JoinedReads<Call, string>, ...keys: string[]) => Promise.all(keys.map((key) => reads.rowsOf(screen(), key)));
const outcomes = async (reads: JoinedReads<Call, string>, ...keys: string[]) =>
  (await Promise.allSettled(keys.map((key) => reads.rowsOf(screen(), key)))).map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));

afterEach(() => {
  vi.useRealTimers();
});

describe('what several screens want at one moment', () => {
  it('is asked for in one request, and each gets the rows of its own key', async () => {
    const { reads, keysAsked } = shelf({ rowsOf: () => ['2: one', '1: one', '2: two'] });
    expect(await all(reads, '1', '2')).toEqual([['1: one'], ['2: one', '2: two']]);
    expect(keysAsked()).toEqual([['1', '2']]);
  });

  it('is asked for once although its promises have come differently far', async () => {
    const { reads, keysAsked } = shelf();
    const late = async () => {
      for (let step = 0; step < 20; step += 1) await Promise.resolve();
      return reads.rowsOf(screen(), '2');
    };
    await Promise.all([reads.rowsOf(screen(), '1'), late()]);
    expect(keysAsked()).toEqual([['1', '2']]);
  });

  it('is gathered for a moment while the like is asked for, and not when nothing is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const first = Promise.withResolvers<string[]>();
    const asked: (readonly string[])[] = [];
    const read = (_: Call, keys: readonly string[]): Promise<string[]> => {
      asked.push(keys);
      return keys[0] === '1' ? first.promise : Promise.resolve(keys.map((key) => `${key}: one`));
    };
    const { reads } = shelf({ read });
    const turn = () => new Promise(setImmediate);
    const one = reads.rowsOf(screen(), '1');
    await turn();
    expect(asked).toEqual([['1']]);
    const two = reads.rowsOf(screen(), '2');
    await turn();
    const three = reads.rowsOf(screen(), '3');
    await turn();
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(2);
    expect(await Promise.all([two, three])).toEqual([['2: one'], ['3: one']]);
    first.resolve(['1: one']);
    await one;
    expect(await reads.rowsOf(screen(), '4')).toEqual(['4: one']);
    expect(asked).toEqual([['1'], ['2', '3'], ['4']]);
  });

  it('brings no row where the system has none', async () => {
    const { reads, keysAsked } = shelf({ rowsOf: (keys) => keys.filter((key) => key !== '2').map((key) => `${key}: one`) });
    expect(await all(reads, '1', '2')).toEqual([['1: one'], []]);
    expect(keysAsked()).toHaveLength(1);
  });

  it('names a key once that two ask for', async () => {
    const { reads, keysAsked } = shelf();
    expect(await all(reads, '1', '2', '1')).toEqual([['1: one'], ['2: one'], ['1: one']]);
    expect(await all(reads, '3', '3')).toEqual([['3: one'], ['3: one']]);
    expect(keysAsked()).toEqual([['1', '2'], ['3']]);
  });

  it('takes a further request for more keys than one may ask for', async () => {
    const { reads, keysAsked } = shelf({ keysPerRead: 2 });
    await all(reads, '1', '2', '3');
    expect(keysAsked()).toEqual([['1', '2'], ['3']]);
  });

  it('is asked for by each alone where none are to be joined', async () => {
    const { reads, keysAsked } = shelf({ keysPerRead: 1 });
    await all(reads, '1', '2');
    expect(keysAsked()).toEqual([['1'], ['2']]);
  });

  it('is asked for with the call of who waits longest', async () => {
    const { reads, requests } = shelf();
    const [brief, patient] = [of('screen', 1_000), of('screen', 9_000)];
    await Promise.all([reads.rowsOf(brief, '1'), reads.rowsOf(patient, '2'), reads.rowsOf(of('screen', 2_000), '3')]);
    expect(requests.map(({ call }) => call)).toEqual([patient]);
  });

  it('is not mixed with what another operation wants, which has a circuit of its own', async () => {
    const { reads, keysAsked } = shelf();
    await Promise.all([reads.rowsOf(screen(), '1'), reads.rowsOf(of('screen', 1_000, 'readCredit'), '2'), reads.rowsOf(screen(), '3')]);
    expect(keysAsked()).toEqual([['1', '3'], ['2']]);
  });

  it.each(['order', 'export', undefined] as const)('is no matter for a call of priority %s, which asks by itself', async (priority) => {
    const { reads, keysAsked } = shelf();
    await Promise.all([reads.rowsOf(of(priority), '1'), reads.rowsOf(of(priority), '2')]);
    expect(keysAsked()).toEqual([['1'], ['2']]);
  });
});

describe('each asks alone after all', () => {
  const joined = (keys: readonly string[]) => keys.length > 1;
  const own = (keys: readonly string[]) => [`${keys[0]}: one`];

  it.each([
    ['the answer may be cut', () => ['1: one', '1: two', '2: one']],
    ['a row is of a key that nobody asked for', () => ['1: one', '02: one']],
    ['the answer cannot be read', () => unreadableAnswer('Customer is 7', { operation: 'readCustomer', safe: true })],
    ['its values make nothing', () => new TypeError('no such currency')],
    ['the system refuses', () => new StrataError('rejected', 'no such filter')],
    ['a key cannot be asked for', () => new StrataError('invalid', 'too long')],
  ])('when %s', async (_case, answer) => {
    const { reads, keysAsked } = shelf({ mostRows: () => 3, rowsOf: (keys) => (joined(keys) ? answer() : own(keys)) });
    expect(await all(reads, '1', '2')).toEqual([['1: one'], ['2: one']]);
    expect(keysAsked()).toEqual([['1', '2'], ['1'], ['2']]);
  });

  it('and a key that is refused is refused to who asks for it only', async () => {
    const { reads } = shelf({ rowsOf: (keys) => (keys.includes('2') ? new StrataError('invalid', '2 is no customer') : own(keys)) });
    expect(await outcomes(reads, '1', '2', '3')).toEqual([['1: one'], '2 is no customer', ['3: one']]);
  });

  it('also when the keys cannot be written into a request', async () => {
    const read = (_: Call, keys: readonly string[]): Promise<string[]> => {
      if (keys.includes('2')) throw new StrataError('invalid', '2 is no customer');
      return Promise.resolve(own(keys));
    };
    expect(await outcomes(shelf({ read }).reads, '1', '2')).toEqual([['1: one'], '2 is no customer']);
  });

  it('without waiting for each other', async () => {
    const later = Promise.withResolvers<string[]>();
    const read = (_: Call, keys: readonly string[]): Promise<string[]> => (joined(keys) ? Promise.reject(new StrataError('rejected', 'no')) : keys[0] === '2' ? later.promise : Promise.resolve(own(keys)));
    const { reads } = shelf({ read });
    const slow = reads.rowsOf(screen(), '2');
    expect(await reads.rowsOf(screen(), '1')).toEqual(['1: one']);
    later.resolve(['2: one']);
    expect(await slow).toEqual(['2: one']);
  });

  it.each([
    ['1000002', '0001000002'],
    ['1000002', '1000002 '],
    ['a1', 'A1'],
  ])('for keys that the system may take for one: "%s" and "%s"', async (one, same) => {
    const { reads, keysAsked } = shelf();
    await all(reads, one, same, '7');
    expect(keysAsked()).toEqual([[one], [same], ['7']]);
  });

  it.each(['unavailable', 'rate-limited', 'unauthenticated'] as const)('but not of a system that is %s', async (kind) => {
    const { reads, keysAsked } = shelf({ rowsOf: () => new StrataError(kind, 'not now') });
    expect(await outcomes(reads, '1', '2')).toEqual(['not now', 'not now']);
    expect(keysAsked()).toEqual([['1', '2']]);
  });
});
