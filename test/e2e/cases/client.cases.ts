import { describe, expect, it } from 'vitest';
import { createStrata, followOrder, ProblemError, type OrderNews } from '#client';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function clientCases(context: () => StrataContext): void {
  const strata = async () => createStrata({ baseUrl: context().web.baseUrl, headers: await context().web.credentials() });

  describe('the typed client', () => {
    it('finds a customer, places an order and follows it live to paid, with a token that it asks for anew', async () => {
      const { web } = createStrata({ baseUrl: context().web.baseUrl, token: async () => (await context().strata.as('web')()) ?? '' });
      const wish = await orderOf(context(), buyers.streaming, [[items.bolt, '1']]);
      const { data: found } = await web.findCustomers({ query: { query: buyers.streaming } });
      expect(found.items.map(({ customerId }) => customerId)).toEqual([wish.customerId]);

      const { data: placed, response } = await web.placeOrder({ body: wish, headers: { 'Idempotency-Key': crypto.randomUUID() } });
      expect([response.status, placed.status]).toEqual([202, 'received']);
      const news: OrderNews[] = [];
      const enough = new AbortController();
      for await (const each of followOrder(web, placed.orderId, { signal: enough.signal })) {
        news.push(each);
        if (each.order?.status === 'paid') enough.abort();
      }
      const told = news.flatMap(({ entry }) => (entry ? [entry.id] : []));
      const timeline = await context().web.timeline(placed.orderId);
      expect(told).toEqual(timeline.slice(0, told.length).map(({ id }) => id));
      expect(news.at(-1)?.order?.axes.payment).toBe('paid');
    });

    it('tells what is left of an order that is over, and ends', async () => {
      const { web } = await strata();
      const { orderId } = await context().web.order(await orderOf(context(), buyers.blocked, [[items.bolt, '1']]));
      await context().web.reaches(orderId, 'rejected');
      const [first] = await context().web.timeline(orderId);
      const news: OrderNews[] = [];
      for await (const each of followOrder(web, orderId, { after: first?.id })) news.push(each);
      expect(news.length).toBeGreaterThan(1);
      expect(news.some(({ entry }) => entry?.id === first?.id)).toBe(false);
      expect(news.at(-1)?.order?.status).toBe('rejected');
    });

    it('throws a refusal with its status and the fields that are wrong', async () => {
      const { web } = await strata();
      const wish = await orderOf(context(), buyers.ordinary, [[items.bolt, '-1']]);
      const refused = await web.placeOrder({ body: wish, headers: { 'Idempotency-Key': crypto.randomUUID() } }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ProblemError);
      expect(refused).toMatchObject({ status: 400, problem: { kind: 'invalid', errors: [{ pointer: '/lines/0/quantity' }] } });
    });

    it('throws what is not there, also when it is to be followed', async () => {
      const { web } = await strata();
      const follow = followOrder(web, crypto.randomUUID());
      await expect(follow.next()).rejects.toMatchObject({ name: 'ProblemError', status: 404 });
    });
  });
}
