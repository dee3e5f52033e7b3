import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import type { StrataContext } from '../strata-context.js';

export const root = resolve(import.meta.dirname, '../../..');

/** Blocks of shell commands of a Markdown text. */
export function commandsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands ?? '');
}

/** Where no curl is installed these commands are tried all the same: the shell reads them, our client makes the calls. */
const asCurl = `curl() { "${process.execPath}" "${join(import.meta.dirname, '../curl.mjs')}" "$@" || exit 1; echo; }\n`;

/** A call's answer, as our client prints it. */
export interface Printed {
  status: number;
  headers: Record<string, string>;
  body: any;
}

/** Runs commands of a document, in a folder of their own, against what is started here, and answers what each call that prints was answered. */
export async function answersTo(commands: string, baseUrl: string): Promise<Printed[]> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `${asCurl}${commands.replaceAll('http://127.0.0.1:3000', baseUrl)}`], { timeout: 50_000, cwd: await mkdtemp(join(tmpdir(), 'strata-guide-')) });
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Printed);
}

export function readmeCases(context: () => StrataContext): void {
  describe('the README', () => {
    it('has a first call that works as it is written', async () => {
      const calls = commandsOf(await readFile(join(root, 'README.md'), 'utf8')).find((commands) => commands.includes('curl'));
      const [customers, items, order] = await answersTo(calls!, context().web.baseUrl);
      expect(customers!.body.items).toHaveLength(1);
      expect(items!.body.items).toMatchObject([{ number: 'TG0001', price: { unitPrice: { currency: 'EUR' } } }]);
      expect(order).toMatchObject({ status: 202, body: { purchaseOrderNumber: 'PO-1' } });
      expect(calls).toContain(`"customerId": "${customers!.body.items[0].customerId}"`);
      expect(calls).toContain(`"itemId": "${items!.body.items[0].itemId}"`);
      await context().web.reaches(order!.body.orderId, ['paid', 'closed']);
    });
  });

  it('the guide of the mobile API has calls that work from top to bottom as they are written', async () => {
    const calls = commandsOf(await readFile(join(root, 'docs/guides/mobile.md'), 'utf8')).join('');
    const answers = await answersTo(calls, context().mobile.baseUrl);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 202, 200, 200, 200, 200, 200, 200]);
    const [customers, screen, bolts, few, placed, list, start, later, first, again, batch] = answers.map(({ body }) => body);
    expect([customers.items[0].id, bolts.items[0].number]).toEqual([screen.id, 'TG0001']);
    for (const row of few.items) expect(Object.keys(row).every((name) => ['id', 'status', 'total'].includes(name))).toBe(true);
    expect(list.items[0].id).toBe(placed.id);
    const ids = ({ changes }: any) => changes.map(({ id }: { id: string }) => id);
    // Of what is committed so far a page, and behind its token what comes after it.
    expect(start.changes.length).toBeGreaterThan(0);
    expect(later.next).not.toBe(start.next);
    expect(ids(later).filter((id: string) => id !== placed.id && ids(start).includes(id))).toEqual([]);
    expect(first.results.map(({ status }: { status: number }) => status)).toEqual([202, 202, 400]);
    expect(again.results.map(({ id, body, problem }: any) => [id, body?.id, problem?.detail])).toEqual(first.results.map(({ id, body, problem }: any) => [id, body?.id, problem?.detail]));
    expect(batch.responses.map(({ status }: { status: number }) => status)).toEqual([200, 200, 202]);
    for (const id of [placed.id, batch.responses[2].body.id]) await context().web.reaches(id, ['paid', 'closed']);
    await context().web.reaches(first.results[0].body.id, 'cancelled');
  });

  it('the guide for an order desk has calls that work from top to bottom as they are written', async () => {
    const calls = commandsOf(await readFile(join(root, 'docs/guides/order-desk.md'), 'utf8')).join('');
    const answers = await answersTo(calls, context().process.baseUrl);
    // The second order that is to be cancelled is paid by then: the sandbox takes returns itself.
    const statuses = [200, 200, 200, 202, 200, 200, 202, 200, 202, 409, 201, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 204];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    const [, , timeline, delivery, list, , , proven, , cancellation, opened, resolved, , availability, paused, dunning, , payment, , unallocated, reversed, , switches] = answers.map(({ body }) => body);
    expect(timeline.items.length).toBeGreaterThan(0);
    expect(list.items).toMatchObject([{ kind: 'price', orderId: expect.any(String) }]);
    expect(cancellation.reason).toBe('operation-absent');
    expect(proven.deliveries).toMatchObject([{ proof: { signedBy: 'M. Keller', lines: [{ position: 1, quantity: '2' }] } }]);
    expect([opened.state, resolved.state]).toEqual(['open', 'accepted']);
    expect([availability.items.length, paused.paused, dunning.paused]).toEqual([2, true, true]);
    expect([payment.state, unallocated.items[0].subject, reversed.state]).toEqual(['unallocated', payment.paymentId, 'reversed']);
    expect(switches.items).toContainEqual(expect.objectContaining({ operation: 'createDelivery' }));
    await eventually(() => context().web.read(delivery.orderId), ({ lines }) => lines[0]?.ledger.shipped === '2', (last) => JSON.stringify(last.lines));
  });
}
