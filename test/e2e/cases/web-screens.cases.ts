import { beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { eventually, type OrderView } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import { answersOfWebGuide, answersTo, commandsOf } from '../guide.js';
import type { StrataContext } from '../strata-context.js';

const said = (source: string) => ({ source, asOf: expect.stringMatching(/^\d{4}-.*Z$/), stale: expect.any(Boolean) });
const fresh = (source: string) => ({ ...said(source), stale: false });

export function webScreensCases(context: () => StrataContext): void {
  describe('a cart', () => {
    it('is simulated at the price that the order then has, with the faults of each line at that line, and writes nothing', async () => {
      const { web, sandbox, database } = context();
      const written = async () => [await sandbox.summary(), (await database.query('SELECT count(*) FROM placement')).rows];
      const good = await orderOf(context(), buyers.onScreens, [[items.bolt, '3']]);
      const wrong = await orderOf(context(), buyers.onScreens, [[items.bolt, '1.5'], [items.soldElsewhere, '1']]);
      const { purchaseOrderNumber: _, ...cart } = { ...good, lines: [...good.lines, ...wrong.lines, { itemId: toPublicId('sandbox', 'TG9999'), quantity: '1' }] };
      const before = await written();
      const { status, body } = await web.post('/web/v1/carts:simulate', cart);
      expect(status).toBe(200);
      expect(await written()).toEqual(before);
      expect(body).toMatchObject({ ...said('sandbox'), credit: 'approved' });
      expect(body.lines.map(({ faults }: any) => faults.map(({ pointer }: any) => pointer))).toEqual([[], ['/lines/1/quantity'], ['/lines/2/itemId'], ['/lines/3/itemId']]);
      expect(body.lines[0].confirmations).toEqual([{ quantity: { value: '3', unit: 'C62' }, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
      const ordered = await web.reaches((await web.order(good)).orderId, ['confirmed', 'shipped', 'invoiced', 'paid']);
      expect(ordered.total).toEqual(body.total);
    });
  });

  describe('the catalogue while the ERP prices nothing', () => {
    it('comes all the same, and the prices say why they are missing', async () => {
      const { web, sandbox } = context();
      const { customerId } = await web.customer(buyers.onScreens);
      const path = `/web/v1/items?query=${items.third}&customerId=${customerId}`;
      await sandbox.fault({ system: 'erp', operation: 'API_SALES_ORDER_SIMULATION_SRV', down: true });
      const { status, body } = await web.get(path);
      expect([status, body]).toMatchObject([200, { items: [{ number: items.third }] }]);
      expect(body).toMatchObject({ ...said('sandbox'), prices: { source: 'sandbox', missing: 'unavailable' }, availability: said('sandbox') });
      expect(body.items[0]).not.toHaveProperty('price');
      const cart = await web.post('/web/v1/carts:simulate', { customerId, lines: [{ itemId: body.items[0].itemId, quantity: '1' }] });
      expect(cart).toMatchObject({ status: 200, body: { source: 'sandbox', missing: 'unavailable', lines: [{ quantity: '1', faults: [] }] } });
      await sandbox.repair();
      await eventually(() => web.found(path), ({ prices, items: [first] }) => prices.missing === undefined && first.price !== undefined, JSON.stringify);
    });
  });

  describe('an order on screens', () => {
    let order: OrderView;
    beforeAll(async () => {
      const { web } = context();
      // Not the only one: a list has pages.
      await web.order(await orderOf(context(), buyers.onScreens, [[items.second, '1']]));
      order = await web.reaches((await web.order(await orderOf(context(), buyers.onScreens, [[items.bolt, '2']], { purchaseOrderNumber: 'Winter/77-SCREEN' }))).orderId, ['paid', 'closed']);
    });

    it('has its page in one call, whose link to the printed invoice leads to it', async () => {
      const { web } = context();
      // The customer's name is the ERP's, and missing where that was too slow.
      const body = await eventually(() => web.found(`/web/v1/orders/${order.orderId}/page`), ({ customer }) => customer.missing === undefined, JSON.stringify);
      const { name } = await web.customer(buyers.onScreens);
      expect(body).toMatchObject({
        orderId: order.orderId,
        order: { ...fresh('strata'), status: expect.stringMatching(/paid|closed/), total: order.total, lines: [{ quantity: '2' }] },
        timeline: { ...fresh('strata'), items: expect.arrayContaining([expect.objectContaining({ type: 'order-placed' })]) },
        documents: { ...fresh('strata'), references: order.references, deliveries: [{ status: expect.any(String) }], payments: [{ amount: { currency: order.total!.currency } }] },
        actions: { ...fresh('strata'), allowed: expect.any(Array) },
        customer: { source: 'sandbox', name },
      });
      const [invoice] = body.documents.invoices;
      expect(body.documents.payments[0].invoiceId).toBe(invoice.invoiceId);
      const printed = await web.patient.fetch(invoice.pdf);
      expect([printed.status, printed.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect((await printed.text()).slice(0, 5)).toBe('%PDF-');
    });

    it('is found by what a person types, in the order that is asked for, with the fields that are asked for', async () => {
      const { web } = context();
      const { name } = await web.customer(buyers.onScreens);
      for (const query of ['winter', '77-screen', order.references[0]!.id, `${name} ${buyers.onScreens}`]) {
        const body = await web.found(`/web/v1/orders?query=${encodeURIComponent(query)}&customerId=${order.customerId}&sort=-changedAt&fields=orderId,total.amount`);
        expect([query, body.items]).toEqual([query, expect.arrayContaining([{ orderId: order.orderId, total: { amount: order.total!.amount } }])]);
        expect(body).toMatchObject(fresh('strata'));
      }
      expect((await web.found('/web/v1/orders?query=inter')).items).toEqual([]);
    });

    it('has pages of one query: the cursor of another is refused, and so is what is not known', async () => {
      const { web } = context();
      const problem = async (query: string) => (await web.get(`/web/v1/orders?${query}`)).body.errors;
      const { next } = await web.found('/web/v1/orders?limit=1');
      expect((await web.found(`/web/v1/orders?limit=1&cursor=${next}`)).items).toHaveLength(1);
      expect(await problem(`sort=placedAt&cursor=${next}`)).toMatchObject([{ pointer: '/cursor', detail: expect.stringContaining('of the same query') }]);
      expect(await problem('sort=colour')).toEqual([{ pointer: '/sort', detail: 'sort must be one of -placedAt, placedAt, -changedAt' }]);
      expect(await problem('colour=red')).toMatchObject([{ pointer: '/colour', detail: expect.stringContaining('expected one of query, ') }]);
      expect(await problem('fields=colour')).toMatchObject([{ pointer: '/fields', detail: expect.stringContaining('expected one of orderId, status, ') }]);
    });

    it('tells a browser when to come again to its stream of events', async () => {
      const { web } = context();
      const answer = await web.fetch(`/web/v1/orders/${order.orderId}/events`);
      const { value } = await answer.body!.getReader().read();
      expect(new TextDecoder().decode(value)).toMatch(/^retry: \d+\n\n/);
    });
  });

  it('the guide for screens of browsers has calls that work from top to bottom as they are written', async () => {
    const calls = (await commandsOf('docs/guides/web.md')).join('');
    const answers = await answersTo(calls, { baseUrl: context().web.baseUrl, home: context().strata.home });
    expect(answers.map(({ status }) => status)).toEqual(answersOfWebGuide);
    const [customers, overview, less, refused, catalogue, cart, events, resumed, , found, paid, page] = answers;
    expect(customers!.body.items).toHaveLength(1);
    expect(overview!.body).toMatchObject({ master: said('sandbox'), business: said('sandbox'), crm: said('sandbox-crm') });
    expect(Object.keys(less!.body.master.customer)).toEqual(['name']);
    expect(refused!.body.errors).toMatchObject([{ detail: expect.stringContaining('expected one of fields') }]);
    expect(catalogue!.body).toMatchObject({ prices: said('sandbox'), availability: said('sandbox'), items: [{ price: { unitPrice: { currency: 'EUR' } } }] });
    expect(cart!.body.lines.map(({ faults }: any) => faults.length)).toEqual([0, 1]);
    expect(events!.body).toContain('event: timeline');
    expect(resumed!.body).toContain('event: order');
    expect([found!.body.items.length, paid!.body.items.length]).toEqual([1, 1]);
    expect(page!.body.documents.invoices[0].pdf).toMatch(/\/pdf$/);
  });
}
