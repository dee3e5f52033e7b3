import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Customer, Item } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { DocumentInbox } from './document-inbox.js';
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

  it('leads to the orders it belongs to: all of them, of its own system and type', async () => {
    const [first, second] = [await orderWith(invoice('erp', '9')), await orderWith(invoice('erp', '9'))];
    await orderWith(invoice('other', '9'), { ...invoice('erp', '9'), type: 'delivery' });
    const found = await inbox.ordersOf('erp', 'invoice', ['9', 'unknown']);
    expect([...found.keys()]).toEqual(['9']);
    expect(found.get('9')?.toSorted()).toEqual([first, second].toSorted());
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

  it('that matches no order waits once, in its last version, until it matches', async () => {
    await inbox.park('erp', 'invoice', '10', { id: '10', version: '1' });
    await inbox.park('erp', 'invoice', '10', { id: '10', version: '2' });
    await inbox.park('erp', 'delivery', '10', { id: '10', version: '1' });
    await inbox.park('other', 'invoice', '10', { id: '10', version: '1' });
    expect(await inbox.parked('erp', 'invoice', 60_000, 10)).toEqual([{ type: 'invoice', documentId: '10', document: { id: '10', version: '2' } }]);
    await inbox.unpark('erp', 'invoice', ['10']);
    expect(await inbox.parked('erp', 'invoice', 60_000, 10)).toEqual([]);
    expect(await inbox.parked('erp', 'delivery', 60_000, 10)).toHaveLength(1);
    expect(await inbox.parked('other', 'invoice', 60_000, 10)).toHaveLength(1);
  });

  it('that matched no order for long was never ours, and is forgotten', async () => {
    await inbox.park('erp', 'invoice', 'old', {});
    await inbox.park('erp', 'invoice', 'new', {});
    await db.query(`UPDATE parked_document SET parked_at = now() - interval '1 hour' WHERE document_id = 'old'`);
    expect((await inbox.parked('erp', 'invoice', 60_000, 10)).map(({ documentId }) => documentId)).toEqual(['new']);
    await inbox.forgetParked('erp', 'invoice', 60_000);
    const left: { documentId: string }[] = await db.query(`SELECT document_id AS "documentId" FROM parked_document WHERE system_id = 'erp' AND type = 'invoice'`);
    expect(left).toEqual([{ documentId: 'new' }]);
  });
});

describe('master data', () => {
  const customer = { id: '17', systemId: 'erp', name: 'Harbour Supplies', shipTos: [], salesAreas: [], blocks: [] } as Customer;

  it('is remembered as it was last seen, by system and kind', async () => {
    const masterData = new MasterData(db);
    await masterData.remember('customer', [customer, { ...customer, systemId: 'other', name: 'Another' }]);
    await masterData.remember('customer', [{ ...customer, name: 'Harbour Supplies Ltd' }]);
    await masterData.remember('item', [{ id: '17', systemId: 'erp', name: 'Rope' } as Item]);
    expect(await new MasterData(db).recall('customer', 'erp', ['17', 'unknown'])).toEqual([{ ...customer, name: 'Harbour Supplies Ltd' }]);
    expect(await masterData.recall('item', 'erp', ['17'])).toMatchObject([{ name: 'Rope' }]);
  });

  it('goes back to what it was, when the system says so', async () => {
    const masterData = new MasterData(db);
    for (const name of ['A', 'B', 'A']) await masterData.remember('customer', [{ ...customer, id: '18', name }]);
    expect(await masterData.recall('customer', 'erp', ['18'])).toMatchObject([{ name: 'A' }]);
  });
});
