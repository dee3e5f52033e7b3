import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fresh } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import { captured, delivery, placed, salesOrder } from '../order/order.fixture.js';
import type { OrderState } from '../order/order.state.js';
import { flowContext } from '../order/steps/step-runner.js';
import { previewOf } from './order.preview.js';

/** An ERP API that shows these documents. */
let server: ApiServer;
let erp: ErpApi & { close(): Promise<void> };
beforeEach(async () => {
  server = new ApiServer();
  erp = httpClientOf(ErpApi, erpRoutes, await server.start());
});
afterEach(async () => {
  await erp.close();
  await server.stop();
});

const shows = (documents: unknown) => {
  server.reply = json(200, documents, { [answerHeader]: encodeAnswer(fresh('erp', {})) });
};
const held = (type: string, state: OrderState): OrderState => ({ ...state, holds: [{ type, reason: 'the ERP refused', since: '2026-01-01T08:00:00.000Z' }] });
/** Whatever it says, it has only read. */
async function preview(kind: string, state: OrderState) {
  try {
    return await previewOf(state, kind, erp, flowContext());
  } finally {
    expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  }
}

describe('a dry run of trying an order again', () => {
  it('makes the call anew when the system shows nothing of the earlier attempt', async () => {
    shows([]);
    expect(await preview('unknown-outcome', { ...held('unknown-outcome', placed()), attempts: { 'create-sales-order': 1 } })).toEqual({
      wouldDo: 'create-sales-order: createSalesOrder of erp',
      probe: { system: 'erp', operation: 'findSalesOrders', found: false, detail: 'nothing of an earlier attempt is there' },
    });
  });

  it('goes on with what is there when the earlier attempt has landed', async () => {
    shows([salesOrder()]);
    expect(await preview('unknown-outcome', { ...held('unknown-outcome', placed()), attempts: { 'create-sales-order': 1 } })).toMatchObject({
      wouldDo: 'go on with what create-sales-order has left in erp',
      probe: { found: true, detail: 'sales order 4711 is open' },
    });
  });

  it('compares deliveries, which carry no reference of ours, with those that the order knows', async () => {
    const state = { ...held('create-delivery', captured()), attempts: { 'create-delivery:1': 2 } };
    shows([delivery('80', { '10': '3' })]);
    expect(await preview('create-delivery', state)).toMatchObject({ probe: { found: true, detail: 'delivery 80 is shipped' } });
    shows([]);
    expect(await preview('create-delivery', state)).toMatchObject({ wouldDo: 'create-delivery: createDelivery of erp (1)', probe: { found: false } });
  });

  it('shows what an undo would cancel, and that nothing is left to be cancelled', async () => {
    const state = { ...held('undo-failed', placed()), undo: true };
    shows([salesOrder(), salesOrder({ id: '4712', status: 'cancelled' })]);
    expect(await preview('undo-failed', state)).toEqual({ wouldDo: 'undo-sales-order: cancelSalesOrder of erp', probe: { system: 'erp', operation: 'findSalesOrders', found: true, detail: 'sales order 4711 is open' } });
    shows([salesOrder({ status: 'cancelled' })]);
    expect(await preview('undo-failed', state)).toMatchObject({ wouldDo: 'nothing: it is undone', probe: { found: false } });
  });

  it('asks nothing when nothing was tried before', async () => {
    expect(await preview('create-delivery', held('create-delivery', captured()))).toEqual({ wouldDo: 'create-delivery: createDelivery of erp (1)' });
    expect(server.seen).toEqual([]);
  });

  it('is refused as the order would refuse it', async () => {
    await expect(preview('undo-failed', captured())).rejects.toMatchObject({ kind: 'conflict', details: { reason: 'nothing-to-retry', state: 'confirmed' } });
  });
});
