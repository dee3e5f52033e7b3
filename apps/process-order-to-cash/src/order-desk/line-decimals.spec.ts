import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceparent, type CallContext, type Item } from '#canonical';
import { MasterData, OrderProjection } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { captured } from '../order/order.fixture.js';
import { orderView } from '../order/order.projection.js';
import { LineDecimals } from './line-decimals.js';

const item = (id: string, unit: string, unitScale: number): Item => ({ id, systemId: 'erp', name: id, unit, unitScale, units: [], sellable: true });
const view = orderView(captured());
const order = { ...view, lines: view.lines.map((line, index) => ({ ...line, unit: index === 0 ? 'KGM' : 'C62' })) };

let db: DataSource;
let decimals: LineDecimals;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  await new OrderProjection(db).saveView('web', order, [], []);
  decimals = new LineDecimals(db, new MasterData(db));
});
afterAll(() => db.destroy());

const ctx: CallContext = { principal: { id: 'desk', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const wish = (position: number, quantity: string, orderId = order.orderId) => decimals.require(ctx, orderId, [{ position, quantity }]);

describe('quantities that a person asks for', () => {
  it('pass when the item is not known: the ERP rules', async () => {
    await expect(wish(2, '1.5')).resolves.toBeUndefined();
  });

  it('have the decimals that the item has in its unit, and are refused by line beyond', async () => {
    await new MasterData(db).remember('item', [item('ROPE', 'KGM', 3), item('HOOK', 'C62', 0)]);
    await expect(wish(1, '1.25')).resolves.toBeUndefined();
    await expect(wish(2, '1.0')).resolves.toBeUndefined();
    await expect(wish(2, '1.5')).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable', fields: [{ pointer: '/lines/0/quantity', detail: 'at most 0 decimals in C62' }] } });
  });

  it('of no line and of no order are left to those who know', async () => {
    await expect(wish(7, '1.5')).resolves.toBeUndefined();
    await expect(wish(2, '1.5', '018f0000-0000-7000-8000-000000000000')).resolves.toBeUndefined();
  });
});
