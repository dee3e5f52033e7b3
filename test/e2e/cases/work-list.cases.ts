import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const exceptions = '/order-to-cash/v1/exceptions';

export function workListCases(context: () => StrataContext): void {
  const listed = async (orderId: string): Promise<any[]> => (await context().process.found(`${exceptions}?orderId=${orderId}`)).items;
  /** The only exception of an order, once it is in this state. */
  async function exceptionOf(orderId: string, state: string) {
    const [only] = await eventually(() => listed(orderId), (found) => found.length === 1 && found[0].state === state, (last) => `the exception is not ${state}: ${JSON.stringify(last)}`);
    return only;
  }
  const post = (path: string, body: object, key: string = crypto.randomUUID()) => context().process.post(`${exceptions}/${path}`, body, { 'idempotency-key': key });
  /** An order of a buyer who saw another price. */
  async function orderAtAnotherPrice(): Promise<string> {
    const body = await orderOf(context(), buyers.ordinary, [[items.bolt, '1']]);
    const lines = body.lines.map((line) => ({ ...line, expectedUnitPrice: { amount: '0.01', currency: 'EUR' } }));
    return (await context().web.order({ ...body, lines })).orderId;
  }

  describe('the work list', () => {
    it('shows an order without credit to those who look after credit, until the ERP has released it', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.withoutCredit, [[items.bolt, '1']]));
      const open = await exceptionOf(orderId, 'open');
      expect(open).toMatchObject({ kind: 'credit', systemId: 'sandbox', reason: expect.stringMatching(/credit/i), owner: expect.stringMatching(/credit/), actions: ['reject-hold'] });
      const { orders } = await sandbox.booksOf(orderId);
      await sandbox.release(orders[0].salesOrder);
      expect(await exceptionOf(orderId, 'resolved')).toMatchObject({ exceptionId: open.exceptionId, resolution: { action: 'none', by: 'strata:order-to-cash' } });
      await web.reaches(orderId, 'paid');
    });

    it('lets go on to paid, once, what waits for its price', async () => {
      const orderId = await orderAtAnotherPrice();
      const { exceptionId } = await exceptionOf(orderId, 'open');
      const answer = await post(`${exceptionId}/resolve`, { action: 'release-hold', reason: 'the buyer agrees' });
      expect(answer).toMatchObject({ status: 200, body: { state: 'resolved', resolution: { action: 'release-hold', reason: 'the buyer agrees' } } });
      await context().web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      expect((await post(`${exceptionId}/resolve`, { action: 'release-hold', reason: 'again' })).status).toBe(409);
    });

    it('cancels what the buyer does not want at that price, and offers no replay of it', async () => {
      const orderId = await orderAtAnotherPrice();
      const { exceptionId, actions } = await exceptionOf(orderId, 'open');
      expect(await post(`${exceptionId}/replay`, { dryRun: true })).toMatchObject({ status: 409, body: { allowed: actions } });
      await post(`${exceptionId}/resolve`, { action: 'reject-hold', reason: 'too dear' });
      await context().web.reaches(orderId, 'cancelled');
      expect(await exceptionOf(orderId, 'resolved')).toMatchObject({ resolution: { action: 'reject-hold', reason: 'too dear' } });
    });

    it('says in a dry run what a replay would do, does it once, and what comes of it names the first; when goods are there it goes to paid', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.atTheDesk, [[items.outOfStock, '2']]));
      const first = await exceptionOf(orderId, 'open');
      expect(first).toMatchObject({ kind: 'backorder', owner: 'purchasing', actions: ['retry', 'cancel'] });
      const tries = async () => (await web.timeline(orderId)).filter(({ type }) => type === 'create-delivery').length;
      const before = await tries();

      const dry = await post(`${first.exceptionId}/replay`, { dryRun: true });
      expect(dry).toMatchObject({ status: 200, body: { outcome: 'would-replay', preview: { wouldDo: expect.stringContaining('createDelivery of sandbox'), probe: { system: 'sandbox', found: false } } } });
      expect([(await exceptionOf(orderId, 'open')).exceptionId, await tries()]).toEqual([first.exceptionId, before]);

      const key = crypto.randomUUID();
      const done = await post(`${first.exceptionId}/replay`, { dryRun: false }, key);
      expect(done).toMatchObject({ status: 200, body: { outcome: 'replayed', exception: { state: 'resolved', resolution: { action: 'retry' } } } });
      expect((await post(`${first.exceptionId}/replay`, { dryRun: false }, key)).body).toEqual(done.body);
      const again = await eventually(() => listed(orderId), (found) => found.length === 2 && found[0].state === 'open', JSON.stringify);
      expect(again).toMatchObject([{ kind: 'backorder', replayOf: first.exceptionId }, { exceptionId: first.exceptionId, state: 'resolved' }]);
      expect(await tries()).toBe(before + 1);

      const [stock] = await sandbox.stock(items.outOfStock);
      await sandbox.receive(items.outOfStock, stock.plant, '2');
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      await eventually(() => listed(orderId), (found) => found.every(({ state }: { state: string }) => state === 'resolved'), JSON.stringify);
    });
  });
}
