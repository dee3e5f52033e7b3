import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPublicId, type Order } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { OrderProjection, type NewTimelineEntry } from '../order-projection.js';
import { orderView } from '../order.fixture.js';
import { StarFacts } from './star-facts.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const ledger = (change: object = {}) => ({ ordered: '3', confirmed: '3', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0', ...change });
const line = (position: number, change: Partial<Order['lines'][number]> = {}): Order['lines'][number] => ({ position, itemId: toPublicId('erp', 'ROPE'), description: 'Rope', quantity: '3', unit: 'C62', unitPrice: eur('10'), net: eur('30.00'), tax: eur('6.00'), confirmations: [], ledger: ledger(), ...change });
const invoice = (id: string, change: Partial<Order['invoices'][number]> = {}): Order['invoices'][number] => ({ invoiceId: toPublicId('erp', id), number: `00${id}`, type: 'invoice', status: 'posted', cleared: true, own: eur('36.00'), total: eur('36.00'), lines: [], payments: [{ id: 'p1', amount: eur('36.00') }], ...change });
const at = (time: string) => `2026-01-02T${time}:00.000Z`;
const entry = (key: string, type: string, outcome: string, when: string): NewTimelineEntry => ({ key, type, outcome, at: when });

const paid: Partial<Order> = {
  status: 'paid',
  axes: { capture: 'captured', credit: 'approved', fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' },
  customerId: toPublicId('erp', '17'),
  net: eur('30.00'),
  tax: eur('6.00'),
  total: eur('36.00'),
  placedAt: at('08:00'),
  lines: [line(1, { ledger: ledger({ shipped: '3', invoiced: '3' }) })],
  deliveries: [{ deliveryId: '80', status: 'shipped', receivedOn: '2026-01-03', lines: [{ position: 1, quantity: '3' }] }],
  invoices: [invoice('90')],
  references: [{ system: 'erp', type: 'sales-order', id: '4711' }],
};
const history = [
  entry('status:1', 'status', 'confirmed', at('08:30')),
  entry('delivery:80:shipped', 'delivery', 'shipped', at('09:00')),
  entry('invoice:90:posted', 'invoice', 'posted', at('10:00')),
  entry('payment:p1', 'payment', 'received', at('11:00')),
  entry('cleared:90', 'invoice', 'cleared', at('11:30')),
];

describe('the facts of an order', () => {
  let db: DataSource;
  let facts: StarFacts;
  let projection: OrderProjection;
  let cursor: string | undefined;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    facts = new StarFacts(db);
    projection = new OrderProjection(db);
  });
  beforeEach(async () => {
    await db.query('TRUNCATE order_view, order_timeline, fact_order, fact_order_line, fact_delivery, fact_invoice, fact_payment');
    cursor = undefined;
  });
  afterAll(() => db.destroy());

  const save = (order: Order, entries: NewTimelineEntry[] = []) => projection.saveView('web', order, [], entries, { systemId: 'erp' });
  const feed = async (limit?: number) => {
    const answer = await facts.write(cursor, limit);
    cursor = answer.cursor;
    return answer;
  };
  const rows = (table: string): Promise<Record<string, unknown>[]> =>
    db.transaction(async (tx) => {
      await tx.query(`SET LOCAL TIME ZONE 'UTC'`);
      const found: { row: Record<string, unknown> }[] = await tx.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`);
      return found.map(({ row }) => row);
    });

  it('are complete once it is paid: each document with its times, and how long everything took', async () => {
    const order = orderView({ sequence: 5, ...paid });
    await save(order, history);
    expect(await feed()).toMatchObject({ orders: 1, written: 1 });
    const { orderId, customerId } = order;
    const utc = (time: string) => `2026-01-02T${time}:00+00:00`;
    expect(await rows('fact_order')).toMatchObject([{
      order_id: orderId, system_id: 'erp', customer_id: customerId, sales_order_number: '4711', status: 'paid', currency: 'EUR', net: 30, tax: 6, total: 36, line_count: 1, placed_on: '2026-01-02',
      confirmed_at: utc('08:30'), shipped_at: utc('09:00'), invoiced_at: utc('10:00'), paid_at: utc('11:30'), closed_at: null, hours_to_delivery: 1, hours_to_invoice: 2, hours_to_cash: 3.5, sequence: 5, deleted: false,
    }]);
    expect(await rows('fact_order_line')).toMatchObject([{ line_id: `${orderId}-1`, order_id: orderId, position: 1, item_id: toPublicId('erp', 'ROPE'), status: 'invoiced', quantity: 3, delivered_quantity: 3, invoiced_quantity: 3, unit_price: 10, net: 30, currency: 'EUR', placed_on: '2026-01-02' }]);
    expect(await rows('fact_delivery')).toMatchObject([{ delivery_key: `${orderId}-80`, delivery_id: '80', system_id: 'erp', quantity: 3, shipped_at: utc('09:00'), shipped_on: '2026-01-02', received_on: '2026-01-03' }]);
    expect(await rows('fact_invoice')).toMatchObject([{ invoice_key: `${orderId}-${toPublicId('erp', '90')}`, number: '0090', cleared: true, amount: 36, total: 36, open: null, posted_at: utc('10:00'), posted_on: '2026-01-02', cleared_at: utc('11:30') }]);
    expect(await rows('fact_payment')).toMatchObject([{ payment_id: 'p1', invoice_id: toPublicId('erp', '90'), amount: 36, currency: 'EUR', received_on: '2026-01-02', received_at: utc('11:00') }]);
  });

  it('have no time of what is only half done, or not any more', async () => {
    await save(orderView({ sequence: 5, ...paid, status: 'invoiced', axes: { ...paid.axes!, fulfilment: 'partial', payment: 'open' }, invoices: [invoice('90', { cleared: false })] }), history);
    await feed();
    expect(await rows('fact_order')).toMatchObject([{ shipped_at: null, paid_at: null, hours_to_delivery: null, hours_to_cash: null, hours_to_invoice: 2 }]);
    expect(await rows('fact_invoice')).toMatchObject([{ cleared: false, cleared_at: null }]);
  });

  it('of an invoice that collects several orders are its share of what was paid', async () => {
    const payments = [{ id: 'p1', amount: eur('100.00'), paidOn: '2026-02-01' }];
    await save(orderView({ sequence: 1, ...paid, invoices: [invoice('90', { own: eur('33.34'), total: eur('100.00'), payments })] }));
    await feed();
    expect(await rows('fact_payment')).toMatchObject([{ amount: 33.34, received_on: '2026-02-01', received_at: null }]);
  });

  it('are written once for each of its views, and what stays the same is told to nobody', async () => {
    const order = orderView({ sequence: 1, ...paid, lines: [line(1), line(2)] });
    await save(order);
    await feed();
    const before: object[] = await db.query('SELECT line_id, changed_tx FROM fact_order_line ORDER BY 1');
    expect(await facts.write()).toMatchObject({ orders: 1, written: 0 });
    await save({ ...order, sequence: 2, lines: [line(1), line(2, { ledger: ledger({ shipped: '1' }) })] });
    expect(await feed()).toMatchObject({ orders: 1, written: 1 });
    const after: object[] = await db.query('SELECT line_id, changed_tx FROM fact_order_line ORDER BY 1');
    expect([after[0], after[1]]).toEqual([before[0], expect.not.objectContaining({ changed_tx: (before[1] as { changed_tx: string }).changed_tx })]);
    expect(await rows('fact_order_line')).toMatchObject([{ status: 'open' }, { status: 'partial', delivered_quantity: 1 }]);
    expect(await feed()).toMatchObject({ orders: 0 });
  });

  it('never go back to an older view', async () => {
    const order = orderView({ sequence: 7, ...paid });
    await save(order);
    await feed();
    await db.query(`UPDATE order_view SET sequence = 6, status = 'received', changed_tx = pg_current_xact_id()`);
    expect(await feed()).toMatchObject({ orders: 1, written: 0 });
    expect(await rows('fact_order')).toMatchObject([{ sequence: 7, status: 'paid' }]);
  });

  it('leave a tombstone of what the order has not any more, which goes when it is back', async () => {
    const order = orderView({ sequence: 1, ...paid });
    await save(order, history);
    await feed();
    await save({ ...order, sequence: 2, deliveries: [], invoices: [invoice('90', { payments: [] })], lines: [] });
    await feed();
    const gone = async () => (await Promise.all(['fact_order_line', 'fact_delivery', 'fact_invoice', 'fact_payment'].map(rows))).map(([row]) => row?.['deleted']);
    expect(await gone()).toEqual([true, true, false, true]);
    await save({ ...order, sequence: 3 });
    await feed();
    expect(await gone()).toEqual([false, false, false, false]);
  });

  it('are caught up with in batches, from the first order that there ever was', async () => {
    for (let n = 0; n < 7; n += 1) await save(orderView({ sequence: 1 }));
    // As the migration left orders that were there before: all of one transaction.
    await db.query(`UPDATE order_view SET changed_tx = '0'`);
    const counts = [await feed(3), await feed(3), await feed(3), await feed(3)].map(({ orders }) => orders);
    expect(counts).toEqual([3, 3, 1, 0]);
    expect(await rows('fact_order')).toHaveLength(7);
  });

  it('that cannot be written keep no other order back', async () => {
    const orders = [orderView({ sequence: 1, ...paid }), orderView({ sequence: 1, ...paid, lines: [line(1, { quantity: 'many' })] }), orderView({ sequence: 1, ...paid })];
    for (const order of orders) await save(order);
    for (let more = true; more; ) ({ more } = await feed());
    expect(new Set((await rows('fact_order')).map((row) => row['order_id']))).toEqual(new Set([orders[0]!.orderId, orders[2]!.orderId]));
  });

  it('that cannot be written are told to the log by their order, and not by what stands in them', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const order = orderView({ sequence: 1, lines: [line(1, { quantity: 'Canary Lovelace' })] });
    await save(order);
    await feed();
    const said = JSON.stringify(error.mock.calls);
    error.mockRestore();
    expect(said).toContain(`the facts of order ${order.orderId} cannot be written: QueryFailedError 22P02`);
    expect(said).not.toContain('Canary');
  });

  it('are not stepped over when the database can write none now', async () => {
    await save(orderView({ sequence: 1 }));
    await db.query('ALTER TABLE fact_payment RENAME TO fact_payment_of_another_release');
    await expect(feed()).rejects.toThrow('fact_payment');
    await db.query('ALTER TABLE fact_payment_of_another_release RENAME TO fact_payment');
    expect(await feed()).toMatchObject({ orders: 1, written: 1 });
  });

  it('wait for a transaction that began before and has not ended, and miss nothing of it', async () => {
    const slow = db.createQueryRunner();
    await slow.startTransaction();
    const late = orderView({ sequence: 1 });
    await slow.query(`INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at) VALUES ($1, 1, 'web', 'c', 'PO', 'received', $2, now(), now())`, [late.orderId, late]);
    await save(orderView({ sequence: 1 }));
    expect(await feed()).toMatchObject({ orders: 0 });
    await slow.commitTransaction();
    await slow.release();
    expect(await feed()).toMatchObject({ orders: 2 });
  });
});
