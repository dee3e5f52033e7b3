import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Customer, Item } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { DocumentInbox, type ParkedDocument } from './document-inbox.js';
import { MasterData } from './master-data.js';
import { OrderProjection, type OpenReference } from './order-projection.js';
import { orderView } from './order.fixture.js';

let db: DataSource;
let inbox: DocumentInbox;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  inbox = new DocumentInbox(db);
});
afterAll(() => db.destroy());

async function orderWith(...references: OpenReference[]): Promise<string> {
  const order = orderView({ sequence: 1 });
  await new OrderProjection(db).saveView('web', order, references, []);
  return order.orderId;
}

describe('a document that a system shows', () => {
  const invoice = (system: string, id: string, open = true): OpenReference => ({ system, type: 'invoice', id, open });

  const salesOrder = (system: string, id: string, version?: string): OpenReference => ({ system, type: 'sales-order', id, open: false, version });

  it('leads to the orders behind its sales orders: all of them, of its own system', async () => {
    const orderIds = [await orderWith(salesOrder('erp', '9')), await orderWith(salesOrder('erp', '9'))];
    await orderWith(salesOrder('other', '9'), { ...salesOrder('erp', '9'), type: 'delivery' });
    const found = await inbox.ordersBehind('erp', ['9', 'unknown']);
    expect([...found.keys()]).toEqual(['9']);
    expect(found.get('9')).toEqual(orderIds.toSorted().map((orderId) => ({ orderId, customerId: 'Y3VzdG9tZXI' })));
  });

  it('is known to each order in a version, where the order says which', async () => {
    const order = orderView({ sequence: 1 });
    const projection = new OrderProjection(db);
    await projection.saveView('web', order, [salesOrder('erp', '7', 'a'), salesOrder('erp', '8')], []);
    const other = await orderWith(salesOrder('erp', '7', 'c'));
    await projection.saveView('web', { ...order, sequence: 2 }, [salesOrder('erp', '7', 'b'), salesOrder('erp', '8')], []);
    const known = await inbox.knownVersions('erp', 'sales-order', ['7', '8']);
    expect([...known].map(([id, versions]) => [id, Object.fromEntries(versions)])).toEqual(
      expect.arrayContaining([['7', { [order.orderId]: 'b', [other]: 'c' }], ['8', { [order.orderId]: null }]]),
    );
  });

  it('is looked at again while it is open, in the order of keys, page by page', async () => {
    await orderWith(invoice('open', '1'), invoice('open', '3'), invoice('open', '2', false));
    await orderWith(invoice('open', '3'), invoice('open', '4'));
    expect(await inbox.openDocuments('open', 'invoice', '', 2)).toEqual(['1', '3']);
    expect(await inbox.openDocuments('open', 'invoice', '3', 2)).toEqual(['4']);
  });

  it('is left alone once its order knows that it is settled', async () => {
    const order = orderView({ sequence: 1 });
    const projection = new OrderProjection(db);
    await projection.saveView('web', order, [invoice('settled', '1')], []);
    await projection.saveView('web', { ...order, sequence: 2 }, [invoice('settled', '1', false)], []);
    expect(await inbox.openDocuments('settled', 'invoice', '', 10)).toEqual([]);
  });

  it('that matches no order waits once, as it was read last, until one of its sales orders is an order', async () => {
    const parked = (version: string, readAt: number): ParkedDocument => ({ documentId: '10', document: { id: '10', version }, readAt, salesOrderIds: ['p1', 'p2'] });
    await inbox.park('erp', 'invoice', parked('2', 2_000));
    await inbox.park('erp', 'invoice', parked('1', 1_000));
    await inbox.park('erp', 'delivery', parked('3', 3_000));
    await inbox.park('other', 'invoice', parked('4', 4_000));
    expect(await inbox.matched('erp', 'invoice', 10)).toEqual([]);
    await orderWith(salesOrder('erp', 'p2'));
    expect(await inbox.matched('erp', 'invoice', 10)).toEqual([parked('2', 2_000)]);
    await inbox.settle('erp', 'invoice', [{ documentId: '10', waiting: [] }]);
    expect(await inbox.matched('erp', 'invoice', 10)).toEqual([]);
    expect(await inbox.matched('erp', 'delivery', 10)).toEqual([parked('3', 3_000)]);
    await orderWith(salesOrder('other', 'p2'));
    expect(await inbox.matched('other', 'invoice', 10)).toEqual([parked('4', 4_000)]);
  });

  it('of several orders goes on waiting for those that are left', async () => {
    const document = { documentId: '11', document: { id: '11' }, readAt: 1_000, salesOrderIds: ['q1', 'q2'] };
    await inbox.park('erp', 'invoice', document);
    await orderWith(salesOrder('erp', 'q1'));
    await inbox.settle('erp', 'invoice', [{ documentId: '11', waiting: ['q2'] }]);
    expect(await inbox.matched('erp', 'invoice', 10)).toEqual([]);
    await orderWith(salesOrder('erp', 'q2'));
    expect(await inbox.matched('erp', 'invoice', 10)).toEqual([{ ...document, salesOrderIds: ['q2'] }]);
  });

  it('that matched no order for long was never ours, and is forgotten', async () => {
    for (const documentId of ['old', 'new']) await inbox.park('forgetful', 'invoice', { documentId, document: {}, readAt: 1_000, salesOrderIds: ['1'] });
    await db.query(`UPDATE parked_document SET parked_at = now() - interval '1 hour' WHERE document_id = 'old'`);
    await inbox.forgetParked('forgetful', 'invoice', 60_000);
    const left: { documentId: string }[] = await db.query(`SELECT document_id AS "documentId" FROM parked_document WHERE system_id = 'forgetful'`);
    expect(left).toEqual([{ documentId: 'new' }]);
  });
});

describe('master data', () => {
  const customer = { id: '17', systemId: 'erp', name: 'Harbour Supplies', shipTos: [], salesAreas: [], blocks: [] } as Customer;

  it('is remembered as it was last seen, by system and kind', async () => {
    const masterData = new MasterData(db);
    await masterData.remember('customer', [customer, { ...customer, systemId: 'other', name: 'Another' }]);
    await masterData.remember('customer', [{ ...customer, name: 'Harbour Supplies Ltd' }]);
    await masterData.remember('item', [{ id: '17', systemId: 'erp', name: 'Rope', unit: 'MTR', sellable: true } as Item]);
    expect(await new MasterData(db).recall('customer', 'erp', ['17', 'unknown'])).toEqual([{ ...customer, name: 'Harbour Supplies Ltd' }]);
    expect(await masterData.recall('item', 'erp', ['17'])).toMatchObject([{ name: 'Rope' }]);
  });

  it('goes back to what it was, when the system says so', async () => {
    const masterData = new MasterData(db);
    for (const name of ['A', 'B', 'A']) await masterData.remember('customer', [{ ...customer, id: '18', name }]);
    expect(await masterData.recall('customer', 'erp', ['18'])).toMatchObject([{ name: 'A' }]);
  });
});
