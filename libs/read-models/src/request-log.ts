import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { StrataError } from '#canonical';

/** A request that writes, as it is told apart from others. */
export interface OnceRequest {
  /** Id of the principal: keys of different clients never meet. */
  client: string;
  idempotencyKey: string;
  operation: string;
  /** Path arguments and body. */
  body: object;
}

/** Requests that are done once per client and Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header). */
@Injectable()
export class RequestLog {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * Does the work once, in one transaction with the key; a repeat gets the first answer. What the work throws leaves no key.
   * Throws `invalid` (422) when the key was used with another body.
   */
  once<T extends object>(request: OnceRequest, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      if (!(await insert(tx, request))) return (await answerOf<T>(tx, request)) as T;
      const answer = await work(tx);
      await tx.query(`UPDATE request SET answer = $3 WHERE client = $1 AND idempotency_key = $2`, [request.client, request.idempotencyKey, answer]);
      return answer;
    });
  }

  /** The answer of a request that was done before. Throws `invalid` (422) when its key was used with another body. */
  async answered<T extends object>(request: OnceRequest): Promise<T | undefined> {
    const known: unknown[] = await this.db.query(`SELECT 1 FROM request WHERE client = $1 AND idempotency_key = $2`, [request.client, request.idempotencyKey]);
    return known.length === 0 ? undefined : ((await answerOf<T>(this.db, request)) ?? undefined);
  }

  /**
   * Notes a request whose answer the durable engine keeps under {@link engineKey}. Throws as `once` does.
   */
  async admit(request: OnceRequest): Promise<void> {
    if (!(await insert(this.db, request))) await answerOf(this.db, request);
  }

  /** Forgets keys whose window is over. */
  async expire(windowMs: number): Promise<void> {
    await this.db.query(`DELETE FROM request WHERE created_at < now() - $1 * interval '1 millisecond'`, [windowMs]);
  }
}

/** Key of a request at the durable engine: keys of different clients and operations never meet there either. */
export function engineKey({ client, idempotencyKey, operation }: OnceRequest): string {
  return createHash('sha256').update(JSON.stringify([client, operation, idempotencyKey])).digest('base64url');
}

/** Same content, same hash: keys in order, so that the spelling of the JSON does not matter. */
export function hashOf(body: object): string {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
        : value;
  return createHash('sha256').update(JSON.stringify(sorted(body))).digest('base64url');
}

/** What a repeated key with another body is answered. */
export function keyReused(): StrataError {
  return new StrataError('invalid', 'this Idempotency-Key was used with another body', {
    reason: 'unprocessable',
    fields: [{ pointer: '', detail: 'expected the body of the first request, or a new Idempotency-Key' }],
  });
}

async function insert(db: Pick<EntityManager, 'query'>, { client, idempotencyKey, operation, body }: OnceRequest): Promise<boolean> {
  const inserted: unknown[] = await db.query(
    `INSERT INTO request (client, idempotency_key, operation, body_hash, created_at) VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING RETURNING 1`,
    [client, idempotencyKey, operation, hashOf(body)],
  );
  return inserted.length > 0;
}

async function answerOf<T>(db: Pick<EntityManager, 'query'>, { client, idempotencyKey, operation, body }: OnceRequest): Promise<T | null> {
  const rows: { operation: string; bodyHash: string; answer: T | null }[] = await db.query(
    `SELECT operation, body_hash AS "bodyHash", answer FROM request WHERE client = $1 AND idempotency_key = $2`,
    [client, idempotencyKey],
  );
  const [row] = rows;
  if (!row || row.operation !== operation || row.bodyHash !== hashOf(body)) throw keyReused();
  return row.answer;
}
