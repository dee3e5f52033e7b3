import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { StrataError, type DataScope, type Page, type PageQuery, type WorkException, type WorkExceptionResolution, type WorkListFilter } from '#canonical';
import { decodeCursor, encodeCursor } from './cursor.js';
import { ownParameters, ownRowsAt } from './own-rows.js';
import { Prepared } from '#store';
import { Together } from './together.js';
import { endedByItself, raiseStatement, syncOrders, syncParameters, type ExceptionsOfOrder, type OrderException, type RaisedException } from './work-list.statements.js';

type Db = Pick<EntityManager, 'query'>;
type Row = Record<keyof WorkException, unknown> & { micros: string };

/** What people must look at. Methods that write take the transaction that they belong to, if there is one. */
@Injectable()
export class WorkList {
  private readonly syncing: Together<ExceptionsOfOrder, void>;

  constructor(@InjectDataSource() private readonly db: DataSource) {
    const sync = new Prepared(db, syncOrders);
    this.syncing = new Together(async (orders: ExceptionsOfOrder[]): Promise<void[]> => {
      await sync.run(syncParameters(orders));
      return orders.map(() => undefined);
    });
  }

  /** Raises each once while it is open: see {@link raiseStatement}. */
  async raise(entries: RaisedException[], db: Db = this.db): Promise<void> {
    if (entries.length > 0) await db.query(...raiseStatement(entries));
  }

  /** What an order has now, at most one of a kind, and nothing else: see {@link syncOrders}. */
  syncOrder(orderId: string, systemId: string, due: OrderException[]): Promise<void> {
    return this.syncing.ask({ orderId, systemId, due });
  }

  /**
   * Ends the open ones among these, since their cause is gone.
   * @param by the part of Strata that saw it, such as `strata:reconciliation`
   */
  async settle(keys: string[], by: string, db: Db = this.db): Promise<void> {
    if (keys.length === 0) return;
    await db.query(`UPDATE work_exception SET state = 'resolved', resolved_at = now(), resolution = coalesce(resolution, $2::jsonb) WHERE key = ANY($1) AND state = 'open'`, [keys, JSON.stringify(endedByItself(by))]);
  }

  /**
   * Newest first. Throws `invalid` for a cursor that is none of ours.
   * @param scope whose the reader may see: of certain customers what is about their orders, of certain systems what is about those
   */
  async list({ state, kind, orderId, systemId, owner }: WorkListFilter, { cursor, limit = 50 }: PageQuery = {}, scope?: DataScope): Promise<Page<WorkException>> {
    const [before, beforeId] = cursor === undefined ? [null, null] : decodeCursor(cursor);
    const rows: Row[] = await this.db.query(
      `SELECT ${columns} FROM work_exception
       WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR order_id = $3) AND ($4::text IS NULL OR system_id = $4) AND ($5::text IS NULL OR owner = $5)
         AND ($6::bigint IS NULL OR (raised_at, exception_id) < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::uuid))
         ${ownExceptions(scope, 9)}
       ORDER BY raised_at DESC, exception_id DESC LIMIT $8`,
      [state ?? null, kind ?? null, orderId ?? null, systemId ?? null, owner ?? null, before, beforeId, limit + 1, ...(scope ? ownValues(scope) : [])],
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit).map(exceptionOf), ...(last && { next: encodeCursor(last.micros, String(last.exceptionId)) }) };
  }

  /** All that are open and that the reader may see, newest first. */
  async allOpen(filter: Omit<WorkListFilter, 'state'>, scope?: DataScope): Promise<WorkException[]> {
    const found: WorkException[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.list({ ...filter, state: 'open' }, { cursor, limit: 200 }, scope);
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  }

  /** What the open ones of a kind are about, all of them. */
  async openSubjects(kind: string): Promise<string[]> {
    const rows: { subject: string }[] = await this.db.query(`SELECT subject FROM work_exception WHERE kind = $1 AND state = 'open' AND subject IS NOT NULL`, [kind]);
    return rows.map(({ subject }) => subject);
  }

  /** As `read`, for a reader who may see those of a scope: see `list`. */
  async readOwn(exceptionId: string, scope: DataScope | undefined): Promise<WorkException> {
    const rows: Row[] = await this.db.query(`SELECT ${columns} FROM work_exception WHERE exception_id = $1 ${ownExceptions(scope, 2)}`, [exceptionId, ...(scope ? ownValues(scope) : [])]);
    if (!rows[0]) throw exceptionUnknown(exceptionId);
    return exceptionOf(rows[0]);
  }

  /** Throws `not-found`. */
  async read(exceptionId: string, db: Db = this.db): Promise<WorkException> {
    const rows: Row[] = await db.query(`SELECT ${columns} FROM work_exception WHERE exception_id = $1`, [exceptionId]);
    const [row] = rows;
    if (!row) throw exceptionUnknown(exceptionId);
    return exceptionOf(row);
  }

  /** Gives an open one to somebody. Throws `not-found`, and `conflict` when it is resolved. */
  assign(exceptionId: string, owner: string, db: Db = this.db): Promise<WorkException> {
    return this.change(exceptionId, 'owner = $2', owner, db);
  }

  /** Ends an open one. Throws `not-found`, and `conflict` when it is resolved. */
  resolve(exceptionId: string, resolution: WorkExceptionResolution, db: Db = this.db): Promise<WorkException> {
    return this.change(exceptionId, `state = 'resolved', resolved_at = now(), resolution = $2::jsonb`, JSON.stringify(resolution), db);
  }

  /**
   * Notes what a person begins to do about an open one. It stays open until its cause is gone; then the note says how it
   * ended. Throws `not-found`, and `conflict` when it is resolved.
   */
  intend(exceptionId: string, resolution: WorkExceptionResolution, db: Db = this.db): Promise<WorkException> {
    return this.change(exceptionId, 'resolution = $2::jsonb', JSON.stringify(resolution), db);
  }

  /** Takes the note back: what was begun was refused. Nothing happens to what is resolved. */
  async takeBack(exceptionId: string): Promise<void> {
    await this.db.query(`UPDATE work_exception SET resolution = NULL WHERE exception_id = $1 AND state = 'open'`, [exceptionId]);
  }

  private async change(exceptionId: string, set: string, value: string, db: Db): Promise<WorkException> {
    const rows: Row[] = await db.query(`WITH changed AS (UPDATE work_exception SET ${set} WHERE exception_id = $1 AND state = 'open' RETURNING *) SELECT ${columns} FROM changed`, [exceptionId, value]);
    const [row] = rows;
    if (row) return exceptionOf(row);
    throw alreadyResolved(await this.read(exceptionId, db));
  }
}

const exceptionUnknown = (exceptionId: string) => new StrataError('not-found', `there is no exception ${exceptionId}`);

/** What is about no order is nobody's but the business's own. */
function ownExceptions(scope: DataScope | undefined, at: number): string {
  if (scope?.customers) return `AND order_id IN (SELECT order_id FROM order_view WHERE ${ownRowsAt(at, 'customer_id')})`;
  return scope?.systems ? `AND system_id = ANY($${at})` : '';
}

function ownValues(scope: DataScope): unknown[] {
  if (scope.customers) return ownParameters(scope);
  return scope.systems ? [scope.systems] : [];
}

/** Nothing is left to be done about what is resolved. */
export function alreadyResolved({ exceptionId, resolution }: WorkException): StrataError {
  return new StrataError('conflict', `exception ${exceptionId} is resolved: ${resolution?.action} by ${resolution?.by}`, { state: 'resolved', allowed: [], reason: 'exception-resolved' });
}

const columns = `exception_id AS "exceptionId", kind, state, reason, order_id AS "orderId", system_id AS "systemId", subject, tried, actions, owner, resolution,
  replay_of AS "replayOf", raised_at AS "raisedAt", resolved_at AS "resolvedAt", (extract(epoch FROM raised_at) * 1000000)::bigint::text AS micros`;

function exceptionOf({ micros: _, ...row }: Row): WorkException {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value])) as unknown as WorkException;
}
