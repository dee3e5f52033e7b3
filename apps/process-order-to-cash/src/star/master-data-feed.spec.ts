import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fresh, toPublicId, type Customer, type Item } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import { MasterData } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { MasterDataFeed } from './master-data-feed.js';

const customer = (id: string, change: Partial<Customer> = {}): Customer => ({ id, systemId: 'erp', name: `Customer ${id}`, address: { city: 'Delft', postalCode: '2611', country: 'NL' }, shipTos: [], salesAreas: [], blocks: [], ...change });
const item = (id: string, change: Partial<Item> = {}): Item => ({ id, systemId: 'erp', name: `Item ${id}`, unit: 'C62', unitScale: 0, units: [], sellable: true, ...change });

let db: DataSource;
let erp: ErpApi & { close(): Promise<void> };
let masterData: MasterData;
let feed: MasterDataFeed;
const server = new ApiServer();
/** Pages of the ERP by the cursor that asks for them; the first has none. */
let pages: Record<string, object>;
let stale: boolean;

beforeAll(async () => {
  ({ db } = await migratedDatabase());
  server.reply = (response, request) => {
    const page = pages[(request.query['cursor'] as string | undefined) ?? ''];
    if (!page) json(400, { kind: 'invalid', detail: 'cursor must be the next of an earlier page', retryable: false })(response, request);
    else json(200, page, { [answerHeader]: encodeAnswer({ ...fresh('erp', {}), ...(stale && { stale: true, asOf: '2026-01-01T00:00:00.000Z' }) }) })(response, request);
  };
  erp = httpClientOf(ErpApi, erpRoutes, await server.start());
  masterData = new MasterData(db);
  feed = new MasterDataFeed(erp, masterData);
});
beforeEach(async () => {
  await db.query('TRUNCATE master_record, dim_customer, dim_item');
  stale = false;
});
afterAll(async () => {
  await erp.close();
  await server.stop();
  await db.destroy();
});

/** Looks until there is no more, as the durable engine does. Answers the last look. */
async function pass(key: string, cursor = '') {
  for (let at = cursor; ; ) {
    const found = await feed.poll(key, at);
    if (!found.more) return found;
    at = found.cursor;
  }
}
const customers = (): Promise<object[]> => db.query('SELECT customer_id, system_id, number, name, city, country, blocked, deleted FROM dim_customer ORDER BY number');

describe('customers and items of an ERP', () => {
  it('are read page after page, and stand in the star and for the door', async () => {
    pages = { '': { items: [customer('17')], next: 'b' }, b: { items: [customer('18', { blocks: [{ type: 'order', reason: 'by hand' }] as never, address: undefined })] } };
    expect(await pass('erp:customer')).toMatchObject({ cursor: '', more: false });
    expect(await customers()).toEqual([
      { customer_id: toPublicId('erp', '17'), system_id: 'erp', number: '17', name: 'Customer 17', city: 'Delft', country: 'NL', blocked: false, deleted: false },
      { customer_id: toPublicId('erp', '18'), system_id: 'erp', number: '18', name: 'Customer 18', city: null, country: null, blocked: true, deleted: false },
    ]);
    expect(await masterData.recall('customer', 'erp', ['18'])).toMatchObject([{ name: 'Customer 18' }]);
    pages = { '': { items: [item('ROPE')] } };
    await pass('erp:item');
    expect(await db.query('SELECT item_id, name, unit, sellable FROM dim_item')).toEqual([{ item_id: toPublicId('erp', 'ROPE'), name: 'Item ROPE', unit: 'C62', sellable: true }]);
  });

  it('come last in the budget of their system', async () => {
    pages = { '': { items: [] } };
    await pass('erp:customer');
    expect(server.seen.at(-1)?.headers).toMatchObject({ 'strata-priority': 'export', 'strata-origin': 'order-to-cash.masterDataFeed' });
  });

  it('that a whole pass does not see any more are told as deleted, and are back when they are seen', async () => {
    pages = { '': { items: [customer('17'), customer('18')] } };
    await pass('erp:customer');
    pages = { '': { items: [customer('17')], next: 'b' }, b: { items: [] } };
    await pass('erp:customer');
    expect(await customers()).toMatchObject([{ number: '17', deleted: false }, { number: '18', deleted: true }]);
    await masterData.remember('customer', [customer('18')]);
    expect(await customers()).toMatchObject([{ deleted: false }, { deleted: false }]);
  });

  it('are not taken for deleted by a host whose clock is ahead', async () => {
    pages = { '': { items: [customer('17'), customer('18')] } };
    await pass('erp:customer');
    vi.useFakeTimers({ now: Date.now() + 300_000, toFake: ['Date'] });
    await pass('erp:customer').finally(() => vi.useRealTimers());
    expect(await customers()).toMatchObject([{ deleted: false }, { deleted: false }]);
  });

  it('that stay as they are are told to nobody again', async () => {
    pages = { '': { items: [customer('17'), customer('18')] } };
    await pass('erp:customer');
    const changes = (): Promise<object[]> => db.query('SELECT number, changed_tx FROM dim_customer ORDER BY 1');
    const before = await changes();
    pages = { '': { items: [customer('17'), customer('18', { name: 'Renamed' })] } };
    await pass('erp:customer');
    expect(await changes()).toEqual([before[0], expect.not.objectContaining(before[1]!)]);
  });

  it('are deleted by no pass that did not come to its end, and none that the ERP answered from memory', async () => {
    pages = { '': { items: [customer('17'), customer('18')] } };
    await pass('erp:customer');
    pages = { '': { items: [customer('17')], next: 'lost' } };
    expect(await pass('erp:customer')).toMatchObject({ cursor: '', afterMs: 30_000 });
    stale = true;
    pages = { '': { items: [] } };
    expect(await pass('erp:customer')).toMatchObject({ afterMs: 30_000 });
    expect(await customers()).toMatchObject([{ deleted: false }, { deleted: false }]);
  });

  it('are read on from the same page when the ERP was away', async () => {
    pages = { '': { items: [customer('17')], next: 'b' } };
    const first = await feed.poll('erp:customer', '');
    const reply = server.reply;
    server.reply = json(503, { kind: 'unavailable', detail: 'down', retryable: true });
    const away = await feed.poll('erp:customer', first.cursor);
    server.reply = reply;
    expect(away).toMatchObject({ cursor: first.cursor, more: false, afterMs: 30_000 });
  });
});
