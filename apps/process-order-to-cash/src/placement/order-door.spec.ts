import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StrataError, toPublicId } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf, type OrderRequest, type OrderRequestLine } from '#contracts';
import { MasterData } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderDoor } from './order-door.js';
import { callOf, customer, orderRequest, unaskedCrm, Upstream } from './upstream.fixture.js';

let upstream: Upstream;
let erp: ErpApi & { close(): Promise<void> };
let db: DataSource;
let door: OrderDoor;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  upstream = new Upstream();
  erp = httpClientOf(ErpApi, erpRoutes, await upstream.start());
  await db.query('TRUNCATE master_record');
  door = new OrderDoor(erp, new MasterData(db), unaskedCrm);
  return async () => {
    await erp.close();
    await upstream.stop();
  };
});

const admit = (change: Partial<OrderRequest> = {}) => door.admit(callOf(), orderRequest(change));
async function refusal(change: Partial<OrderRequest>) {
  const error = await admit(change).then(
    () => expect.unreachable('the door should have refused'),
    (caught: unknown) => caught as StrataError,
  );
  expect(error).toBeInstanceOf(StrataError);
  return { kind: error.kind, reason: error.details.reason, faults: (error.details.fields ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`) };
}
const unprocessable = (...faults: string[]) => ({ kind: 'invalid', reason: 'unprocessable', faults });
const line = (itemId: string, change: Partial<OrderRequestLine> = {}): OrderRequestLine => ({ itemId: toPublicId('erp', itemId), quantity: '1', ...change });
const down = { kind: 'unavailable', status: 503 };

describe('an order at the door', () => {
  it('becomes a draft in the terms of its ERP', async () => {
    const lines = [line('HOOK', { quantity: '3.000' }), line('ROPE', { quantity: '2.125' }), line('ROPE', { unit: 'C62', quantity: '2' }), line('ROPE', { unit: 'GRM', quantity: '12.5' })];
    expect(await admit({ lines, shipTo: toPublicId('erp', '18'), requestedDeliveryDate: '2026-12-01', completeDelivery: true })).toEqual({
      systemId: 'erp',
      capabilities: expect.objectContaining({ createSalesOrder: expect.objectContaining({ settleAfterMs: 20_000 }) }),
      draft: {
        customerId: '17',
        salesAreaId: '1010-10-00',
        purchaseOrderNumber: 'PO-1',
        shipToId: '18',
        requestedDeliveryDate: '2026-12-01',
        completeDelivery: true,
        lines: [
          { position: 1, itemId: 'HOOK', quantity: { value: '3', unit: 'C62' } },
          { position: 2, itemId: 'ROPE', quantity: { value: '2.125', unit: 'KGM' } },
          { position: 3, itemId: 'ROPE', quantity: { value: '2', unit: 'C62' } },
          { position: 4, itemId: 'ROPE', quantity: { value: '12.5', unit: 'GRM' } },
        ],
      },
    });
  });

  it.each<[string, Partial<OrderRequest>, string]>([
    ['a customer id that we never gave', { customerId: 'nonsense' }, '/customerId: there is no such customer'],
    ['a customer that the ERP does not know', { customerId: toPublicId('erp', '99') }, '/customerId: there is no such customer'],
    ['a customer of a system that is not configured', { customerId: toPublicId('gone', '17'), lines: [{ itemId: toPublicId('gone', 'HOOK'), quantity: '1' }] }, '/customerId: there is no such customer'],
    ['an item id that we never gave', { lines: [line('HOOK'), { itemId: 'x', quantity: '1' }] }, '/lines/1/itemId: there is no such item'],
    ['an item that the ERP does not know', { lines: [line('HOOK'), line('NONE')] }, '/lines/1/itemId: there is no such item'],
    ['an item of another system', { lines: [{ itemId: toPublicId('other', 'HOOK'), quantity: '1' }] }, '/lines/0/itemId: the item belongs to another system than the customer'],
    ['an item that is not for sale', { lines: [line('OLD')] }, '/lines/0/itemId: Item OLD is not for sale'],
    ['a unit that the item does not have', { lines: [line('ROPE', { unit: 'MTR' })] }, '/lines/0/unit: expected one of KGM, C62, GRM'],
    ['half a piece', { lines: [line('HOOK', { quantity: '0.5' })] }, '/lines/0/quantity: at most 0 decimals in C62'],
    ['more decimals than another unit has', { lines: [line('ROPE', { unit: 'GRM', quantity: '12.55' })] }, '/lines/0/quantity: at most 1 decimals in GRM'],
    ['half of another unit', { lines: [line('ROPE', { unit: 'C62', quantity: '0.5' })] }, '/lines/0/quantity: at most 0 decimals in C62'],
    ['a ship-to of somebody else', { shipTo: toPublicId('erp', '77') }, `/shipTo: the customer has no ship-to ${toPublicId('erp', '77')}`],
    ['a ship-to of another system', { shipTo: toPublicId('other', '18') }, '/shipTo: the ship-to belongs to another system than the customer'],
    ["a sales area that is not the customer's", { salesAreaId: '2000-10-00' }, '/salesAreaId: the customer does not buy in 2000-10-00; expected one of 1010-10-00'],
    ['two currencies', { lines: [line('HOOK', { expectedUnitPrice: { amount: '1', currency: 'EUR' } }), line('HOOK'), line('HOOK', { expectedUnitPrice: { amount: '1', currency: 'USD' } })] }, '/lines/2/expectedUnitPrice/currency: all lines must be in one currency: EUR and USD are mixed'],
    ['a currency that the sales area does not have', { lines: [line('HOOK', { expectedUnitPrice: { amount: '1', currency: 'USD' } })] }, '/lines/0/expectedUnitPrice/currency: orders in 1010-10-00 are in EUR'],
  ])('with %s is refused with a pointer to it', async (_, change, fault) => {
    expect(await refusal(change)).toEqual(unprocessable(fault));
  });

  it('hears of every line that is wrong at once', async () => {
    expect((await refusal({ lines: [line('NONE'), line('HOOK', { quantity: '0.5', unit: 'KGM' }), line('OLD')] })).faults).toHaveLength(4);
  });

  it('must name its sales area when the customer has several', async () => {
    upstream.customers.set('17', { ...customer, salesAreas: [...customer.salesAreas, { id: '1710-10-00', currency: 'USD' }] });
    expect(await refusal({})).toEqual(unprocessable('/salesAreaId: the customer buys in several sales areas: name one of 1010-10-00, 1710-10-00'));
    expect((await admit({ salesAreaId: '1710-10-00' })).draft.salesAreaId).toBe('1710-10-00');
  });
});

describe('while the ERP is down, an order', () => {
  it('is checked against what was last known', async () => {
    await admit({ lines: [line('HOOK'), line('ROPE')] });
    upstream.trouble = down;
    expect((await admit({ lines: [line('ROPE')] })).draft).toMatchObject({ salesAreaId: '1010-10-00', lines: [{ quantity: { unit: 'KGM' } }] });
    expect(await refusal({ lines: [line('HOOK', { quantity: '0.5' })] })).toEqual(unprocessable('/lines/0/quantity: at most 0 decimals in C62'));
    expect(await refusal({ shipTo: toPublicId('erp', '77') })).toMatchObject({ faults: [expect.stringContaining('/shipTo')] });
  });

  it('of a customer and an item that nobody knows yet is let in, with sales area and unit left open: the ERP rules later', async () => {
    upstream.trouble = down;
    expect((await admit({ lines: [line('NEW')] })).draft).toMatchObject({ customerId: '17', salesAreaId: undefined, lines: [{ itemId: 'NEW', quantity: { value: '1', unit: undefined } }] });
    expect((await admit({ salesAreaId: '1010-10-00', lines: [line('NEW', { unit: 'C62' })] })).draft).toMatchObject({ salesAreaId: '1010-10-00', lines: [{ quantity: { unit: 'C62' } }] });
  });

  it('of an item that was not there when the ERP was last asked is let in: it may have come since', async () => {
    expect(await refusal({ lines: [line('NEW')] })).toEqual(unprocessable('/lines/0/itemId: there is no such item'));
    upstream.isStale = true;
    expect((await admit({ lines: [line('NEW')] })).draft).toMatchObject({ salesAreaId: '1010-10-00', lines: [{ itemId: 'NEW', quantity: { unit: undefined } }] });
  });

  it('is still refused for what is wrong by itself', async () => {
    upstream.trouble = down;
    expect(await refusal({ customerId: 'nonsense' })).toEqual(unprocessable('/customerId: there is no such customer'));
  });
});

describe('an ERP that refuses us', () => {
  it.each(['/customers/', '/items-by-id'])('at %s is not taken for one that is down', async (path) => {
    await admit();
    upstream.trouble = { kind: 'forbidden', status: 403, at: path };
    expect(await refusal({})).toMatchObject({ kind: 'forbidden' });
  });

  it.each(['unauthenticated', 'forbidden'])('at its own sign-in, as %s, says nothing about the order: what was last known counts', async (kind) => {
    await admit();
    upstream.trouble = { kind, status: 502, system: 'erp' };
    expect((await admit()).draft).toMatchObject({ customerId: '17', salesAreaId: '1010-10-00' });
  });
});
