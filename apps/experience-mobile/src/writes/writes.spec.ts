import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { wireBytes } from '../budget/byte-budget.js';
import { orders, phoneApp, seen } from '../inner/phone.fixture.js';
import { WritesController } from './writes.controller.js';
import { WritesService, WritesSettings } from './writes.service.js';
import { resultBudget } from './writes.view.js';

let app: Awaited<ReturnType<typeof phoneApp>>;
beforeAll(async () => {
  app = await phoneApp(WritesController, [WritesService, WritesSettings]);
});
beforeEach(() => {
  seen.length = 0;
  orders.clear();
});
afterAll(() => app.close());

const head = (id: string, type: string) => ({ id, idempotencyKey: `key-${id}`, madeAt: new Date().toISOString(), type });
const place = (id: string, change: object = {}) => ({ ...head(id, 'place-order'), customerId: toPublicId('erp', '1'), purchaseOrderNumber: `PO-${id}`, lines: [{ itemId: toPublicId('erp', '2'), quantity: '1' }], ...change });
const cancel = (id: string, change: object) => ({ ...head(id, 'cancel-order'), reason: 'changed my mind', ...change });
const upload = (writes: unknown, headers: Record<string, string> = {}) => app.post('/mobile/v1/writes', { writes }, headers);
const known = '0198f3a0-0000-7000-8000-0000000000aa';

describe('writes that were made offline', () => {
  it('are done in their order and answered each by itself', async () => {
    const { status, body } = await upload([place('a'), cancel('b', { orderId: known }), place('c')]);
    expect(status).toBe(200);
    expect(seen).toEqual(['place PO-a', `cancel ${known}: changed my mind`, 'place PO-c']);
    expect(body.results).toMatchObject([{ id: 'a', status: 202, body: { po: 'PO-a', status: 'received' } }, { id: 'b', status: 202, body: { id: known, status: 'cancelled' } }, { id: 'c', status: 202, body: { po: 'PO-c' } }]);
  });

  it('are answered the same when they are sent again', async () => {
    const writes = [place('a'), place('b')];
    expect((await upload(writes)).body).toEqual((await upload(writes)).body);
    expect(orders.size).toBe(2);
  });

  it('of which one is malformed are done but for that one, which is told by pointers into it', async () => {
    const { body } = await upload([
      place('a'),
      place('b', { lines: [{ itemId: 'x', quantity: 'many' }] }),
      place('c', { colour: 'red' }),
      place('d', { purchaseOrderNumber: 'zero \u0000' }),
      { ...place('e'), madeAt: 'yesterday' },
      { ...place('f'), idempotencyKey: '' },
      head('g', 'paint-order'),
      null,
      'x',
      [],
      place('h', { constructor: {} }),
      cancel('i', {}),
      cancel('j', { orderId: known, placedBy: 'a' }),
      place('a'),
      place('k'),
    ]);
    expect(body.results.map(({ status }) => status)).toEqual([202, ...Array.from({ length: 13 }, () => 400), 202]);
    expect(body.results.slice(1, -1).map(({ problem }) => problem.errors[0].pointer)).toEqual(['/lines/0/quantity', '/colour', '/purchaseOrderNumber', '/madeAt', '/idempotencyKey', '/type', '/type', '/type', '/type', '/constructor', '/orderId', '/orderId', '/id']);
    expect(seen).toEqual(['place PO-a', 'place PO-k']);
  });

  it('may cancel what the same upload placed', async () => {
    const { body } = await upload([place('a'), cancel('b', { placedBy: 'a' })]);
    expect(body.results[1]).toMatchObject({ status: 202, body: { id: body.results[0].body.id } });
    expect(seen).toEqual(['place PO-a', `cancel ${body.results[0].body.id}: changed my mind`]);
  });

  it('have no more chance than the write that they depend on', async () => {
    const { body } = await upload([place('a', { purchaseOrderNumber: 'PO-AWAY' }), cancel('b', { placedBy: 'a' }), place('c', { lines: [] }), cancel('d', { placedBy: 'c' }), cancel('e', { placedBy: 'b' }), cancel('f', { placedBy: 'later' })]);
    expect(body.results.map(({ status, problem }) => [status, problem.retryable])).toEqual([[503, true], [422, true], [400, false], [422, false], [400, false], [400, false]]);
    expect(seen).toEqual(['place PO-AWAY']);
  });

  it('older than keys are remembered are not done: nobody could tell whether they were', async () => {
    const days = (count: number) => ({ madeAt: new Date(Date.now() - count * 24 * 3_600_000).toISOString() });
    const { body } = await upload([place('a', days(8)), place('b', days(6))]);
    expect(body.results).toMatchObject([{ id: 'a', status: 410, problem: { kind: 'gone', errors: [{ pointer: '/madeAt', detail: expect.stringContaining('168 hours') }] } }, { id: 'b', status: 202 }]);
    expect(seen).toEqual(['place PO-b']);
  });

  it('that are not reached in time are told to come again, and are not begun', async () => {
    const { body } = await upload([place('a')], { 'strata-timeout-ms': '0.0001' });
    expect(body.results).toMatchObject([{ id: 'a', status: 503, problem: { retryable: true } }]);
    expect(orders.size).toBe(0);
  });

  it('have answers within their bytes', async () => {
    const { body } = await upload([place('x'.repeat(64), { purchaseOrderNumber: '漢'.repeat(35) })]);
    expect(wireBytes(body.results[0])).toBeLessThanOrEqual(resultBudget);
    expect(body.results[0]).toMatchObject({ status: 202, body: { po: expect.stringMatching(/^漢+…$/) } });
  });

  it.each([
    ['none', [], '/writes'],
    ['more than fifty', Array.from({ length: 51 }, (_, index) => place(String(index))), '/writes'],
    ['no list', 'x', '/writes'],
  ])('that are %s are refused as a whole', async (_, writes, pointer) => {
    expect(await upload(writes)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(seen).toEqual([]);
  });

  it.each(['null', '[]', '"x"', '{"writes":[],"colour":"red"}'])('in a body that is none are refused: %s', async (body) => {
    expect(await app.post('/mobile/v1/writes', body)).toMatchObject({ status: 400 });
  });
});
