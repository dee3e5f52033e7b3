import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import { commandsOf, ran } from '../guide.js';
import type { StrataContext } from '../strata-context.js';

type Row = Record<string, any>;

interface Export {
  rows: Row[];
  until: string;
}

export function exportCases(context: () => StrataContext): void {
  const asked = (path: string) => context().bi.patient.fetch(`/bi/v1/exports/${path}`);
  const rowsOf = (text: string): Row[] => text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Row);

  async function taken(path: string): Promise<Export> {
    const response = await asked(path);
    const text = await response.text();
    expect([response.status, response.ok ? '' : text]).toEqual([200, '']);
    return { rows: rowsOf(text), until: response.headers.get('strata-export-until') ?? '' };
  }
  /** Places an order and waits until its facts say that it is paid. */
  async function paid(): Promise<Row> {
    const { web } = context();
    const { orderId } = await web.order(await orderOf(context(), buyers.analysed, [[items.bolt, '3'], [items.coffee, '1.250']]));
    await web.reaches(orderId, ['paid', 'closed']);
    return eventually(async () => (await taken('orders')).rows.find((row) => row['orderId'] === orderId) ?? {}, ({ paidAt }) => typeof paidAt === 'string', (last) => JSON.stringify(last));
  }

  describe('what analysts take out', () => {
    it('has an order that was paid in all its facts, with its cycle times, and its customer and items', async () => {
      const order = await paid();
      const view = await context().web.read(order['orderId'] as string);
      expect(order).toMatchObject({ systemId: 'sandbox', customerId: view.customerId, purchaseOrderNumber: view.purchaseOrderNumber, salesOrderNumber: view.references[0]?.id, total: Number(view.total?.amount), currency: view.total?.currency, lineCount: 2, deleted: false });
      const [placed, shipped, invoiced, cleared] = ['placedAt', 'shippedAt', 'invoicedAt', 'paidAt'].map((name) => Date.parse(order[name] as string)) as [number, number, number, number];
      expect([placed, shipped, invoiced, cleared]).toEqual([placed, shipped, invoiced, cleared].toSorted((a, b) => a - b));
      expect([order['hoursToDelivery'], order['hoursToInvoice'], order['hoursToCash']]).toEqual([shipped, invoiced, cleared].map((at) => expect.closeTo((at - placed) / 3_600_000, 3)));

      const own = async (set: string) => (await taken(set)).rows.filter((row) => row['orderId'] === order['orderId']);
      const lines = await own('order-lines');
      expect(lines).toMatchObject([{ position: 1, status: 'invoiced', quantity: 3, deliveredQuantity: 3, invoicedQuantity: 3, unit: 'C62' }, { position: 2, quantity: 1.25, unit: 'KGM' }]);
      expect(await own('deliveries')).toMatchObject([{ deliveryId: view.deliveries[0]?.deliveryId, status: 'shipped', shippedAt: expect.any(String), quantity: 4.25 }]);
      expect(await own('invoices')).toMatchObject([{ type: 'invoice', cleared: true, amount: order['total'], postedAt: expect.any(String), clearedAt: expect.any(String) }]);
      expect(await own('payments')).toMatchObject([{ amount: order['total'], receivedOn: expect.any(String) }]);
      expect((await taken('customers')).rows).toContainEqual(expect.objectContaining({ customerId: view.customerId, number: buyers.analysed, systemId: 'sandbox', deleted: false }));
      const known = new Set((await taken('items')).rows.map(({ itemId }) => itemId as string));
      expect(lines.filter(({ itemId }) => !known.has(itemId as string))).toEqual([]);
    });

    it('is exactly what changed, when it is asked since an earlier time', async () => {
      const before = await taken('orders?columns=status');
      const { orderId } = await paid();
      const after = await taken(`orders?since=${before.until}&columns=status`);
      expect(after.rows.map((row) => row['orderId'])).toContain(orderId);
      const now = new Map((await taken(`orders?until=${after.until}&columns=status`)).rows.map((row) => [row['orderId'], row['status']]));
      const merged = new Map([...before.rows, ...after.rows].map((row) => [row['orderId'], row['status']]));
      expect(merged).toEqual(now);
      const quiet = await taken(`dates?since=${(await taken('dates?limit=1')).until}`);
      expect(quiet.rows).toEqual([]);
    });

    it('goes on where it was cut short, no row twice', async () => {
      const first = await taken('dates?limit=4000&columns=year');
      const rest = await taken(`dates?until=${first.until}&after=${first.rows.at(-1)!['date'] as string}&columns=year`);
      expect([first.rows.length, rest.rows.length]).toEqual([4_000, 6_958]);
      expect([...first.rows, ...rest.rows]).toEqual((await taken('dates?columns=year')).rows);
    });

    it('is the same as CSV and as Parquet, for other libraries', async () => {
      const { rows, until } = await taken('items');
      expect(rows.length).toBeGreaterThan(100);
      const csv = (await Array.fromAsync(Readable.fromWeb((await asked(`items?format=csv&formulas=keep&until=${until}`)).body! as never).pipe(parse({ columns: true })))) as Row[];
      expect(csv).toEqual(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]))));
      const bytes = await (await asked(`items?format=parquet&until=${until}`)).arrayBuffer();
      expect(await parquetReadObjects({ file: bytes })).toEqual(rows);
    });

    it('is told in a guide whose calls work as they are written', async () => {
      const calls = (await commandsOf('docs/guides/bi.md', 'Bulk export')).join('');
      await paid();
      await ran(calls, { baseUrl: context().bi.baseUrl, home: context().strata.home }, async (printed, folder) => {
        expect(printed).toContain('"set":"orders"');
        const file = (name: string) => readFile(join(folder, name));
        const [all, changed, other] = await Promise.all(['orders.ndjson', 'changed-orders.ndjson', 'other-orders.ndjson'].map(async (name) => rowsOf((await file(name)).toString())));
        expect(all!.length).toBeGreaterThan(0);
        const moved = new Set(changed!.map((row) => row['orderId']));
        expect(other!.map((row) => row['orderId'])).toEqual(all!.slice(1).map((row) => row['orderId']).filter((id) => !moved.has(id)));
        expect((await file('order-lines.csv')).toString()).toMatch(/^lineId,orderId,position,/);
        expect((await parquetReadObjects({ file: new Uint8Array(await file('customers.parquet')).buffer })).length).toBeGreaterThan(10);
      });
    });
  });
}
