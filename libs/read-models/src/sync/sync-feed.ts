import type { DataSource } from 'typeorm';
import { invalidField, nativeKeyOf, StrataError, type DataScope, type Principal } from '#canonical';
import { ChangeTokens, horizonNow } from '../change-token.js';
import { holderOf, ownRows } from '../own-rows.js';
import { isEnded, syncSources, type Parameter, type SyncedCustomer, type SyncedItem, type SyncedOrder, type SyncRow, type SyncSource, type SyncType } from './sync-sources.js';
import { stateOf, type OpenWindow, type Place, type SyncState } from './sync-token.js';

export { syncTypes, type SyncedCustomer, type SyncedItem, type SyncedOrder, type SyncType } from './sync-sources.js';

const kind = 'mobile-sync';
const startOver = 'ask without since, and forget what you have';
const notOurs = 'since must be a token that an earlier answer gave';
/** An order that is over is kept so long after its last change. */
export const keptMs = 90 * 24 * 3_600_000;

export type SyncChange = { type: 'order'; id: string; row: SyncedOrder } | { type: 'customer'; id: string; row: SyncedCustomer } | { type: 'item'; id: string; row: SyncedItem };

export interface SyncPage {
  changes: SyncChange[];
  /** What the client forgets. */
  tombstones: { type: SyncType; id: string }[];
  /** Token to go on with. */
  next: string;
  /** More is there already. */
  more: boolean;
}

export interface SyncRequest {
  /** Gets what it may see, and goes on with its own tokens. */
  principal: Pick<Principal, 'id' | 'dataScope'>;
  /** Token of an earlier page; without it, the start. */
  since?: string | undefined;
  /** Only what has to do with a customer, by its public id. */
  customerId?: string | undefined;
  limit: number;
}

type Found = SyncRow & { rank: number };

/**
 * What a client that works offline holds, and how it changes: open orders and those that changed in the last 90 days,
 * customers and items, in the order in which they were committed. A window of changes ends at a horizon before which no
 * transaction is open, so that one which commits late is never missed; its pages stay the same while data changes, and what
 * changes meanwhile is in the next one.
 */
export class SyncFeed {
  private readonly tokens: ChangeTokens;

  /** @param db of the reader or the writer */
  constructor(private readonly db: DataSource) {
    this.tokens = new ChangeTokens(db);
  }

  /** Throws `gone` for a token that nobody can go on with, `invalid` for what is none, `not-found` for a customer that is none of ours. */
  async read({ principal, since, customerId, limit }: SyncRequest): Promise<SyncPage> {
    const principalId = holderOf(principal);
    const { from, state } = since === undefined ? { from: '0', state: this.start(customerId) } : await this.goOn(since, principalId, customerId);
    const { dataScope: scope } = principal;
    const window = state.window ?? (await this.openWindow());
    const found = await this.changes(from, state, scope, window, limit);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const gone = found.length > limit ? [] : await this.ended(state, scope, window, limit - shown.length);
    const isMore = found.length > limit || gone.length > limit - shown.length;
    const ended = gone.slice(0, limit - shown.length);
    const lastEnded = ended.at(-1);
    const after: Place | undefined = lastEnded ?? (last && { tx: last.tx, rank: last.rank, key: last.key }) ?? window.after;
    const nextState: SyncState = isMore ? { ...state, window: { ...window, ...(after && { after }) } } : { ...(state.customerId !== undefined && { customerId: state.customerId }), at: window.at };
    return {
      changes: shown.filter(({ kept }) => kept).map(changeOf),
      tombstones: [...shown.filter(({ kept }) => !kept).map(({ rank, key }) => ({ type: syncSources[rank]!.type, id: key })), ...ended.map(({ key }) => ({ type: 'order' as const, id: key }))],
      next: await this.tokens.issue({ kind, principalId, horizon: isMore ? from : window.to, filter: nextState }),
      more: isMore,
    };
  }

  private start(customerId: string | undefined): SyncState {
    if (customerId === undefined) return {};
    nativeKeyOf(customerId, 'customer');
    return { customerId };
  }

  private async goOn(since: string, principalId: string, customerId: string | undefined): Promise<{ from: string; state: SyncState }> {
    const { horizon, filter } = await this.tokens.read(since, { kind, principalId, pointer: '/since', startOver });
    const state = stateOf(filter);
    if (!state) throw invalidField('/since', notOurs);
    if (customerId !== undefined && customerId !== state.customerId) throw invalidField('/customerId', `customerId must be that of the token (${state.customerId ?? 'none'}) or left out; for another one ask without since`);
    return { from: horizon, state };
  }

  private async openWindow(): Promise<OpenWindow> {
    const [row]: { to: string; at: string }[] = await this.db.query(`SELECT ${horizonNow}::text AS to, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS at`);
    return { to: row!.to, at: Number(row!.at) };
  }

  /** One more than `limit` when there are more. */
  private async changes(from: string, state: SyncState, scope: DataScope | undefined, window: OpenWindow, limit: number): Promise<Found[]> {
    if (window.after && 'micros' in window.after) return [];
    const lists = await Promise.all(syncSources.map((source, rank) => this.changesOf(source, rank, from, state, scope, window, limit + 1)));
    return lists.flat().toSorted((a, b) => compare(a, b)).slice(0, limit + 1);
  }

  private async changesOf(source: SyncSource, rank: number, from: string, state: SyncState, scope: DataScope | undefined, { to, at, after }: OpenWindow, limit: number): Promise<Found[]> {
    const parameters: unknown[] = [];
    const value: Parameter = (of, type) => `$${parameters.push(of)}::${type}`;
    const kept = source.kept(() => `to_timestamp(${value((at - keptMs) / 1000, 'double precision')})`);
    const conditions = [
      `changed_tx >= ${value(from, 'xid8')}`,
      `changed_tx < ${value(to, 'xid8')}`,
      ...(after && 'tx' in after ? [behind(source, rank, after, value)] : []),
      ...(state.customerId === undefined ? [] : [source.ofCustomer(state.customerId, value)]),
      ...source.own(scope, value),
      // Who starts has nothing to forget.
      ...(state.at === undefined ? [kept] : []),
    ];
    const rows: SyncRow[] = await this.db.query(
      `SELECT changed_tx::text AS tx, ${source.key}::text AS key, ${kept} AS kept, ${source.columns} FROM ${source.table}
       WHERE ${conditions.join(' AND ')} ORDER BY changed_tx, ${source.key} LIMIT ${value(limit, 'integer')}`,
      parameters,
    );
    return rows.map((row) => ({ ...row, rank }));
  }

  /** Orders that were over for 90 days since the client was here last. One more than `limit` when there are more. */
  private async ended({ at: since, customerId }: SyncState, scope: DataScope | undefined, { at, after }: OpenWindow, limit: number): Promise<{ micros: string; key: string }[]> {
    if (since === undefined) return [];
    const parameters: unknown[] = [];
    const value: Parameter = (of, type) => `$${parameters.push(of)}::${type}`;
    const keptSince = (ms: number) => `to_timestamp(${value((ms - keptMs) / 1000, 'double precision')})`;
    const conditions = [
      isEnded,
      `changed_at > ${keptSince(since)}`,
      `changed_at <= ${keptSince(at)}`,
      ...(customerId === undefined ? [] : [`customer_id = ${value(customerId, 'text')}`]),
      ...ownRows(scope, 'customer_id', value),
      ...(after && 'micros' in after ? [`(changed_at, order_id) > (timestamptz 'epoch' + ${value(after.micros, 'bigint')} * interval '1 microsecond', ${value(after.key, 'uuid')})`] : []),
    ];
    return this.db.query(
      `SELECT (extract(epoch FROM changed_at) * 1000000)::bigint::text AS micros, order_id::text AS key FROM order_view
       WHERE ${conditions.join(' AND ')} ORDER BY changed_at, order_id LIMIT ${value(limit + 1, 'integer')}`,
      parameters,
    );
  }
}

/** Rows of one transaction come by type, then by key. */
function behind({ key, keyType }: SyncSource, rank: number, after: { tx: string; rank: number; key: string }, value: Parameter): string {
  if (rank === after.rank) return `(changed_tx, ${key}) > (${value(after.tx, 'xid8')}, ${value(after.key, keyType)})`;
  return `changed_tx ${rank < after.rank ? '>' : '>='} ${value(after.tx, 'xid8')}`;
}

function compare(a: Found, b: Found): number {
  const [first, second] = [BigInt(a.tx), BigInt(b.tx)];
  return first === second ? a.rank - b.rank : first < second ? -1 : 1;
}

function changeOf({ rank, key, tx: _tx, kept: _kept, ...row }: Found): SyncChange {
  return { type: syncSources[rank]!.type, id: key, row } as SyncChange;
}

/** What a token is answered that does not go on, by what is wrong with it. */
export const syncRefusals = {
  'What is no token': invalidField('/since', notOurs),
  "A token of another client, an old one, or another database's": new StrataError('gone', `since is older than 30 days; to start over, ${startOver}`, { fields: [{ pointer: '/since', detail: startOver }], reason: 'token-gone' }),
};
