import { describe, expect, it } from 'vitest';
import { buyers, items } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function catalogueCases(context: () => StrataContext): void {
  describe('the catalogue', () => {
    it("shows a customer's price and what can be promised", async () => {
      const { web, sandbox } = context();
      const { customerId } = await web.customer(buyers.ordinary);
      const bolt = await web.item(items.bolt, customerId);
      const [stock] = await sandbox.stock(items.bolt);
      expect(bolt).toMatchObject({ number: items.bolt, unit: 'C62', sellable: true, price: { unitPrice: { amount: stock?.price['EUR'], currency: 'EUR' }, unit: 'C62', taxRate: '20' } });
      expect(Number(bolt.availability.available.value)).toBeGreaterThan(0);
      const american = await web.customer('1000002');
      expect((await web.item(items.bolt, american.customerId)).price.unitPrice.currency).toBe('USD');
      expect(await web.item(items.coffee)).toMatchObject({ unit: 'KGM', unitScale: 3 });
    });

    it('wants to know the sales area of a customer who has several', async () => {
      const { web } = context();
      const { customerId, salesAreas } = await web.customer(buyers.inTwoCurrencies);
      expect(salesAreas.length).toBeGreaterThan(1);
      expect(await web.get(`/web/v1/items?query=${items.bolt}&customerId=${customerId}`)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/salesAreaId' }] } });
      const prices = await Promise.all(salesAreas.map(async ({ id }: { id: string }) => (await web.item(items.bolt, customerId, id)).price.unitPrice.currency));
      expect(prices).toEqual(salesAreas.map(({ currency }: { currency: string }) => currency));
    });

    it('is found by name and by number, whatever its letters', async () => {
      const { web } = context();
      const found = async (query: string) => (await web.found(`/web/v1/items?query=${encodeURIComponent(query)}`)).items.map(({ number }: { number: string }) => number);
      expect(await found(items.bolt)).toEqual([items.bolt]);
      expect(await found(items.bolt.toLowerCase())).toEqual([items.bolt]);
      expect(await found('hex bolt')).toContain(items.bolt);
      expect(await found('no such thing')).toEqual([]);
    });

    it('comes page by page, each item once', async () => {
      expect(await pagesOf(context(), '/web/v1/items?limit=70')).toEqual([70, 70, 60]);
      expect(await pagesOf(context(), '/web/v1/customers?limit=60')).toEqual([60, 40]);
    });

    it('refuses a query that it does not know, with a pointer', async () => {
      const problem = async (query: string) => (await context().web.get(`/web/v1/items?${query}`)).body;
      expect(await problem('limit=0')).toMatchObject({ status: 400, errors: [{ pointer: '/limit' }] });
      expect(await problem('limit=many')).toMatchObject({ status: 400, errors: [{ pointer: '/limit' }] });
      expect(await problem('colour=red')).toMatchObject({ status: 400, errors: [{ pointer: '/colour' }] });
      expect(await problem('cursor=nonsense')).toMatchObject({ status: 400, errors: [{ pointer: '/cursor' }] });
      expect(await problem('customerId=nobody')).toMatchObject({ status: 404 });
    });
  });
}

/** Sizes of the pages; throws when something is on two of them. */
async function pagesOf({ web }: StrataContext, path: string): Promise<number[]> {
  const sizes: number[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: { items: { number: string }[]; next?: string } = await web.found(`${path}${next && `&cursor=${encodeURIComponent(next)}`}`);
    for (const { number } of page.items) {
      if (seen.has(number)) throw new Error(`${number} is on two pages`);
      seen.add(number);
    }
    sizes.push(page.items.length);
    next = page.next;
  }
  return sizes;
}
