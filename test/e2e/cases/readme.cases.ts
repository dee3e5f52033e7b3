import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { answersTo, commandsOf } from '../guide.js';
import type { StrataContext } from '../strata-context.js';

export function readmeCases(context: () => StrataContext): void {
  describe('the README', () => {
    it('has a first call that works as it is written', async () => {
      const calls = (await commandsOf('README.md')).find((commands) => commands.includes('curl'));
      const [customers, items, order] = await answersTo(calls!, { baseUrl: context().web.baseUrl, home: context().strata.home });
      expect(customers!.body.items).toHaveLength(1);
      expect(items!.body.items).toMatchObject([{ number: 'TG0001', price: { unitPrice: { currency: 'EUR' } } }]);
      expect(order).toMatchObject({ status: 202, body: { purchaseOrderNumber: 'PO-1' } });
      expect(calls).toContain(`"customerId": "${customers!.body.items[0].customerId}"`);
      expect(calls).toContain(`"itemId": "${items!.body.items[0].itemId}"`);
      await context().web.reaches(order!.body.orderId, ['paid', 'closed']);
    });
  });

  it('the guide of the mobile API has calls that work from top to bottom as they are written', async () => {
    const calls = (await commandsOf('docs/guides/mobile.md')).join('');
    const answers = await answersTo(calls, { baseUrl: context().mobile.baseUrl, home: context().strata.home });
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
    const calls = (await commandsOf('docs/guides/order-desk.md')).join('');
    const answers = await answersTo(calls, { baseUrl: context().process.baseUrl, home: context().strata.home });
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
