import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, newTraceparent, type CallContext, type SalesOrderDraft } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import { Reservations } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderReservations } from './order-reservations.js';

const euro = (amount: string) => ({ amount, currency: 'EUR' });
const call = (): CallContext => ({ principal: { id: 'flow', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 10_000 });
const draft = (quantity = '1', unit = 'C62'): SalesOrderDraft => ({ reference: uuidv7(), customerId: '17', salesAreaId: '1010', lines: [{ position: 1, itemId: 'BOLT', quantity: { value: quantity, unit } }] });
const isReserved = { kind: 'unavailable', retryable: true, details: { reason: 'reserved', retryAfterMs: 1_000, systemId: 'erp' } };

describe('what an order takes before it is written', () => {
  let db: DataSource;
  let server: ApiServer;
  let orders: OrderReservations;
  let available: string;
  let limit: string | undefined;
  let exposure: string;
  let asked: string[];
  let isStale: boolean;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
  });
  afterAll(() => db.destroy());
  beforeEach(async () => {
    await db.query('TRUNCATE reservation');
    [available, limit, exposure, asked, isStale] = ['100', undefined, '0', [], false];
    server = new ApiServer();
    server.reply = (response, { path }) => {
      const name = path.split('/').at(-1) ?? '';
      asked.push(name);
      const answers: Record<string, unknown> = {
        credit: { customerId: '17', ...(limit !== undefined && { limit: euro(limit) }), exposure: euro(exposure), derived: false, blocked: false },
        availability: [{ itemId: 'BOLT', available: { value: available, unit: 'C62' } }],
        prices: [{ itemId: 'BOLT', unitPrice: euro('10.00'), unit: 'C62', taxRate: '20' }],
        'items-by-id': [{ id: 'BOLT', systemId: 'erp', name: 'Bolt', unit: 'C62', unitScale: 0, units: [{ unit: 'CT', numerator: '12', denominator: '1', scale: 0 }], sellable: true }],
      };
      const found = answers[name];
      json(found ? 200 : 404, found ?? { kind: 'not-found', detail: path }, { [answerHeader]: encodeAnswer({ ...fresh('erp', {}), stale: isStale }) })(response, { path } as never);
    };
    const erp = httpClientOf(ErpApi, erpRoutes, await server.start());
    orders = new OrderReservations(erp, new Reservations(db));
    return async () => {
      await erp.close();
      await server.stop();
    };
  });

  const take = (wanted = draft()) => orders.take(call(), 'erp', wanted);
  const amounts = async () => {
    const rows: { kind: string; amount: string }[] = await db.query('SELECT kind, amount FROM reservation ORDER BY kind');
    return rows.map(({ kind, amount }) => `${kind} ${Number(amount)}`);
  };

  it('is stock in the unit of the system, and worth with tax where the customer has a limit', async () => {
    limit = '1000';
    expect(await take(draft('2', 'CT'))).toBe(true);
    expect(await amounts()).toEqual(['credit 288', 'stock 24']);
  });

  it.each([
    ['the last piece', () => (available = '1')],
    ['the last of a limit', () => ([limit, exposure] = ['100', '85'])],
  ])('is %s for exactly one of two; the other tries again', async (_, scarce) => {
    scarce();
    const outcomes = await Promise.allSettled([take(), take()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: isReserved });
  });

  it('is counted once: after the answer of the ERP and a newer reading the other order goes on, and the ERP decides', async () => {
    available = '1';
    const first = draft();
    await take(first);
    const second = draft();
    await expect(take(second)).rejects.toMatchObject(isReserved);
    available = '0';
    await orders.acknowledge(first.reference);
    await expect.poll(() => take(second).catch(() => false)).toBe(true);
  });

  it('is given back when the ERP refused the order', async () => {
    available = '1';
    const first = draft();
    await take(first);
    await orders.release(first.reference);
    expect(await take()).toBe(true);
  });

  it('is no credit for a customer without a limit, which is not even priced, and is asked for once in a while', async () => {
    for (let times = 0; times < 3; times += 1) await take();
    expect(await amounts()).toEqual(['stock 1', 'stock 1', 'stock 1']);
    expect(asked.filter((name) => name === 'credit')).toHaveLength(1);
    expect(asked).not.toContain('prices');
  });

  it('is not checked against an old answer of a system that is away', async () => {
    [available, isStale] = ['1', true];
    expect(await take()).toBe(false);
    expect(await take()).toBe(false);
  });
});
