import type { ObjectContext } from '@restatedev/restate-sdk';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErpApi } from '#contracts';
import { OrderProjection, Reservations, WorkList } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import type { ProcessSettings } from '../process.settings.js';
import { OrderReservations } from '../reservations/order-reservations.js';
import type { EffectOutcome } from './order.effects.js';
import { toPublicId } from '#canonical';
import { all, at, captured, invoice, placed, seen } from './order.fixture.js';
import { OrderObject } from './order.object.js';
import type { OrderState } from './order.state.js';
import type { StepRunner } from './steps/step-runner.js';

const settled = at + 60_000;
const absent: EffectOutcome = { kind: 'absent', startedAt: settled, endedAt: settled };
const lost = { effect: 'create-sales-order', since: at, probes: 3 };

describe('what is reserved for an order', () => {
  let db: DataSource;
  let order: OrderObject;
  let reservations: Reservations;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    reservations = new Reservations(db);
    const steps = { run: () => Promise.resolve(absent) } as unknown as StepRunner;
    order = new OrderObject(steps, new OrderProjection(db), new WorkList(db), new OrderReservations({} as ErpApi, reservations), { recheckHoldsMs: 1_000 } as ProcessSettings);
  });
  afterAll(() => db.destroy());
  beforeEach(async () => {
    await db.query('TRUNCATE reservation');
    await reservations.reserve('erp', placed().orderId, [{ kind: 'stock', resource: 'ROPE', amount: '3', available: '3', asOf: new Date(at).toISOString() }]);
  });

  /** The engine, as far as a segment uses it. */
  const engine = (state: OrderState) =>
    ({
      key: state.orderId,
      get: () => Promise.resolve(state),
      set: () => undefined,
      date: { toJSON: () => Promise.resolve(new Date(settled).toISOString()) },
      run: (_: string, action: () => Promise<unknown>) => action(),
      genericSend: () => undefined,
    }) as unknown as ObjectContext;
  const cancel = (state: OrderState) => order['command'](engine(state), { id: state.orderId, actor: 'ann', type: 'cancel', reason: 'not needed' });
  const proceed = (state: OrderState) => order['proceed'](engine(state), state.wake);
  const isReserved = async () => {
    const rows: unknown[] = await db.query('SELECT 1 FROM reservation');
    return rows.length > 0;
  };

  it('is free once it is cancelled before the ERP has seen it', async () => {
    await cancel(placed());
    expect(await isReserved()).toBe(false);
  });

  it('is free once its lost create turns out not to have landed and a cancellation waits', async () => {
    await proceed({ ...placed(), capture: 'unknown', unknown: lost, cancellation: { reason: 'not needed', actor: 'ann' } });
    expect(await isReserved()).toBe(false);
  });

  it('stays while the outcome of its create is unknown', async () => {
    await cancel({ ...placed(), capture: 'unknown', unknown: lost });
    expect(await isReserved()).toBe(true);
  });

  it('stays once the ERP has it: a reading that began later ends it', async () => {
    await cancel(captured());
    expect(await isReserved()).toBe(true);
  });
});

describe('a dispute of an order', () => {
  let db: DataSource;
  let order: OrderObject;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    order = new OrderObject({} as StepRunner, new OrderProjection(db), new WorkList(db), {} as OrderReservations, { recheckHoldsMs: 1_000 } as ProcessSettings);
  });
  afterAll(() => db.destroy());

  /** The engine with what it keeps; `lose` forgets the last write, as a crash before its acknowledgement does. */
  function engineOf(state: OrderState) {
    const kept = [state];
    const ctx = {
      key: state.orderId,
      get: () => Promise.resolve(kept.at(-1)),
      set: (_: string, next: OrderState) => kept.push(next),
      date: { toJSON: () => Promise.resolve(new Date(settled).toISOString()) },
      genericSend: () => undefined,
    } as unknown as ObjectContext;
    return { ctx, lose: () => kept.pop() };
  }
  const rows = (): Promise<{ state: string; sequence: number }[]> => db.query('SELECT state, sequence FROM dispute');
  const open = (): Promise<object[]> => db.query(`SELECT kind FROM work_exception WHERE kind = 'dispute' AND state = 'open'`);

  it('is in the list and on the work list once it is answered; after a crash between the writes the engine makes the same again', async () => {
    const billed = seen({ invoices: [invoice('1', all)] }, captured());
    const { ctx, lose } = engineOf(billed);
    const dispute = { id: '0198f3a0-0000-7000-8000-0000000000d1', actor: 'anna', type: 'dispute', invoiceId: toPublicId('erp', '1'), code: 'price', reason: 'too dear' } as const;
    await order['command'](ctx, dispute);
    lose();
    await db.query('TRUNCATE dispute, work_exception');
    const answer = await order['command'](ctx, dispute);
    expect(answer).toMatchObject({ order: { disputes: [{ disputeId: dispute.id, state: 'open' }] } });
    expect([await rows(), await open()]).toEqual([[{ state: 'open', sequence: billed.sequence + 1 }], [{ kind: 'dispute' }]]);
    await order['command'](ctx, { id: 'x', actor: 'bert', type: 'settle-disputes', outcome: 'rejected', reason: 'as agreed' });
    expect([await rows(), await open()]).toEqual([[{ state: 'rejected', sequence: billed.sequence + 2 }], []]);
  });
});
