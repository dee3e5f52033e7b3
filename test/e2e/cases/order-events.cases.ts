import { Client } from 'undici';
import { describe, expect, it } from 'vitest';
import { readEvents, type StreamedEvent } from '../../harness/event-stream.js';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const isPaid = (seen: StreamedEvent[]) => seen.some(({ event, data }) => event === 'timeline' && data.type === 'status' && data.outcome === 'paid');
const timelineOf = (events: StreamedEvent[]) => events.filter(({ event }) => event === 'timeline');

export function orderEventsCases(context: () => StrataContext): void {
  describe('the events of an order', () => {
    it('come while they happen, with the order as it is then', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.streaming, [[items.bolt, '2']]));
      // The order event comes after the timeline events of the same look.
      const seen = await readEvents(web, `/web/v1/orders/${orderId}/events`, (events) => isPaid(events) && events.at(-1)?.event === 'order');
      expect(timelineOf(seen).map(({ id, data }) => [id, data])).toEqual((await web.timeline(orderId)).slice(0, timelineOf(seen).length).map((entry) => [entry.id, entry]));
      const statuses = seen.filter(({ event }) => event === 'order').map(({ data }) => data.status);
      expect(statuses.at(-1)).toBe('paid');
      expect(new Set(statuses).size).toBeGreaterThan(1);
    });

    it('go on after Last-Event-ID with what came later, and nothing else', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.streaming, [[items.bolt, '1']]));
      await web.reaches(orderId, 'paid');
      const path = `/web/v1/orders/${orderId}/events`;
      const all = timelineOf(await readEvents(web, path, isPaid));
      const middle = all[Math.floor(all.length / 2)]!;
      const rest = timelineOf(await readEvents(web, path, isPaid, { lastEventId: middle.id }));
      expect(rest.map(({ id }) => id)).toEqual(all.slice(all.indexOf(middle) + 1).map(({ id }) => id));
    });

    it('are over for who has seen all of an order that has ended: 204 keeps a browser from coming again', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.blocked, [[items.bolt, '1']]));
      await web.reaches(orderId, 'rejected');
      const again = async () => {
        const { id } = (await web.timeline(orderId)).at(-1)!;
        const answer = await web.fetch(`/web/v1/orders/${orderId}/events`, { headers: { 'last-event-id': id } });
        await answer.body?.cancel();
        return answer.status;
      };
      // The undo and the note to the CRM follow the refusal.
      await eventually(again, (status) => status === 204, (status) => `the stream of an ended order was answered ${status}`);
    });

    it('are not followed by whoever asks for their headers alone', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.streaming, [[items.bolt, '1']]));
      const connection = new Client(web.baseUrl);
      const credentials = { headers: await web.credentials() };
      try {
        const { statusCode, headers } = await connection.request({ method: 'HEAD', path: `/web/v1/orders/${orderId}/events`, ...credentials });
        expect([statusCode, headers['content-type']]).toEqual([200, 'text/event-stream']);
        // A stream of an order under way would keep its connection for as long as that is.
        const next = await connection.request({ method: 'GET', path: `/web/v1/orders/${orderId}`, headersTimeout: 10_000, ...credentials });
        await next.body.dump();
        expect(next.statusCode).toBe(200);
      } finally {
        await connection.destroy();
      }
    });

    it('of an order that is not there are a problem', async () => {
      const { status, body } = await context().web.get(`/web/v1/orders/${crypto.randomUUID()}/events`);
      expect({ status, kind: body.kind }).toEqual({ status: 404, kind: 'not-found' });
    });
  });
}
