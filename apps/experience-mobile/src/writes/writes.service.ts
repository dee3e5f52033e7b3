import { Injectable } from '@nestjs/common';
import { invalidField, isStrataError, StrataError, type CallContext } from '#canonical';
import { defaultIdempotencyWindowMs, validationPipe, type Problem } from '#edge';
import { InnerCalls, refusal, type InnerAnswer, type OuterCall } from '../inner/inner-calls.js';
import { rowOf, type MobileOrder } from '../orders/orders.view.js';
import { CancelOrderWrite, PlaceOrderWrite, WritesRequest, writeTypes, type WriteType } from './writes.request.js';
import type { WriteResult } from './writes.view.js';

const classes = { 'place-order': PlaceOrderWrite, 'cancel-order': CancelOrderWrite };

/** Answers so far of the writes of an upload, by the names that the client gave them. */
type Answered = ReadonlyMap<string, { type: WriteType; answer: InnerAnswer }>;

/** What uploads are judged by. */
export class WritesSettings {
  /** ms for which a key is remembered: a write that is older may have been done before, and nobody could tell. */
  keysRememberedMs = defaultIdempotencyWindowMs;
}

/** Writes that a client made while it was offline, each done and answered by itself, one after the other. */
@Injectable()
export class WritesService {
  private readonly pipe = validationPipe();

  constructor(
    private readonly inner: InnerCalls,
    private readonly settings: WritesSettings,
  ) {}

  /** Throws `invalid` for an upload that is none; what is wrong with one write is that one's result. */
  async accept(ctx: CallContext, outer: OuterCall, body: unknown): Promise<WriteResult[]> {
    const given = (body as { writes?: unknown } | null)?.writes;
    await this.pipe.transform(Array.isArray(given) ? { ...(body as object), writes: given.map(() => 0) } : (body ?? {}), { type: 'body', metatype: WritesRequest });
    const answered = new Map<string, { type: WriteType; answer: InnerAnswer }>();
    const results: WriteResult[] = [];
    for (const write of given as unknown[]) {
      const { id, type } = (write ?? {}) as { id?: unknown; type?: WriteType };
      const answer = await this.acceptOne(ctx, outer, write, answered).catch(refusalOf);
      if (typeof id === 'string' && type !== undefined && !answered.has(id)) answered.set(id, { type, answer });
      results.push({ ...(typeof id === 'string' && { id: id.slice(0, 64) }), ...resultOf(answer) });
    }
    return results;
  }

  private async acceptOne(ctx: CallContext, outer: OuterCall, given: unknown, answered: Answered): Promise<InnerAnswer> {
    const write = await this.valid(given);
    if (answered.has(write.id)) throw invalidField('/id', 'id must differ from those before it');
    const { id: _id, idempotencyKey, madeAt, type: _type, ...body } = write;
    if (Date.parse(madeAt) < Date.now() - this.settings.keysRememberedMs) throw tooOld(this.settings.keysRememberedMs);
    const headers = { 'idempotency-key': idempotencyKey };
    if (write instanceof PlaceOrderWrite) return this.inner.call(ctx, outer, { method: 'POST', path: '/mobile/v1/orders', headers, body });
    const orderId = orderOf(write, answered);
    return this.inner.call(ctx, outer, { method: 'POST', path: `/mobile/v1/orders/${orderId}/cancellation`, headers, body: { reason: write.reason } });
  }

  private async valid(given: unknown): Promise<PlaceOrderWrite | CancelOrderWrite> {
    const { type } = (given ?? {}) as { type?: WriteType };
    if (type === undefined || !writeTypes.includes(type)) throw invalidField('/type', `type must be one of ${writeTypes.join(', ')}`);
    return (await this.pipe.transform(given, { type: 'body', metatype: classes[type] })) as PlaceOrderWrite | CancelOrderWrite;
  }
}

/** Which order is meant: one that is known, or the one that a write before it placed. */
function orderOf({ orderId, placedBy }: CancelOrderWrite, answered: Answered): string {
  if ((orderId === undefined) === (placedBy === undefined)) throw invalidField('/orderId', 'expected orderId or placedBy, one of them');
  if (placedBy === undefined) return orderId!;
  const placed = answered.get(placedBy);
  if (placed?.type !== 'place-order') throw invalidField('/placedBy', 'placedBy must be the id of a place-order before it');
  const { status, body } = placed.answer;
  if (status === 202) return (body as MobileOrder).id;
  // It has the chance that the write before it has.
  throw invalidField('/placedBy', `${placedBy} was not accepted, so that there is nothing to cancel`, { reason: 'unprocessable', retryable: (body as Problem).retryable });
}

function resultOf({ status, body }: InnerAnswer): Omit<WriteResult, 'id'> {
  return status < 300 ? { status, body: rowOf(body as MobileOrder) } : { status, problem: body as Problem };
}

function refusalOf(error: unknown): InnerAnswer {
  if (isStrataError(error)) return refusal(error);
  throw error;
}

/** A write whose key is forgotten: done again, it might be done twice. */
function tooOld(keysRememberedMs: number): StrataError {
  const detail = `madeAt must lie within the last ${Math.round(keysRememberedMs / 360_000) / 10} hours, for which keys are remembered; to start over, look among the orders whether it was done, and make it anew with a key of its own if it was not`;
  return new StrataError('gone', detail, { fields: [{ pointer: '/madeAt', detail }], reason: 'key-forgotten' });
}
