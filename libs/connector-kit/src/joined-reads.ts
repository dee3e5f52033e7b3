import DataLoader from 'dataloader';
import { isStrataError, type CallContext, type ErrorKind } from '#canonical';
import type { CallScope } from '#resilience';
import { unreadable } from './faults.js';

/** A call of a connector, by the operation that it serves. */
interface ReadCall {
  ctx: CallContext;
  operation: string;
}

export interface JoinedRead<C extends ReadCall, Row> {
  /** Keys that one request asks for at most: 1 joins none. */
  keysPerRead: number;
  /** Asks for the rows of these keys in one request. */
  read(this: void, call: C, keys: readonly string[]): Promise<Row[]>;
  /** The key that a row belongs to, as it is asked for. */
  keyOf(this: void, row: Row): string;
  /** Rows that such a request brings at most: an answer of so many may be cut. Left out where rows are not counted. */
  mostRows?(this: void, keys: number): number;
}

interface Asked<C> {
  call: C;
  key: string;
}

/** How long, in ms, who comes while a system is being asked the like waits for others who do: little beside what it takes to answer. */
const gatherMs = 2;

/** What is no fault of one of the keys: asking for each alone would make it worse. */
const ofTheSystem: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'rate-limited', 'unauthenticated']);

/**
 * Rows by key, of which several screens want some at one moment: the system is asked once for all of their keys. A moment is
 * a turn of the event loop, and {@link gatherMs} while such a request is under way: who is alone waits for nobody. The request
 * goes through the policies as one call, with the turn, the tries and the time of who waits longest for it; that the others may
 * leave it before is the policies' matter. Each gets the rows of its own key. An answer that cannot be shared out for certain is
 * not used, and each asks by itself then: one that may be cut, that has a row of a key that nobody asked for, that cannot be
 * read, or a refusal, which may be due to a single key. When the system is down it is down for all. Flows and exports ask by
 * themselves.
 */
export class JoinedReads<C extends ReadCall, Row> {
  /** By operation: each has a circuit of its own. */
  private readonly loaders = new Map<string, DataLoader<Asked<C>, Row[] | undefined>>();
  private underWay = 0;

  constructor(private readonly joined: JoinedRead<C, Row>) {}

  async rowsOf(call: C, key: string): Promise<Row[]> {
    const { keysPerRead, read } = this.joined;
    const isJoined = keysPerRead > 1 && call.ctx.priority === 'screen';
    return (isJoined ? await this.loader(call.operation).load({ call, key }) : undefined) ?? read(call, [key]);
  }

  private loader(operation: string): DataLoader<Asked<C>, Row[] | undefined> {
    let loader = this.loaders.get(operation);
    if (!loader) {
      loader = new DataLoader<Asked<C>, Row[] | undefined>((asked) => this.readAll(asked), { cache: false, maxBatchSize: this.joined.keysPerRead, batchScheduleFn: (send) => this.gather(send) });
      this.loaders.set(operation, loader);
    }
    return loader;
  }

  private gather(send: () => void): void {
    if (this.underWay > 0) setTimeout(send, gatherMs);
    // When all promises of this turn have gone as far as they come.
    else void Promise.resolve().then(() => process.nextTick(send));
  }

  private async request(call: C, keys: readonly string[]): Promise<Row[]> {
    this.underWay += 1;
    try {
      return await this.joined.read(call, keys);
    } finally {
      this.underWay -= 1;
    }
  }

  /** Undefined for who is to ask alone. */
  private async readAll(asked: readonly Asked<C>[]): Promise<(Row[] | undefined)[]> {
    const keys = [...new Set(asked.map(({ key }) => key))];
    const { call } = asked.reduce((longest, each) => (waitsUntil(each) > waitsUntil(longest) ? each : longest));
    if (keys.length === 1) {
      const rows = await this.request(call, keys);
      return asked.map(() => rows);
    }
    const byKey = areApart(keys) ? await this.together(call, keys) : undefined;
    return asked.map(({ key }) => byKey?.get(key));
  }

  private async together(call: C, keys: readonly string[]): Promise<Map<string, Row[]> | undefined> {
    try {
      return this.sharedOut(keys, await this.request(call, keys));
    } catch (error) {
      if (isStrataError(error) && ofTheSystem.has(error.kind) && error.details.reason !== unreadable) throw error;
      return undefined;
    }
  }

  /** The rows of each key, or undefined when they may not be all, or not only those that were asked for. */
  private sharedOut(keys: readonly string[], rows: readonly Row[]): Map<string, Row[]> | undefined {
    const { keyOf, mostRows } = this.joined;
    if (mostRows && rows.length >= mostRows(keys.length)) return undefined;
    const byKey = new Map<string, Row[]>(keys.map((key) => [key, []]));
    for (const row of rows) {
      const own = byKey.get(keyOf(row));
      if (!own) return undefined;
      own.push(row);
    }
    return byKey;
  }
}

function waitsUntil<C extends ReadCall>({ call }: Asked<C>): number {
  const { waitUntil, deadline }: CallScope = call.ctx;
  return waitUntil ?? deadline;
}

/** Whether no two are likely to be one to the system: it may take `0001000002` for `1000002`, and `a1` for `A1`. */
function areApart(keys: readonly string[]): boolean {
  return new Set(keys.map((key) => key.trim().replace(/^0+/, '').toLowerCase())).size === keys.length;
}
