import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, type SalesOrder } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { OrderProjection, OrderReader, Reservations, SwitchBoard, wholeBusiness } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { captured, placed, salesOrder } from '../order.fixture.js';
import { orderView } from '../order.projection.js';
import type { OrderState } from '../order.state.js';
import { OrderReservations } from '../../reservations/order-reservations.js';
import { Switches } from '../../switches/switches.js';
import { StepRunner } from './step-runner.js';

const path = '/erp/v1/systems/erp/sales-orders';

/** An ERP API that holds sales orders. */
class ErpOrders {
  orders: SalesOrder[] = [];
  /** What becomes of a write. */
  writes: 'answered' | 'lost' | 'refused' = 'answered';
  readonly calls: string[] = [];

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://erp');
    this.calls.push(`${request.method} ${url.pathname}`);
    const attempts = [1, 2].map(() => ({ at: '2026-01-01T08:00:00.000Z', durationMs: 1, outcome: 'ok' }));
    const reply = (status: number, body: unknown) => void response.writeHead(status, { 'content-type': 'application/json', [answerHeader]: encodeAnswer(fresh('erp', {}, attempts)) }).end(JSON.stringify(body));
    request.resume();
    if (!url.pathname.startsWith(path) && !url.pathname.endsWith('/conversion')) return reply(404, { kind: 'not-found', detail: 'nothing is known of credit and stock', retryable: false });
    if (request.method === 'GET') return url.pathname === path ? reply(200, this.orders) : reply(200, this.orders[0]);
    if (this.writes === 'refused') return reply(422, { kind: 'rejected', detail: 'the customer is blocked', reason: 'customer-blocked', retryable: false, attempts });
    if (url.pathname.endsWith('/cancellation')) {
      this.orders = this.orders.map((order) => (url.pathname.includes(`/${order.id}/`) ? { ...order, status: 'cancelled' } : order));
      return reply(200, this.orders[0]);
    }
    this.orders = [...this.orders, salesOrder()];
    return this.writes === 'lost' ? void response.socket?.destroy() : reply(201, this.orders.at(-1));
  }
}

let db: DataSource;
let erp: ErpOrders;
let board: SwitchBoard;
let switches: Switches;
let runner: StepRunner;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  erp = new ErpOrders();
  const server = createServer((request, response) => erp.handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const api = httpClientOf(ErpApi, erpRoutes, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  board = new SwitchBoard(db);
  switches = new Switches(board);
  runner = new StepRunner(api, new OrderProjection(db), switches, new OrderReservations(api, new Reservations(db)));
  return async () => {
    await api.close();
    server.closeAllConnections();
    server.close();
  };
});

const create = { name: 'create-sales-order', probe: false } as const;
/** An order of its own, of which readers know. */
async function fresher(from: OrderState = placed()): Promise<OrderState> {
  const state = { ...from, orderId: uuidv7() };
  await new OrderProjection(db).saveView('web', orderView(state), [], []);
  return state;
}
const run = (state: OrderState, attempt = 1, effect: Parameters<StepRunner['run']>[0]['effect'] = create) => runner.run({ name: effect.name, effect, attempt, state });
const timeline = async ({ orderId }: OrderState) => (await new OrderReader(db).timeline(orderId, wholeBusiness)).map(({ type, outcome, attempt }) => `${type} ${outcome} ${attempt}`);
const writes = () => erp.calls.filter((call) => call.startsWith('POST'));

describe('a step', () => {
  it('makes the order of a quote by converting it, which another switch stops', async () => {
    const state = await fresher(placed({ quoteId: '20' }));
    expect(await run(state)).toMatchObject({ kind: 'done', documents: { salesOrder: { id: '4711' } } });
    expect(writes()).toEqual(['POST /erp/v1/systems/erp/quotes/20/conversion']);
    await board.pause({ systemId: 'erp', operation: 'convertQuote', reason: 'stocktaking', actor: 'anna' });
    await switches.refresh();
    expect(await run(await fresher(placed({ quoteId: '21' })))).toMatchObject({ kind: 'failed', failure: { reason: 'paused' } });
    await board.resume('erp', 'convertQuote');
  });

  it('makes its call once and writes the timeline', async () => {
    const state = await fresher();
    expect(await run(state)).toMatchObject({ kind: 'done', documents: { salesOrder: { id: '4711' } } });
    expect(writes()).toHaveLength(1);
    const [entry] = await new OrderReader(db).timeline(state.orderId, wholeBusiness);
    expect(entry).toMatchObject({ type: 'create-sales-order', outcome: 'ok', system: 'erp', reference: '4711', actor: 'strata:order-to-cash', attempt: 1, detail: '2 attempts' });
  });

  it('whose attempt is run a second time, after a crash, does not call again: what it did is unknown', async () => {
    const state = await fresher();
    await run(state);
    expect(await run(state)).toMatchObject({ kind: 'unknown' });
    expect(writes()).toHaveLength(1);
  });

  it('whose answer was lost ends as unknown, and a probe finds what landed', async () => {
    const state = await fresher();
    erp.writes = 'lost';
    expect(await run(state)).toMatchObject({ kind: 'unknown' });
    await db.query(`INSERT INTO reservation (system_id, kind, resource, order_id, amount, reserved_at) VALUES ('erp', 'stock', 'ROPE', $1, 3, now())`, [state.orderId]);
    expect(await run(state, 1, { ...create, probe: true })).toMatchObject({ kind: 'done', documents: { salesOrder: { id: '4711' } } });
    expect(writes()).toHaveLength(1);
    expect(await db.query('SELECT acknowledged_at IS NOT NULL AS counted FROM reservation WHERE order_id = $1', [state.orderId])).toEqual([{ counted: true }]);
    expect(await timeline(state)).toEqual(['create-sales-order unknown 1', 'probe-create-sales-order ok 1']);
  });

  it('that did not land is absent for a probe, and a cancelled order counts as absent', async () => {
    erp.orders = [salesOrder({ status: 'cancelled' })];
    const state = await fresher();
    expect(await run(state, 1, { ...create, probe: true })).toMatchObject({ kind: 'absent' });
    expect(await timeline(state)).toEqual(['probe-create-sales-order not-found 1']);
  });

  it('that is tried again looks first whether an earlier attempt landed after all', async () => {
    erp.orders = [salesOrder()];
    expect(await run(await fresher(), 2)).toMatchObject({ kind: 'done', documents: { salesOrder: { id: '4711' } } });
    expect(writes()).toEqual([]);
  });

  it('that is refused is a value, with kind and reason', async () => {
    erp.writes = 'refused';
    const state = await fresher();
    expect(await run(state)).toMatchObject({ kind: 'failed', failure: { kind: 'rejected', message: 'the customer is blocked', reason: 'customer-blocked', retryable: false } });
    expect((await new OrderReader(db).timeline(state.orderId, wholeBusiness))[0]).toMatchObject({ outcome: 'failed', detail: 'rejected: the customer is blocked' });
  });

  it('that somebody paused makes no call, waits as if the system were down, and says so once', async () => {
    const state = await fresher();
    await board.pause({ systemId: 'erp', operation: 'createSalesOrder', reason: 'stocktaking', actor: 'anna' });
    await switches.refresh();
    for (const attempt of [1, 2]) {
      expect(await run(state, attempt)).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable', retryable: true, reason: 'paused', message: expect.stringMatching(/^createSalesOrder of erp is paused since .*: stocktaking$/) } });
    }
    expect(erp.calls).toEqual([]);
    expect(await timeline(state)).toEqual(['create-sales-order paused undefined']);
    expect(await run(state, 1, { ...create, probe: true })).toMatchObject({ kind: 'absent' });

    await board.resume('erp', 'createSalesOrder');
    await switches.refresh();
    expect(await run(state)).toMatchObject({ kind: 'done' });
    expect(writes()).toHaveLength(1);
  });

  it('of a system that somebody paused as a whole is not even asked whether it landed', async () => {
    const state = await fresher();
    await board.pause({ systemId: 'erp', operation: '*', reason: 'upgrade', actor: 'anna' });
    await switches.refresh();
    expect(await run(state, 1, { ...create, probe: true })).toMatchObject({ kind: 'failed', failure: { reason: 'paused' } });
    expect(erp.calls).toEqual([]);
    await board.resume('erp', '*');
  });

  it('that only reads leaves no trace when it works', async () => {
    erp.orders = [salesOrder()];
    const state = await fresher(captured());
    expect(await run(state, 1, { name: 'read-sales-order', probe: false })).toMatchObject({ kind: 'done' });
    await expect(timeline(state)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the undo of a refused order', () => {
  it('cancels whatever carries our order id, and nothing twice', async () => {
    erp.orders = [salesOrder({ id: '1', status: 'cancelled' }), salesOrder({ id: '2' }), salesOrder({ id: '3', status: 'draft' })];
    expect(await run(await fresher(), 1, { name: 'undo-sales-order', probe: false })).toMatchObject({ kind: 'done' });
    expect(writes()).toEqual([`POST ${path}/2/cancellation`, `POST ${path}/3/cancellation`]);
  });

  it('is done when nothing was left behind', async () => {
    expect(await run(await fresher(), 1, { name: 'undo-sales-order', probe: false })).toMatchObject({ kind: 'done' });
    expect(writes()).toEqual([]);
  });
});
